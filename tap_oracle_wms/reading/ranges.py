"""Ranges of one stream, read at once; a heavy one gives half of its rest away."""

from __future__ import annotations

import functools
import itertools
import typing as t

from tap_oracle_wms.ahead import Crew
from tap_oracle_wms.passes import Segment
from tap_oracle_wms.passes.split import Density, give_away

if t.TYPE_CHECKING:
    from tap_oracle_wms.pages import Page, PageReader, Query

_HELD = 2


class Given(t.NamedTuple):
    """A range has given its upper part away; comes before any page of that part.

    Attributes:
        number: Number of the new range.
        segment: What it is to read; the giver now ends where it begins.
    """

    number: int
    segment: Segment


class Ranges:
    """Reads ranges of one phase in threads; each has a reader of its own."""

    def __init__(
        self,
        reader: PageReader,
        query: Query,
        ways: int,
        last_id: int | None,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            reader: What is known of the service; it is not used itself.
            query: What the phase asks for.
            ways: Ranges that are read at once.
            last_id: Greatest id that was seen, if it is known.
        """
        self._reader = reader
        self._query = query
        self._last_id = last_id
        self._numbers = itertools.count()
        self._readers: dict[int, PageReader] = {}
        self._crew: Crew[int, Page | Given] = Crew(at_once=ways, held=_HELD)

    def begin(self, segments: t.Iterable[Segment]) -> dict[int, Segment]:
        """Begin to read.

        Args:
            segments: The ranges.

        Returns:
            The ranges by their numbers.
        """
        begun = {next(self._numbers): segment for segment in segments}
        for number, segment in begun.items():
            self._add(number, segment, reserved=False)
        return begun

    def results(self) -> t.Iterator[tuple[int, Page | Given | None]]:
        """What comes of the ranges, in the order it comes.

        Yields:
            The number of a range and a page of it, or what it gave away, or None
            at its end.

        Raises:
            RestartPhase: If this way of reading turned out not to hold.
            ApiError: If a request fails for good.
            RowsError: If the rows can't be those that were asked for.
        """
        return self._crew.results()

    def wisest(self) -> PageReader:
        """The reader that had to go down the ladder of reading furthest."""
        return max(self._readers.values(), key=lambda reader: reader.rung)

    def _add(self, number: int, segment: Segment, *, reserved: bool) -> None:
        self._readers[number] = self._reader.fork(number + 1)
        work = functools.partial(self._read, number, segment)
        self._crew.add(number, work, reserved=reserved)

    def _read(self, number: int, segment: Segment) -> t.Iterator[Page | Given]:
        reader = self._readers[number]
        left: Segment | None = segment
        while left is not None:
            segment, left = left, None
            for page in reader.read(self._query, segment):
                yield page
                upper = self._to_give(reader, segment, page)
                if upper is not None:
                    given = Given(next(self._numbers), upper)
                    yield given
                    self._add(given.number, upper, reserved=True)
                    left = Segment(page.last_id, upper.after)
                    break
                del page  # while the next is read, each range would hold one

    def _to_give(
        self,
        reader: PageReader,
        segment: Segment,
        page: Page,
    ) -> Segment | None:
        """What somebody who has nothing to do could read, reserved for them."""
        if page.last_id is None or page.rows.next_page is None:
            return None
        ids = page.rows.ids()
        upper = give_away(
            Segment(page.last_id, segment.through),
            last_id=self._last_id,
            density=Density(ids[-1] - ids[0] + 1, len(ids)),
            page_size=max(len(ids), reader.page_size),
        )
        return upper if upper is not None and self._crew.reserve() else None
