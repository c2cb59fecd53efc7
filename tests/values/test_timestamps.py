"""Timestamps: any offset in, UTC of fixed width out, nothing guessed or lost."""

from __future__ import annotations

import datetime
import time
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.values import (
    CONVERTERS,
    Mismatch,
    format_instant,
    has_zone,
    parse_timestamp,
)

UTC = datetime.timezone.utc


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-07-15T11:11:27.373226-03:00", "2026-07-15T14:11:27.373226+00:00"),
        ("2026-07-15T14:11:27.373226+00:00", "2026-07-15T14:11:27.373226+00:00"),
        ("2026-07-15T14:11:27.373226Z", "2026-07-15T14:11:27.373226+00:00"),
        ("2026-07-15T14:11:27z", "2026-07-15T14:11:27.000000+00:00"),
        ("2026-07-15 14:11:27Z", "2026-07-15T14:11:27.000000+00:00"),
        ("2026-07-15T14:11:27.5Z", "2026-07-15T14:11:27.500000+00:00"),
        ("2026-07-15T14:11:27,25Z", "2026-07-15T14:11:27.250000+00:00"),
        ("2026-07-15T14:11:27.123456000Z", "2026-07-15T14:11:27.123456+00:00"),
        ("2026-07-15T19:41:27+0530", "2026-07-15T14:11:27.000000+00:00"),
        ("2026-07-15T14:11:27-00:00", "2026-07-15T14:11:27.000000+00:00"),
        ("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00.000000+00:00"),
        ("2024-02-29T23:30:00-01:00", "2024-03-01T00:30:00.000000+00:00"),
        ("0001-01-02T00:00:00Z", "0001-01-02T00:00:00.000000+00:00"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999+00:00"),
    ],
)
def test_a_timestamp_is_written_in_utc(text: str, utc: str) -> None:
    assert CONVERTERS["date-time"](text) == utc


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        ("2026-07-15T11:11:27.373226-03:00", True),
        ("2026-07-15T11:11:27+00:30", True),
        ("2026-07-15T11:11:27+0530", True),
        ("2026-07-15T11:11:27+00:00", False),
        ("2026-07-15T11:11:27-0000", False),
        ("2026-07-15T11:11:27Z", False),
        ("2026-07-15T11:11:27", False),
        ("", False),
    ],
)
def test_a_timestamp_shows_a_zone_other_than_utc(text: str, shows: bool) -> None:  # noqa: FBT001
    assert has_zone(text) is shows


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Asia/Kolkata"])
def test_the_zone_of_this_machine_does_not_matter(
    monkeypatch: pytest.MonkeyPatch,
    zone: str,
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        instant = datetime.datetime(2026, 7, 15, 14, 11, 27, tzinfo=UTC)
        assert format_instant(instant) == "2026-07-15T14:11:27.000000+00:00"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_hour_that_summer_time_repeats_stays_two_hours() -> None:
    before, after = "2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"
    assert parse_timestamp(after) - parse_timestamp(before) == datetime.timedelta(
        hours=1,
    )
    assert CONVERTERS["date-time"](before) < CONVERTERS["date-time"](after)


@pytest.mark.parametrize(
    "value",
    [
        "2026-07-15T11:11:27.373226",
        "2026-07-15T11:11:27",
        "2026-07-15",
        "2026-07-15T11:11Z",
        "2026-07-15T11Z",
        "2026-07-15T11:11:27.1234567Z",
        "2026-07-15T11:11:27.Z",
        "2026-07-15T24:00:00Z",
        "2026-07-15T23:59:60Z",
        "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-01:00",
        "2026-07-15T11:11:27+24:00",
        "2026-07-15T11:11:27+99:99",
        "2026-07-15T11:11:27+01:60",
        "2026-07-15T11:11:27+01",
        "2026-07-15T11:11:27+01:00:30",
        "2026-07-15T11:11:27 +01:00",
        "2026-07-15T11:11:27Z\n",
        " 2026-07-15T11:11:27Z",
        "\uff12026-07-15T11:11:27Z",
        "15/07/2026 11:11:27",
        "July 15",
        "now",
        "0",
        1_784_000_000,
        True,
        [],
        {},
    ],
    ids=repr,
)
def test_what_would_be_a_guess_or_a_loss_is_refused(value: object) -> None:
    with pytest.raises(Mismatch) as caught:
        CONVERTERS["date-time"](value)
    assert caught.value.args == ()


INSTANTS = st.datetimes(
    min_value=datetime.datetime(1, 1, 3),  # noqa: DTZ001 - made UTC below
    max_value=datetime.datetime(9999, 12, 29),  # noqa: DTZ001 - made UTC below
    timezones=st.just(UTC),
)
OFFSETS = st.integers(-23 * 60, 23 * 60).map(
    lambda minutes: datetime.timezone(datetime.timedelta(minutes=minutes)),
)


@settings(deadline=None, max_examples=150)
@given(INSTANTS, OFFSETS, st.sampled_from(["T", " "]))
def test_every_rendering_of_an_instant_gives_the_same_text(
    instant: datetime.datetime,
    offset: datetime.timezone,
    separator: str,
) -> None:
    rendered = instant.astimezone(offset).isoformat(sep=separator)
    text = CONVERTERS["date-time"](rendered)
    assert text == format_instant(instant)
    assert len(text) == 32
    assert parse_timestamp(text) == instant


@settings(deadline=None, max_examples=150)
@given(INSTANTS, INSTANTS, OFFSETS, OFFSETS)
def test_the_order_of_texts_is_the_order_of_instants(
    one: datetime.datetime,
    other: datetime.datetime,
    first: datetime.timezone,
    second: datetime.timezone,
) -> None:
    texts = [
        CONVERTERS["date-time"](one.astimezone(first).isoformat()),
        CONVERTERS["date-time"](other.astimezone(second).isoformat()),
    ]
    assert (texts[0] < texts[1]) == (one < other)
    assert (texts[0] == texts[1]) == (one == other)


@settings(deadline=None, max_examples=100)
@given(
    INSTANTS,
    st.sampled_from(["America/Sao_Paulo", "Europe/Berlin", "Australia/Lord_Howe"]),
)
def test_local_times_of_facilities_come_back_as_they_were(
    instant: datetime.datetime,
    zone: str,
) -> None:
    local = instant.astimezone(zoneinfo.ZoneInfo(zone))
    offset = local.utcoffset()
    assert offset is not None
    if offset.total_seconds() % 60:
        return  # local mean time, before zones were made: no rendering for it
    assert parse_timestamp(local.isoformat()) == instant


@settings(deadline=None)
@given(
    st.one_of(
        st.text(max_size=40), st.from_regex(r"[0-9TZ :.+-]{10,32}", fullmatch=True)
    )
)
def test_any_other_text_is_a_mismatch_and_nothing_else(text: str) -> None:
    for form in ("date-time", "date", "time"):
        try:
            CONVERTERS[form](text)
        except Mismatch:
            continue
