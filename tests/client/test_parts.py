"""The pure parts: rows seen, times of day, points in time."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.client.seen import SeenRows
from tap_oracle_wms.client.token import Place, read_place, write_token
from tap_oracle_wms.client.typed import to_time

UTC = datetime.timezone.utc
IDS = st.one_of(st.integers(0, 9), st.integers(2**63 - 2, 2**64 + 2))


@given(st.lists(st.lists(st.tuples(IDS, st.sampled_from([None, "a", "b"])))))
def test_a_row_is_news_unless_it_was_seen_last_like_this(
    pages: list[list[tuple[int, str | None]]],
) -> None:
    last: dict[int, str | None] = {}
    with SeenRows() as seen:
        for page in pages:
            expected = []
            for number, version in page:
                expected.append(number not in last or last[number] != version)
                last[number] = version
            assert seen.news(page) == expected


@given(st.times())
def test_times_of_day_keep_every_digit(time: datetime.time) -> None:
    assert to_time(time.isoformat()) == time


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("07:05", datetime.time(7, 5)),
        ("07:05:09", datetime.time(7, 5, 9)),
        ("07:05:09.5", datetime.time(7, 5, 9, 500_000)),
    ],
)
def test_times_of_day_have_several_forms(text: str, time: datetime.time) -> None:
    assert to_time(text) == time


@given(st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))))
def test_a_place_survives_its_token(since: datetime.datetime | None) -> None:
    entry: dict[str, t.Any] = {
        "replication_key": "mod_ts",
        "replication_key_value": "2026-07-15T12:00:00.000000+00:00",
    }
    place = Place(since, entry)
    assert read_place("item", write_token("item", place)) == place
