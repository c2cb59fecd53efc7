"""Ranges that are read at once: together they are exactly what was left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.passes import Segment
from tap_oracle_wms.passes.split import FEWEST_ROWS, split


def test_equal_ranges_the_last_one_open() -> None:
    parts = split(
        Segment(1000, None),
        last_id=41_000,
        rows=40_000,
        page_size=1000,
        ways=4,
    )
    assert parts == (
        Segment(1000, 11_000),
        Segment(11_000, 21_000),
        Segment(21_000, 31_000),
        Segment(31_000, None),
    )


def test_a_bounded_segment_stays_bounded() -> None:
    parts = split(
        Segment(0, 20_000),
        last_id=10**9,
        rows=20_000,
        page_size=100,
        ways=2,
    )
    assert parts == (Segment(0, 10_000), Segment(10_000, 20_000))


@pytest.mark.parametrize(
    ("segment", "last_id", "rows", "page_size", "ways"),
    [
        (Segment(None, None), 10**6, 10**6, 1000, 4),
        (Segment(0, None), 10**6, FEWEST_ROWS - 1, 100, 4),
        (Segment(0, None), 10**6, 5999, 1000, 4),
        (Segment(0, None), 10**6, 10**6, 1000, 1),
        (Segment(10**6, None), 10**6, 10**6, 1000, 4),
        (Segment(10**6, None), 5, 10**6, 1000, 4),
    ],
    ids=["start-unknown", "few-rows", "few-pages", "one-way", "at-end", "past-end"],
)
def test_where_nothing_is_gained_it_stays_whole(
    segment: Segment,
    last_id: int,
    rows: int,
    page_size: int,
    ways: int,
) -> None:
    assert split(
        segment,
        last_id=last_id,
        rows=rows,
        page_size=page_size,
        ways=ways,
    ) == (segment,)


@given(
    after=st.none() | st.integers(-10, 10**7),
    through=st.none() | st.integers(-10, 10**7),
    last_id=st.integers(-10, 10**7),
    rows=st.integers(0, 10**6),
    page_size=st.integers(1, 1250),
    ways=st.integers(1, 32),
    probes=st.lists(st.integers(-20, 10**7 + 20)),
)
def test_every_id_lies_in_exactly_one_range(
    *,
    after: int | None,
    through: int | None,
    last_id: int,
    rows: int,
    page_size: int,
    ways: int,
    probes: list[int],
) -> None:
    def inside(segment: Segment, number: int) -> bool:
        return (segment.after is None or number > segment.after) and (
            segment.through is None or number <= segment.through
        )

    whole = Segment(after, through)
    parts = split(whole, last_id=last_id, rows=rows, page_size=page_size, ways=ways)
    assert len(parts) <= ways
    edges = [edge for part in parts for edge in (part.after, part.through)]
    for number in [*probes, *(edge for edge in edges if edge is not None)]:
        for probe in (number, number + 1):
            count = sum(inside(part, probe) for part in parts)
            assert count == inside(whole, probe)
