"""Invariant 1: what exists from start to end of a reading is delivered by it."""

from __future__ import annotations

import dataclasses
import itertools
import typing as t

from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.passes import Segment
from tests.pages.service import Service, query, read_all, row, rows


@dataclasses.dataclass
class Change:
    """What happens before a request: rows go, come and move."""

    removed: set[int]
    added: set[int]
    turned: int


IDS = st.integers(1, 60)
CHANGES = st.lists(
    st.builds(
        Change,
        st.sets(IDS, max_size=3),
        st.sets(IDS, max_size=3),
        st.integers(0, 5),
    ),
    max_size=12,
)


def apply(change: Change, service: Service, gone: set[int]) -> None:
    gone |= change.removed
    kept = [item for item in service.rows if item["id"] not in change.removed]
    have = {item["id"] for item in kept}
    kept += [row(number) for number in change.added - have]
    turn = change.turned % (len(kept) or 1)
    service.rows = kept[turn:] + kept[:turn]


@settings(deadline=None, max_examples=125)
@given(
    numbers=st.lists(IDS, unique=True, max_size=40),
    page_size=st.integers(1, 12),
    clamp=st.integers(1, 12),
    changes=CHANGES,
    empty_is_404=st.booleans(),
    quick=st.booleans(),
    without_link=st.sets(st.integers(1, 40)),
    refused=st.sampled_from([(), ("page_mode",)]),
)
def test_by_id(
    *,
    numbers: list[int],
    page_size: int,
    clamp: int,
    changes: list[Change],
    empty_is_404: bool,
    quick: bool,
    without_link: set[int],
    refused: t.Collection[str],
) -> None:
    service = Service(
        rows(*numbers),
        clamp=clamp,
        empty_is_404=empty_is_404,
        quick=quick,
        refused=refused,
    )
    # A full page may come without its link; a clamp shows by its first link.
    service.link = lambda page, left: (
        left > 0
        and not (
            page in without_link and (page_size <= clamp or page > 1 + len(refused) * 9)
        )
    )
    gone: set[int] = set()
    pending = list(changes)

    def change(_: int) -> None:
        if pending:
            apply(pending.pop(), service, gone)

    reader = service.reader(page_size)
    service.before = change
    ids, _ = read_all(reader, query())
    assert set(ids) >= set(numbers) - gone


@settings(deadline=None, max_examples=150)
@given(
    st.lists(IDS, unique=True, max_size=40),
    st.lists(IDS, unique=True, max_size=3),
    st.integers(1, 9),
)
def test_segments_together_are_the_whole(
    numbers: list[int],
    cuts: list[int],
    page_size: int,
) -> None:
    service = Service(rows(*numbers))
    reader = service.reader(page_size)
    edges: list[int | None] = [None, *sorted(cuts), None]
    ids = []
    for after, through in itertools.pairwise(edges):
        ids += read_all(reader, query(), Segment(after, through))[0]
    assert ids == sorted(numbers)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(IDS, unique=True, max_size=40),
    st.integers(1, 9),
    st.integers(0, 10),
)
def test_a_reading_that_was_killed_goes_on_from_its_last_page(
    numbers: list[int],
    page_size: int,
    pages_before: int,
) -> None:
    service = Service(rows(*numbers))
    ids: list[int] = []
    last: int | None = None
    for number, page in enumerate(service.reader(page_size).read(query(), Segment())):
        if number == pages_before:
            break
        ids += page.rows.ids()
        last = page.last_id
    ids += read_all(service.reader(page_size), query(), Segment(last, None))[0]
    assert ids == sorted(numbers)


@settings(deadline=None, max_examples=150)
@given(
    st.sets(IDS, min_size=1, max_size=40),
    st.sets(st.sampled_from(["page_mode", "ordering", "id__gt", "page_size"])),
    st.sets(st.sampled_from(["page_mode", "ordering", "id__gt", "id__lte"])),
    st.integers(2, 9),
)
def test_whatever_is_refused_or_ignored(
    numbers: set[int],
    refused: set[str],
    ignored: set[str],
    page_size: int,
) -> None:
    """Where no order is kept, rows come newest first."""
    service = Service(
        rows(*sorted(numbers, reverse=True)),
        refused=refused,
        ignored=ignored - refused,
        default_size=7,
    )
    ids, _ = read_all(service.reader(page_size), query())
    assert set(ids) == numbers
