"""Splitting what is left of a stream into ranges that are read at once. Pure."""

from __future__ import annotations

from tap_oracle_wms.passes.plan import Segment

FEWEST_ROWS = 4_000
"""Rows below which a stream is not worth splitting."""

FEWEST_PAGES = 6

READ_FIRST = 2_000
"""Rows that are read before it is asked how many more there are."""


def split(
    segment: Segment,
    *,
    last_id: int,
    rows: int,
    page_size: int,
    ways: int,
) -> tuple[Segment, ...]:
    """Split a segment into ranges of ids of equal width.

    Args:
        segment: What is left; its ``after`` is known.
        last_id: Greatest id there is.
        rows: Rows that are left, as far as known.
        page_size: Rows of a page.
        ways: Most ranges.

    Returns:
        The ranges, or the segment alone where splitting gains nothing. The last
        range stays open as the segment was: new rows come at the end.
    """
    if segment.after is None or rows < max(FEWEST_ROWS, FEWEST_PAGES * page_size):
        return (segment,)
    top = last_id if segment.through is None else min(last_id, segment.through)
    width = top - segment.after
    parts = min(ways, rows // (2 * page_size), width)
    if ways < 2 or parts < 2:  # noqa: PLR2004
        return (segment,)
    bounds = [segment.after + width * number // parts for number in range(parts)]
    ends: list[int | None] = [*bounds[1:], segment.through]
    return tuple(map(Segment, bounds, ends))
