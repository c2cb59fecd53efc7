"""Ranges that are read at once: together they are exactly what was left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.passes import Segment
from tap_oracle_wms.passes.split import FEWEST_ROWS, Density, give_away, split

EVERY = Density(1000, 1000)
"""No gap between ids."""


def test_ranges_of_whole_pages_the_last_one_open() -> None:
    parts = split(
        Segment(1000, None),
        last_id=42_500,
        density=EVERY,
        page_size=1000,
        ways=4,
    )
    assert parts == (
        Segment(1000, 11_000),
        Segment(11_000, 22_000),
        Segment(22_000, 32_000),
        Segment(32_000, None),
    )


def test_a_bounded_segment_stays_bounded() -> None:
    parts = split(
        Segment(0, 20_000),
        last_id=10**9,
        density=Density(500, 100),
        page_size=100,
        ways=2,
    )
    assert parts == (Segment(0, 10_000), Segment(10_000, 20_000))


def test_no_more_ranges_than_pages() -> None:
    parts = split(
        Segment(0, None),
        last_id=3000,
        density=EVERY,
        page_size=1000,
        ways=32,
    )
    assert [part.after for part in parts] == [0, 1000, 2000]


@pytest.mark.parametrize(
    ("segment", "last_id", "density", "page_size", "ways"),
    [
        (Segment(None, None), 10**6, EVERY, 1000, 4),
        (Segment(0, None), FEWEST_ROWS - 1, EVERY, 100, 4),
        (Segment(0, None), 10**6, Density(10**9, 1), 100, 4),
        (Segment(0, None), 10**6, EVERY, 10**6, 4),
        (Segment(0, None), 10**6, EVERY, 1000, 1),
        (Segment(10**6, None), 10**6, EVERY, 1000, 4),
        (Segment(10**6, None), 5, EVERY, 1000, 4),
    ],
    ids=[
        "start-unknown",
        "few-rows",
        "far-apart",
        "one-page",
        "one-way",
        "at-end",
        "past-end",
    ],
)
def test_where_nothing_is_gained_it_stays_whole(
    segment: Segment,
    last_id: int,
    density: Density,
    page_size: int,
    ways: int,
) -> None:
    assert split(
        segment,
        last_id=last_id,
        density=density,
        page_size=page_size,
        ways=ways,
    ) == (segment,)


@pytest.mark.parametrize(
    ("left", "last_id", "upper"),
    [
        (Segment(0, 10_000), None, Segment(5000, 10_000)),
        (Segment(0, 3000), None, Segment(2000, 3000)),
        (Segment(0, 2000), None, Segment(1000, 2000)),
        (Segment(0, None), 4000, Segment(2000, None)),
        (Segment(0, 1000), None, None),
        (Segment(0, None), 900, None),
        (Segment(0, None), None, None),
        (Segment(5000, None), 4000, None),
    ],
)
def test_the_upper_half_is_given_away_where_pages_are_left_for_both(
    left: Segment,
    last_id: int | None,
    upper: Segment | None,
) -> None:
    given_away = give_away(left, last_id=last_id, density=EVERY, page_size=1000)
    assert given_away == upper


def inside(segment: Segment, number: int) -> bool:
    return (segment.after is None or number > segment.after) and (
        segment.through is None or number <= segment.through
    )


densities = st.builds(Density, ids=st.integers(1, 10**6), rows=st.integers(1, 1250))
ends = st.none() | st.integers(-10, 10**7)


@given(
    segment=st.builds(Segment, ends, ends),
    last_id=st.integers(-10, 10**7),
    density=densities,
    page_size=st.integers(1, 1250),
    ways=st.integers(1, 32),
    probes=st.lists(st.integers(-20, 10**7 + 20)),
)
def test_every_id_lies_in_exactly_one_range(
    *,
    segment: Segment,
    last_id: int,
    density: Density,
    page_size: int,
    ways: int,
    probes: list[int],
) -> None:
    parts = split(
        segment,
        last_id=last_id,
        density=density,
        page_size=page_size,
        ways=ways,
    )
    assert len(parts) <= ways
    upper = give_away(
        segment,
        last_id=last_id,
        density=density,
        page_size=page_size,
    )
    halves = [segment]
    if upper is not None:
        halves = [Segment(segment.after, upper.after), upper]
        assert upper.through == segment.through
    edges = [edge for part in (*parts, *halves) for edge in (part.after, part.through)]
    for number in [*probes, *(edge for edge in edges if edge is not None)]:
        for probe in (number, number + 1):
            expected = inside(segment, probe)
            assert sum(inside(part, probe) for part in parts) == expected
            assert sum(inside(half, probe) for half in halves) == expected
