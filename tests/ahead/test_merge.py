"""Several generators at once, each in its own order, ended one by one."""

from __future__ import annotations

import collections
import threading
import time
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.ahead import Aside, Crew, merge


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.integers(), max_size=6), max_size=8),
    st.integers(1, 5),
    st.integers(1, 4),
)
def test_all_items_come_each_generator_in_its_order(
    items: list[list[int]],
    at_once: int,
    held: int,
) -> None:
    works = {name: own.__iter__ for name, own in enumerate(items)}
    got: dict[int, list[int | None]] = collections.defaultdict(list)
    for name, item in merge(works, at_once=at_once, held=held):
        got[name].append(item)
    assert got == {name: [*own, None] for name, own in enumerate(items)}


def test_no_more_than_allowed_run_at_once() -> None:
    lock = threading.Lock()
    running: list[int] = []
    most: list[int] = []

    def work(name: int) -> t.Iterator[int]:
        with lock:
            running.append(name)
            most.append(len(running))
        time.sleep(0.01)
        yield name
        with lock:
            running.remove(name)

    works = {name: (lambda name=name: work(name)) for name in range(12)}
    merged = merge(t.cast("t.Any", works), at_once=3, held=2)
    assert sum(item is None for _, item in merged) == 12
    assert max(most) <= 3


def test_the_first_error_is_raised_and_nothing_new_is_begun() -> None:
    begun: list[int] = []

    def work(name: int) -> t.Iterator[int]:
        begun.append(name)
        if name == 1:
            raise ValueError(name)
        yield name

    works = {name: (lambda name=name: work(name)) for name in range(50)}
    with pytest.raises(ValueError, match="1"):
        list(merge(t.cast("t.Any", works), at_once=1, held=50))
    assert begun == [0, 1]


def test_leaving_early_ends_the_threads() -> None:
    before = threading.active_count()

    def endless() -> t.Iterator[int]:
        while True:
            yield 1

    merged = merge(dict.fromkeys(range(3), endless), at_once=3, held=2)
    assert next(merged)[1] == 1
    merged.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_work_that_is_handed_over_comes_after_what_was_said_of_it() -> None:
    crew: Crew[str, int] = Crew(at_once=2, held=1)

    def giver() -> t.Iterator[int]:
        yield from range(3)
        assert crew.reserve()
        yield 99
        crew.add("taker", iter((100, 101)).__iter__, reserved=True)
        yield 3

    crew.add("giver", giver)
    got = [*crew.results()]
    assert [item for name, item in got if name == "giver"] == [0, 1, 2, 99, 3, None]
    assert [item for name, item in got if name == "taker"] == [100, 101, None]
    assert got.index(("giver", 99)) < got.index(("taker", 100))


def test_only_threads_without_work_can_be_reserved() -> None:
    crew: Crew[str, int] = Crew(at_once=2, held=1)
    assert [crew.reserve() for _ in range(3)] == [True, True, False]
    go_on = threading.Event()

    def busy() -> t.Iterator[int]:
        go_on.wait(5)
        yield 1

    crew.add("a", busy, reserved=True)
    assert not crew.reserve()
    crew.add("b", busy, reserved=True)
    assert not crew.reserve()
    go_on.set()
    assert len([*crew.results()]) == 4
    deadline = time.monotonic() + 5
    while not crew.reserve() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert crew.reserve()


def test_a_call_aside_tells_what_came_of_it() -> None:
    assert Aside(lambda: 7).result() == 7
    failed: Aside[int] = Aside(lambda: int("seven"))
    with pytest.raises(ValueError, match="seven"):
        failed.result()
    assert failed.done
