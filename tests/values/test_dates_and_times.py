"""Dates and times of day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.values import Mismatch
from tap_oracle_wms.values.convert import to_date, to_time

if TYPE_CHECKING:
    import datetime


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-15",
        "2026-07-15T00:00:00",
        "2026-07-15 00:00",
        "2026-07-15T00:00:00.000000Z",
        "2026-07-15T00:00:00-03:00",
        "2026-07-15T00:00:00+0530",
    ],
)
def test_a_date_or_its_midnight(text: str) -> None:
    assert to_date(text) == "2026-07-15"


@pytest.mark.parametrize(
    "value",
    [
        "2026-07-15T00:00:01",
        "2026-07-15T10:00:00Z",
        "2026-07-15T00:00:00.5",
        "2026-02-30",
        "2026-7-15",
        "20260715",
        "15.07.2026",
        "2026-07",
        "2026-07-15\n",
        "\uff12026-07-15",
        20260715,
        None,
    ],
    ids=repr,
)
def test_what_is_no_date(value: object) -> None:
    with pytest.raises(Mismatch):
        to_date(value)


@pytest.mark.parametrize("text", ["10:15", "10:15:30", "10:15:30.5", "23:59:59.999999"])
def test_a_time_of_day_stays_as_it_is(text: str) -> None:
    assert to_time(text) == text


@pytest.mark.parametrize(
    "value",
    ["24:00", "10:60", "10:15:60", "10", "1015", "10:15:30Z", "10:15 ", "noon", 10],
    ids=repr,
)
def test_what_is_no_time(value: object) -> None:
    with pytest.raises(Mismatch):
        to_time(value)


@given(st.dates())
def test_every_date_comes_back(day: datetime.date) -> None:
    assert to_date(day.isoformat()) == day.isoformat()


@given(st.times())
def test_every_time_comes_back(time: datetime.time) -> None:
    assert to_time(time.isoformat()) == time.isoformat()
