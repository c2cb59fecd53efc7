"""Passes of any shape."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from tap_oracle_wms.passes import Pass, Segment

UTC = datetime.timezone.utc


def utc(*parts: int) -> datetime.datetime:
    year, month, day, *time = parts
    return datetime.datetime(year, month, day, *time, tzinfo=UTC)  # type: ignore[misc,arg-type]


IDS = st.integers(-(2**63), 2**63)
INSTANTS = st.datetimes(
    min_value=datetime.datetime(1, 1, 3),  # noqa: DTZ001 - made UTC
    max_value=datetime.datetime(9999, 12, 29),  # noqa: DTZ001 - made UTC
    timezones=st.just(UTC),
)
SEGMENTS = st.lists(
    st.one_of(
        st.builds(Segment, st.none() | IDS, st.none()),
        st.builds(Segment, st.none(), IDS),
        st.tuples(IDS, IDS).map(lambda ends: Segment(min(ends), max(ends))),
    ),
    max_size=4,
).map(tuple)
PASSES = st.builds(
    Pass,
    since=st.none() | INSTANTS,
    until=st.none() | INSTANTS,
    segments=SEGMENTS,
    catch_up=st.none() | SEGMENTS,
    version=st.none() | st.integers(0, 2**40),
)
