"""What has been used takes no memory any more, however long the next takes to come."""

from __future__ import annotations

import functools
import threading
import time
import typing as t
import weakref

import pytest

from tap_oracle_wms.ahead import Crew, Lanes


class Large:
    """An item whose end can be seen."""


class Making:
    """Makes one item, then waits before it makes another."""

    def __init__(self) -> None:
        self.made: weakref.ref[Large] | None = None
        self.go_on = threading.Event()

    def __iter__(self) -> t.Iterator[Large]:
        item = Large()
        self.made = weakref.ref(item)
        yield item
        del item
        assert self.go_on.wait(20)
        yield Large()

    def is_let_go(self) -> bool:
        """Whether the first item is gone; threads need a moment to let it go."""
        assert self.made is not None
        deadline = time.monotonic() + 5
        while self.made() is not None and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.made() is None


@pytest.fixture
def making() -> t.Iterator[Making]:
    one = Making()
    yield one
    one.go_on.set()


def used(items: t.Iterator[object]) -> t.Iterator[None]:
    """Uses items, keeping none."""
    for item in items:
        del item
        yield


def ask_for_another(users: t.Iterator[None]) -> threading.Thread:
    thread = threading.Thread(target=lambda: next(users), daemon=True)
    thread.start()
    return thread


def test_a_lane_lets_go(making: Making) -> None:
    run = Lanes([making.__iter__], at_once=1, held=1, is_fatal=lambda _: False)
    users = used(run.use(0))
    next(users)
    waits = ask_for_another(users)
    assert making.is_let_go()
    making.go_on.set()
    waits.join(5)
    assert not waits.is_alive()


def test_a_crew_lets_go(making: Making) -> None:
    crew: Crew[str, Large] = Crew(at_once=1, held=1)
    crew.add("only", making.__iter__)
    users = used(crew.results())
    next(users)
    waits = ask_for_another(users)
    assert making.is_let_go()
    making.go_on.set()
    waits.join(5)
    assert not waits.is_alive()


def test_a_lane_that_has_ended_keeps_nothing_of_its_work() -> None:
    held = Large()
    gone = weakref.ref(held)
    works = [functools.partial(iter, [held]), functools.partial(iter, [Large()])]
    run = Lanes(works, at_once=1, held=1, is_fatal=lambda _: False)
    del held, works
    assert len([*used(run.use(0))]) == 1
    assert len([*used(run.use(1))]) == 1
    assert gone() is None
