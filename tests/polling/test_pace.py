"""When a stream is read again, for all courses of events."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.polling.pace import LONGEST_AFTER_FAILURE, Pace, catch_up_every

SECONDS = st.floats(0.1, 1000, allow_nan=False)


def pace(**values: float) -> Pace:
    return Pace(**{"poll_interval": 5, "interval": 5, "longest": 0, **values})  # type: ignore[arg-type]


def test_it_goes_by_the_beginning_of_passes() -> None:
    one = pace()
    one.succeeded(began=100, ended=102, rows=1)
    assert one.due == 105
    one.succeeded(began=105, ended=117, rows=1)
    assert one.due == 117  # late already: at once
    assert one.cycles == 2


def test_quiet_ones_wait_longer_until_something_comes() -> None:
    one = pace(longest=30)
    waits = []
    for rows in (1, 0, 0, 0, 0, 0, 1, 0):
        one.succeeded(began=0, ended=0, rows=rows)
        waits.append(one.due)
    assert waits == [5, 10, 20, 30, 30, 30, 5, 10]


def test_full_tables_keep_their_own_pace() -> None:
    one = pace(interval=3600)
    one.succeeded(began=0, ended=9, rows=0)
    assert one.due == 3600
    assert one.cycles == 720


def test_failures_are_tried_again_soon_then_later() -> None:
    one = pace(interval=3600)
    waits = []
    for _ in range(9):
        one.failed(ended=0)
        waits.append(one.due)
    assert waits[:3] == [5, 10, 20]
    assert waits[-1] == LONGEST_AFTER_FAILURE
    one.succeeded(began=0, ended=0, rows=1)
    one.failed(ended=0)
    assert one.due == 5


@pytest.mark.parametrize(
    ("interval", "expected"),
    [(0.1, 60), (5, 60), (30, 300), (60, 600), (3600, 600)],
)
def test_catch_ups_come_with_every_tenth_cycle(
    interval: float, expected: float
) -> None:
    assert catch_up_every(interval) == expected


@given(
    interval=SECONDS,
    longest=SECONDS,
    course=st.lists(st.tuples(st.integers(-1, 2), st.floats(0, 100)), max_size=80),
)
def test_no_wait_is_without_bounds(
    interval: float,
    longest: float,
    course: list[tuple[int, float]],
) -> None:
    one = Pace(poll_interval=interval, interval=interval, longest=longest)
    now = 0.0
    for rows, took in course:
        began, cycles = now, one.cycles
        now += took
        if rows < 0:
            one.failed(ended=now)
            assert now < one.due <= now + max(interval, LONGEST_AFTER_FAILURE)
        else:
            one.succeeded(began=began, ended=now, rows=rows)
            assert now <= one.due <= max(now, began + one.slowest)
        assert one.cycles > cycles
        now = one.due
