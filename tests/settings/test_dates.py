"""Dates as people write them, read in UTC."""

from __future__ import annotations

import datetime

import pendulum
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.settings.dates import parse_instant

UTC = datetime.timezone.utc


def utc(*parts: int) -> datetime.datetime:
    return datetime.datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-02", utc(2026, 1, 2)),
        (" 2026-01-02 ", utc(2026, 1, 2)),
        ("2026-01-02T03:04", utc(2026, 1, 2, 3, 4)),
        ("2026-01-02 03:04:05", utc(2026, 1, 2, 3, 4, 5)),
        ("2026-01-02T03:04:05Z", utc(2026, 1, 2, 3, 4, 5)),
        ("2026-01-02T03:04:05.25Z", utc(2026, 1, 2, 3, 4, 5, 250_000)),
        ("2026-01-02T03:04:05.000001Z", utc(2026, 1, 2, 3, 4, 5, 1)),
        ("2026-01-02T03:04:05-03:00", utc(2026, 1, 2, 6, 4, 5)),
        ("2026-01-02T03:04:05+0530", utc(2026, 1, 1, 21, 34, 5)),
        ("2026-01-02 03:04:05 +05:30", utc(2026, 1, 1, 21, 34, 5)),
        ("1969-12-31T23:59:59.5Z", utc(1969, 12, 31, 23, 59, 59, 500_000)),
    ],
)
def test_iso_forms(text: str, instant: datetime.datetime) -> None:
    assert parse_instant(text) == instant
    assert parse_instant(text).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("now", utc(2026, 3, 31, 12, 30, 15)),
        ("Today", utc(2026, 3, 31)),
        ("yesterday", utc(2026, 3, 30)),
        ("90 seconds ago", utc(2026, 3, 31, 12, 28, 45)),
        ("1 minute ago", utc(2026, 3, 31, 12, 29, 15)),
        ("2 hours ago", utc(2026, 3, 31, 10, 30, 15)),
        ("1 day ago", utc(2026, 3, 30, 12, 30, 15)),
        ("2 weeks ago", utc(2026, 3, 17, 12, 30, 15)),
        ("6 Months ago", utc(2025, 9, 30, 12, 30, 15)),
        ("1 year ago", utc(2025, 3, 31, 12, 30, 15)),
    ],
)
def test_human_forms(
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    instant: datetime.datetime,
) -> None:
    now = pendulum.instance(utc(2026, 3, 31, 12, 30, 15))
    monkeypatch.setattr(pendulum, "now", now.in_timezone)
    assert parse_instant(text) == instant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "6 months",
        "six months ago",
        "-1 days ago",
        "2026-1-2",
        "2026-00-10",
        "2025-02-29",
        "2026-01-02T25:00:00",
        "2026-01-02T03:04:05+99:00",
        "02/01/2026",
        "20260102",
        "2026-W05",
        "1767312000",
        "2026-01-02/2026-01-03",
        "P1D",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_instant(text)


@settings(deadline=None, max_examples=100)
@given(
    st.datetimes(
        min_value=datetime.datetime(1, 1, 2),  # noqa: DTZ001
        max_value=datetime.datetime(9999, 12, 30),  # noqa: DTZ001
        timezones=st.builds(
            lambda minutes: datetime.timezone(datetime.timedelta(minutes=minutes)),
            st.integers(-14 * 60, 14 * 60),
        ),
    ),
)
def test_an_instant_with_any_offset_is_read_exactly(instant: datetime.datetime) -> None:
    assert parse_instant(instant.isoformat()) == instant
