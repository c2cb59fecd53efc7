"""Work ahead of the lane in turn: in order, bounded, and never in its way."""

from __future__ import annotations

import functools
import threading
import time
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.ahead import Lanes
from tap_oracle_wms.ahead import lanes as module

Work: t.TypeAlias = t.Callable[[], t.Iterator[int]]


class DownError(Exception):
    pass


def lanes(works: t.Sequence[Work], *, at_once: int = 3, held: int = 4) -> Lanes[int]:
    return Lanes(
        works,
        at_once=at_once,
        held=held,
        is_fatal=lambda error: isinstance(error, DownError),
    )


def counting(*items: int) -> Work:
    return lambda: iter(items)


def failing(error: Exception, *items: int) -> Work:
    def work() -> t.Iterator[int]:
        yield from items
        raise error

    return work


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.integers(), max_size=7), max_size=9),
    st.integers(1, 5),
    st.integers(1, 4),
)
def test_each_lane_gives_its_items_in_order(
    items: list[list[int]],
    at_once: int,
    held: int,
) -> None:
    run = lanes([counting(*own) for own in items], at_once=at_once, held=held)
    assert [list(run.use(index)) for index in range(len(items))] == items


def test_what_waits_is_bounded() -> None:
    made: list[int] = []

    def work(lane: int) -> t.Iterator[int]:
        for _ in range(50):
            made.append(lane)
            yield lane

    works: list[Work] = [lambda lane=lane: work(lane) for lane in range(6)]  # type: ignore[misc]
    run = lanes(works, at_once=6, held=4)
    first = run.use(0)
    next(first)
    time.sleep(0.2)
    # Used one; held: two in turn, and four ahead.
    assert len(made) <= 1 + 2 + 4
    assert len([*first]) == 49


def test_what_has_no_weight_holds_nobody_up() -> None:
    """Lanes that bring nothing end, and their threads go on, whoever is in turn."""
    go_on = threading.Event()
    ended: list[int] = []

    def first() -> t.Iterator[int]:
        assert go_on.wait(20)
        yield 1

    def light(lane: int) -> t.Iterator[int]:
        yield from [0] * 5
        ended.append(lane)
        if len(ended) == 7:
            go_on.set()

    works: list[Work] = [first, *(functools.partial(light, n) for n in range(7))]
    run: Lanes[int] = Lanes(
        works,
        at_once=2,
        held=1,
        is_fatal=lambda _: False,
        has_weight=bool,
    )
    assert [*run.use(0)] == [1]
    assert [[*run.use(index)] for index in range(1, 8)] == [[0] * 5] * 7


def test_the_lane_in_turn_is_never_held_up_by_those_behind() -> None:
    works = [counting(*range(20)) for _ in range(8)]
    run = lanes(works, at_once=8, held=1)
    assert [len([*run.use(index)]) for index in range(8)] == [20] * 8


def test_an_error_comes_in_its_turn_after_the_items_before_it() -> None:
    run = lanes([counting(1), failing(ValueError("second"), 2, 3), counting(4)])
    assert [*run.use(0)] == [1]
    second = run.use(1)
    assert [next(second), next(second)] == [2, 3]
    with pytest.raises(ValueError, match="second"):
        next(second)
    assert [*run.use(2)] == [4]


def test_what_is_fatal_anywhere_ends_the_lane_in_turn() -> None:
    never = threading.Event()

    def hanging() -> t.Iterator[int]:
        yield 1
        never.wait(20)

    run = lanes([hanging, failing(DownError("down"))])
    first = run.use(0)
    assert next(first) == 1
    with pytest.raises(DownError):
        next(first)
    never.set()


def test_a_lane_that_is_left_early_frees_its_thread() -> None:
    run = lanes([counting(*range(30)) for _ in range(9)], at_once=2)
    for index in range(8):
        abandoned = run.use(index)
        assert next(abandoned) == 0
        abandoned.close()  # type: ignore[attr-defined]
    assert [*run.use(8)] == [*range(30)]


def test_stopping_lets_the_threads_end() -> None:
    before = threading.active_count()
    run = lanes([counting(*range(99)) for _ in range(3)])
    assert next(run.use(0)) == 0
    run.stop()
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_the_one_who_waits_is_called_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.01)
    calls: list[int] = []
    enough = threading.Event()

    def slow() -> t.Iterator[int]:
        enough.wait(10)
        yield 7

    def idle() -> None:
        calls.append(1)
        if len(calls) == 3:
            enough.set()

    run = Lanes([slow], at_once=1, held=1, is_fatal=lambda _: False, idle=idle)
    assert [*run.use(0)] == [7]
    assert len(calls) >= 3
