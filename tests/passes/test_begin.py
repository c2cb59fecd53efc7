"""How a pass begins: its window and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.passes import Pass, Phase, Segment, begin_pass
from tap_oracle_wms.passes.plan import before, pass_end
from tests.passes.strategies import INSTANTS, utc

if TYPE_CHECKING:
    import datetime

BOOKMARK = utc(2026, 7, 15, 10)
FLOOR = utc(2026, 1, 1)


def test_the_first_pass_reads_everything() -> None:
    assert begin_pass(bookmark=None, start_date=None, lookback=600) == Pass()


def test_the_start_date_is_the_floor_of_the_first_pass() -> None:
    assert begin_pass(bookmark=None, start_date=FLOOR, lookback=600).since == FLOOR


@pytest.mark.parametrize("start_date", [None, FLOOR, utc(2026, 8, 1)])
def test_later_passes_start_before_the_bookmark(
    start_date: datetime.datetime | None,
) -> None:
    planned = begin_pass(bookmark=BOOKMARK, start_date=start_date, lookback=600)
    assert planned.since == utc(2026, 7, 15, 9, 50)
    assert planned.until is None
    assert planned.segments == (Segment(),)
    assert planned.catch_up is None


def test_no_lookback_starts_at_the_bookmark() -> None:
    assert begin_pass(bookmark=BOOKMARK, start_date=None, lookback=0).since == BOOKMARK


def test_a_full_table_pass_keeps_its_version() -> None:
    planned = begin_pass(bookmark=None, start_date=None, lookback=0, version=7)
    assert planned == Pass(version=7)


@given(INSTANTS, st.none() | INSTANTS, st.integers(0, 10**12))
def test_a_window_never_starts_after_what_it_must_cover(
    bookmark: datetime.datetime,
    start_date: datetime.datetime | None,
    lookback: int,
) -> None:
    since = begin_pass(
        bookmark=bookmark,
        start_date=start_date,
        lookback=lookback,
    ).since
    assert since is not None
    assert since <= bookmark
    assert since.microsecond == 0
    earliest = utc(1, 1, 2)
    assert since == earliest or (bookmark - since).total_seconds() >= lookback


@given(INSTANTS, st.integers(0, 10**30))
def test_the_calendar_has_a_beginning(
    instant: datetime.datetime,
    seconds: int,
) -> None:
    assert utc(1, 1, 2) <= before(instant, seconds) <= instant


@pytest.mark.parametrize(
    ("now", "end_date", "until"),
    [
        (None, None, None),
        (None, FLOOR, None),
        (utc(2026, 7, 15, 1, 2, 3, 999_999), None, utc(2026, 7, 15, 1, 2, 3)),
        (utc(2026, 7, 15), FLOOR, FLOOR),
        (utc(2025, 7, 15), FLOOR, utc(2025, 7, 15)),
    ],
)
def test_a_pass_ends_with_the_servers_time_or_the_end_date(
    now: datetime.datetime | None,
    end_date: datetime.datetime | None,
    until: datetime.datetime | None,
) -> None:
    assert pass_end(now, end_date) == until


def test_nothing_is_left_unread_at_the_beginning() -> None:
    planned = begin_pass(bookmark=BOOKMARK, start_date=None, lookback=0)
    for phase in Phase:
        assert planned.left(phase) == (Segment(None, None),)
