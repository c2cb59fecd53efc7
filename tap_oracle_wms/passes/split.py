"""Splitting what is left of a stream into ranges that are read at once. Pure."""

from __future__ import annotations

import typing as t

from tap_oracle_wms.passes.plan import Segment

FEWEST_ROWS = 2_000
"""Rows below which what is left is not worth splitting."""

READ_FIRST = 1_000
"""Rows that are read before it is asked how many more there are."""


class Density(t.NamedTuple):
    """How ids lie, as a page showed it.

    Attributes:
        ids: Width of the range of ids that the page covered.
        rows: Its rows.
    """

    ids: int
    rows: int

    def width(self, rows: int) -> int:
        """Width of a range that should hold so many rows, at least 1."""
        return max(1, round(self.ids * rows / max(1, self.rows)))


def split(
    segment: Segment,
    *,
    last_id: int,
    density: Density,
    page_size: int,
    ways: int,
) -> tuple[Segment, ...]:
    """Split a segment into ranges of whole pages, as far as ids lie evenly.

    Args:
        segment: What is left; its ``after`` is known.
        last_id: Greatest id there is.
        density: How ids lie.
        page_size: Rows of a page.
        ways: Most ranges.

    Returns:
        The ranges, or the segment alone where splitting gains nothing. The last
        range stays open as the segment was: new rows come at the end.
    """
    if segment.after is None:
        return (segment,)
    top = last_id if segment.through is None else min(last_id, segment.through)
    width = top - segment.after
    page = density.width(page_size)
    pages = -(-width // page)
    parts = min(ways, pages)
    if parts < 2 or width < density.width(FEWEST_ROWS):  # noqa: PLR2004
        return (segment,)
    after = segment.after
    bounds = [after + page * (pages * part // parts) for part in range(parts)]
    ends: list[int | None] = [*bounds[1:], segment.through]
    return tuple(map(Segment, bounds, ends))


def give_away(
    segment: Segment,
    *,
    last_id: int | None,
    density: Density,
    page_size: int,
) -> Segment | None:
    """The upper half of a range that has turned out to be heavy.

    Args:
        segment: What is left of the range; its ``after`` is known.
        last_id: Greatest id that was seen, where the range is open.
        density: How ids lie, as its last page showed.
        page_size: Rows of a page.

    Returns:
        The half to read elsewhere, None if a page or less is left for each.
    """
    top = last_id if segment.through is None else segment.through
    if segment.after is None or top is None:
        return None
    page = density.width(page_size)
    pages = -(-(top - segment.after) // page)
    if pages < 2:  # noqa: PLR2004
        return None
    return Segment(segment.after + page * (-(-pages // 2)), segment.through)


def share_done(
    left: t.Iterable[Segment],
    first_id: int,
    last_id: int,
) -> float | None:
    """Share of a range that is behind us, as far as ids tell.

    Args:
        left: What is left of it.
        first_id: The first id.
        last_id: The last id.

    Returns:
        From 0 to 1; None where there is no range.
    """
    if last_id <= first_id:
        return None
    ends = (
        (
            max(first_id, part.after or first_id),
            last_id if part.through is None else min(last_id, part.through),
        )
        for part in left
    )
    rest = sum(max(0, through - after) for after, through in ends)
    return min(1.0, max(0.0, 1 - rest / (last_id - first_id)))
