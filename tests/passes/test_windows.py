"""Windows: what a phase asks for, and which rows belong inside."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.passes import Bound
from tap_oracle_wms.passes.plan import catch_up_window, main_window, round_up
from tests.passes.strategies import INSTANTS, utc

SINCE = utc(2026, 7, 1)
END = utc(2026, 8, 1)


def test_everything_has_no_bounds() -> None:
    assert main_window("mod_ts", None, None) == ()


def test_there_is_no_upper_bound_without_an_end_date() -> None:
    assert main_window("mod_ts", SINCE, None) == (Bound("mod_ts", "gte", SINCE),)


def test_an_end_date_is_the_upper_bound() -> None:
    assert main_window("mod_ts", None, END) == (Bound("mod_ts", "lt", END),)
    assert main_window("create_ts", SINCE, END) == (
        Bound("create_ts", "gte", SINCE),
        Bound("create_ts", "lt", END),
    )


def test_nothing_lies_between_a_start_and_an_earlier_end() -> None:
    assert main_window("mod_ts", END, SINCE) is None
    assert main_window("mod_ts", END, END) is None


def test_an_end_within_a_second_is_asked_for_as_the_next_whole_one() -> None:
    half = END.replace(microsecond=500_000)
    assert main_window("mod_ts", None, half) == (
        Bound("mod_ts", "lt", END + datetime.timedelta(seconds=1)),
    )


def test_the_catch_up_asks_for_rows_created_since_and_dated_before() -> None:
    assert catch_up_window("mod_ts", SINCE, None) == (
        Bound("create_ts", "gte", SINCE),
        Bound("mod_ts", "lt", SINCE),
    )
    assert catch_up_window("mod_ts", SINCE, END) == catch_up_window(
        "mod_ts",
        SINCE,
        None,
    )


def test_the_catch_up_respects_an_end_date_too() -> None:
    early = utc(2026, 6, 1)
    assert catch_up_window("mod_ts", SINCE, early)[1] == Bound("mod_ts", "lt", early)


@given(INSTANTS)
def test_rounding_up_is_the_least_whole_second_that_is_not_earlier(
    instant: datetime.datetime,
) -> None:
    rounded = round_up(instant)
    assert rounded.microsecond == 0
    assert instant <= rounded < instant + datetime.timedelta(seconds=1)


@given(INSTANTS, INSTANTS, st.none() | INSTANTS)
def test_a_row_belongs_to_one_of_both_readings_or_to_an_earlier_pass(
    instant: datetime.datetime,
    since: datetime.datetime,
    end_date: datetime.datetime | None,
) -> None:
    def admits(bound: Bound) -> bool:
        after = instant >= bound.instant
        return after if bound.lookup == "gte" else not after

    since = since.replace(microsecond=0)
    main = main_window("mod_ts", since, end_date)
    in_main = main is not None and all(map(admits, main))
    in_catch_up = admits(catch_up_window("mod_ts", since, end_date)[1])
    before_end = end_date is None or instant < end_date
    if before_end:
        assert in_main == (instant >= since)
        assert in_catch_up == (instant < since)
    assert not (in_main and in_catch_up)
