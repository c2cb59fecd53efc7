"""Fetching one page in the way the service accepts."""

from __future__ import annotations

import dataclasses
import typing as t

from tap_oracle_wms.http import AnswerError, RefusedError
from tap_oracle_wms.pages.errors import OrderViolation
from tap_oracle_wms.pages.query import Query, Rung, Shape, page_params

if t.TYPE_CHECKING:
    import datetime

    from tap_oracle_wms.http import Answer, Client
    from tap_oracle_wms.pages.verify import Row

_BAD_REQUEST = 400
_NOT_FOUND = 404

SMALLEST_PAGE = 25
"""Rows below which a page is not halved any further."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fetched:
    """One page as it came.

    Attributes:
        rows: The rows; none where the service said 404.
        next_page: The service's link to what follows, None if it gave none.
        found: False where the service said 404.
        date: The server's time when it answered, None if unknown.
        seconds: What the request took.
    """

    rows: list[Row]
    next_page: str | None
    found: bool
    date: datetime.datetime | None
    seconds: float


class Fetcher:
    """Fetches pages of one entity and remembers how it wants to be asked."""

    def __init__(self, client: Client, entity: str, page_size: int) -> None:
        """Start with the best way of asking."""
        self._client = client
        self._entity = entity
        self._url = client.url(entity)
        self.shape = Shape(Rung.SEQUENCED, page_size)
        self._refusal: RefusedError | None = None

    def page(
        self,
        query: Query,
        after: int | None = None,
        through: int | None = None,
    ) -> Fetched:
        """Fetch a page by its parameters.

        Args:
            query: What the phase asks for.
            after: Ids above this one only.
            through: Ids up to this one only.

        Returns:
            The page.

        Raises:
            OrderViolation: If the service refuses this way of reading.
            ApiError: If the request fails otherwise.
        """
        while True:
            try:
                fetched = self._get(
                    self._url, page_params(query, self.shape, after, through)
                )
            except RefusedError as refusal:
                if refusal.status != _BAD_REQUEST:
                    raise
                self._relax(refusal, query, bounded=after is not None)
            else:
                self.shape.proven = True
                return fetched

    def linked(self, link: str) -> Fetched:
        """Fetch a page by a link of the service.

        Raises:
            ApiError: If the request fails, or the link leads elsewhere.
        """
        return self._get(self._client.follow(link), [])

    def _relax(self, refusal: RefusedError, query: Query, *, bounded: bool) -> None:
        """After a 400: leave out what may be the reason, a thing at a time."""
        shape = self.shape
        if shape.proven:
            # Only the id bound is new since this shape was accepted.
            if bounded and shape.rung < Rung.LINKED:
                raise OrderViolation from None
            raise refusal
        self._refusal = self._refusal or refusal
        if query.fields is not None and shape.send_fields:
            shape.send_fields = False
        elif shape.send_page_size:
            shape.send_page_size = False
        elif shape.rung < Rung.LINKED:
            raise OrderViolation from None
        elif shape.sequenced:
            shape.sequenced = False
            shape.send_page_size = True
        else:
            raise self._refusal

    def descend(self) -> bool:
        """Take the next way of reading; False if there is none."""
        shape = self.shape
        if shape.rung is Rung.LINKED:
            return False
        if not shape.proven:
            shape.send_page_size = True
            if shape.rung is Rung.SEQUENCED:
                shape.sequenced = False
        shape.rung = Rung(shape.rung + 1)
        shape.proven = False
        return True

    def _get(self, url: str, params: list[tuple[str, str]]) -> Fetched:
        smallest = (
            self.shape.page_size <= SMALLEST_PAGE or not self.shape.send_page_size
        )
        try:
            answer = self._client.get(
                url,
                params,
                subject=self._entity,
                retry_heavy=smallest or not params,
            )
        except RefusedError as refusal:
            if refusal.status == _NOT_FOUND and not refusal.web_page:
                return Fetched(
                    [],
                    None,
                    found=False,
                    date=refusal.date,
                    seconds=refusal.seconds,
                )
            raise
        return _read(answer, self._entity)


def _read(answer: Answer, entity: str) -> Fetched:
    """Take a page apart; both page modes have ``results`` and ``next_page``."""
    data = answer.data
    rows = data.get("results") if isinstance(data, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        msg = "the answer holds no list of rows; is base_url the WMS environment?"
        raise AnswerError(msg, request=f"GET {entity}")
    link = data.get("next_page")
    return Fetched(
        rows,
        link if isinstance(link, str) and link else None,
        found=True,
        date=answer.date,
        seconds=answer.seconds,
    )
