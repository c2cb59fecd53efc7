"""Reading a phase of a pass, page by page, on the rung that the service allows."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import logging
import math
import typing as t

from tap_oracle_wms.http import UnavailableError
from tap_oracle_wms.pages.errors import OrderViolation, RestartPhase
from tap_oracle_wms.pages.fetch import SMALLEST_PAGE, Fetched, Fetcher
from tap_oracle_wms.pages.links import read_along_links
from tap_oracle_wms.pages.query import Query, Rung, Shape
from tap_oracle_wms.pages.verify import check_ascending, check_cursor, check_window

if t.TYPE_CHECKING:
    from tap_oracle_wms.http import Client
    from tap_oracle_wms.passes import Segment
    from tap_oracle_wms.rows import PageCodec, RowsPage

logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """One verified page of rows.

    Attributes:
        rows: The rows, possibly none.
        last_id: Last id, up to which the segment is now read; None where the
            reading can't be resumed by id.
        began: A time of the server at or before which the request began, None if
            the service does not tell its time.
    """

    rows: RowsPage
    last_id: int | None
    began: datetime.datetime | None


class PageReader:
    """Reads one stream; what it learns of the service holds for all its passes."""

    def __init__(
        self,
        client: Client,
        entity: str,
        page_size: int,
        codec: PageCodec,
        confirm_exists: t.Callable[[], None],
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            client: The client.
            entity: Name of the entity.
            page_size: Rows to ask for in a page.
            codec: Decodes pages.
            confirm_exists: Called once after a 404 before anything was found;
                raises an error if the entity itself is gone.
        """
        self._entity = entity
        shape = Shape(Rung.SEQUENCED, page_size)
        self._first = dataclasses.replace(shape)
        self._fetcher = Fetcher(client, entity, shape, codec)
        self._confirm_exists: t.Callable[[], None] | None = confirm_exists
        self._clamp = 0
        self._untold: list[str] = []  # shared with forks: told once, by the first

    def fork(self, segment: int = 0) -> PageReader:
        """Another reader, for another thread, that starts with what is known.

        Args:
            segment: Number of the range that it is to read.
        """
        other = copy.copy(self)
        other.__dict__["_fetcher"] = self._fetcher.fork(segment)
        return other

    def adopt(self, other: PageReader) -> None:
        """Take over what a fork has learnt of the service."""
        self._fetcher.shape = other._fetcher.shape
        self._clamp = max(self._clamp, other._clamp)

    @property
    def rung(self) -> Rung:
        """The way of reading that is in use."""
        return self._fetcher.shape.rung

    @property
    def is_at_its_best(self) -> bool:
        """Whether the service has not made it ask in a lesser way than at first."""
        return dataclasses.replace(self._fetcher.shape, proven=False) == self._first

    @property
    def page_size(self) -> int:
        """Rows that are asked for in a page."""
        return self._fetcher.shape.page_size

    def last_id(self, query: Query) -> int | None:
        """Greatest id there is, if the service tells it."""
        return self._fetcher.last_id(query)

    def read(self, query: Query, segment: Segment) -> t.Iterator[Page]:
        """Read one segment to its end.

        Args:
            query: What the phase asks for.
            segment: Range of ids; along links it is not used, everything is read.

        Yields:
            Pages as they come; each row that exists from the first to the last
            request is on one of them.

        Raises:
            RestartPhase: If this way of reading turned out not to hold; the phase
                is to be read again from its beginning.
            ApiError: If a request fails for good.
            RowsError: If the rows can't be those that were asked for.
        """
        try:
            if self.rung is Rung.LINKED or not query.has_id:
                yield from self._by_links(query)
            else:
                yield from self._by_id(query, segment)
        except OrderViolation:
            answered = self._fetcher.shape.proven
            self._fetcher.descend()
            self._untold.append(
                "with ordering=id"
                if self.rung is Rung.ORDERED
                else "along its links until two readings agree",
            )
            if answered:
                self._tell()
            raise RestartPhase from None

    def _by_id(self, query: Query, segment: Segment) -> t.Iterator[Page]:
        after = segment.after
        while True:
            size = self._fetcher.shape.page_size
            try:
                fetched = self._fetcher.page(query, after, segment.through)
            except UnavailableError as error:
                self._halve(error, size)
                continue
            self._confirm(fetched)
            if not len(fetched.rows):
                yield _page(fetched, after)
                return
            last = check_ascending(fetched.rows.ids(), after, segment.through)
            if self.rung is Rung.SEQUENCED:
                check_cursor(fetched.rows.next_page, last)
            check_window(fetched.rows, self._entity, query.visible_window)
            ended = self._ended(fetched, size)
            yield _page(fetched, last)
            del fetched  # a page is large, and the next may take long
            if ended or last == segment.through:
                return
            after = last

    def _by_links(self, query: Query) -> t.Iterator[Page]:
        self._fetcher.shape.rung = Rung.LINKED
        size = self._fetcher.shape.page_size
        try:
            for fetched in read_along_links(self._fetcher, query, self._confirm):
                check_window(fetched.rows, self._entity, query.visible_window)
                yield _page(fetched, None)
        except UnavailableError as error:
            # The links carry the page size along: begin again with a smaller one.
            self._halve(error, size)
            raise RestartPhase from None

    def _confirm(self, fetched: Fetched) -> None:
        """Before "no rows" is believed, the entity itself must be known to exist."""
        if not fetched.found and self._confirm_exists is not None:
            self._confirm_exists()
        self._confirm_exists = None
        self._tell()

    def _tell(self) -> None:
        """Warn of a lesser way of reading, if it is new.

        Where the service refuses a way, only once another is found: a service that
        refuses every way has no lesser one.
        """
        ways, self._untold[:] = [*self._untold], []
        for way in ways[-1:]:
            logger.warning(
                "%s: the service does not allow to read by ascending id this way; "
                "reading %s from the beginning",
                self._entity,
                way,
            )

    def _halve(self, error: UnavailableError, size: int) -> None:
        shape = self._fetcher.shape
        if not error.heavy or size <= SMALLEST_PAGE or not shape.send_page_size:
            raise error
        shape.page_size = max(SMALLEST_PAGE, size // 2)
        logger.warning("%s; asking for %d rows at once", error, shape.page_size)

    def _ended(self, fetched: Fetched, size: int) -> bool:
        """Whether a page with rows is the last: short, and without a link.

        A service that cuts pages below the size asked for shows it by a short page
        with a link; from then on a page of that length is a full one.
        """
        count = len(fetched.rows)
        if fetched.rows.next_page is not None:
            if count < size:
                self._clamp = max(self._clamp, count)
            return False
        if not self._fetcher.shape.send_page_size:
            self._clamp = max(self._clamp, count)
        return count < size and (not self._clamp or count < self._clamp)


def _page(fetched: Fetched, last_id: int | None) -> Page:
    began = None
    if fetched.date is not None:
        began = fetched.date - datetime.timedelta(seconds=math.ceil(fetched.seconds))
    return Page(fetched.rows, last_id, began)
