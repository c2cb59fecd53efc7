"""Fetching one page in the way the service accepts."""

from __future__ import annotations

import dataclasses
import typing as t

from tap_oracle_wms.http import AnswerError, RefusedError, UnavailableError
from tap_oracle_wms.pages.errors import OrderViolation
from tap_oracle_wms.pages.query import Query, Rung, Shape, page_params
from tap_oracle_wms.rows import NoRowsError
from tap_oracle_wms.telemetry.events import Errand

if t.TYPE_CHECKING:
    import datetime

    from tap_oracle_wms.http import Client
    from tap_oracle_wms.rows import PageCodec, RowsPage

_BAD_REQUEST = 400
_NOT_FOUND = 404

SMALLEST_PAGE = 25
"""Rows below which a page is not halved any further."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fetched:
    """One page as it came.

    Attributes:
        rows: The rows; none where the service said 404.
        found: False where the service said 404.
        date: The server's time when it answered, None if unknown.
        seconds: What the request took.
    """

    rows: RowsPage
    found: bool
    date: datetime.datetime | None
    seconds: float


class Fetcher:
    """Fetches pages of one entity and remembers how it wants to be asked."""

    def __init__(
        self,
        client: Client,
        entity: str,
        shape: Shape,
        codec: PageCodec,
    ) -> None:
        """Start with a way of asking.

        Args:
            client: The client.
            entity: Name of the entity.
            shape: How to ask; changed as the service is found to want it.
            codec: Decodes pages.
        """
        self._client = client
        self._segment = 0
        self._page = 0
        self._pass_id: str | None = None
        self._entity = entity
        self._url = client.url(entity)
        self._codec = codec
        self.shape = shape
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
                    self._url,
                    page_params(query, self.shape, after, through),
                    query.pass_id,
                )
            except RefusedError as refusal:
                if refusal.status != _BAD_REQUEST:
                    raise
                self._relax(refusal, query, bounded=after is not None)
            else:
                self.shape.proven = True
                return fetched

    def linked(self, link: str, pass_id: str | None = None) -> Fetched:
        """Fetch a page by a link of the service.

        Args:
            link: The link.
            pass_id: Id of the pass, for whoever listens.

        Returns:
            The page.

        Raises:
            ApiError: If the request fails, or the link leads elsewhere.
        """
        return self._get(self._client.follow(link), [], pass_id)

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
            raise _with_cure(self._refusal, query.entity)

    def fork(self, segment: int = 0) -> Fetcher:
        """Another fetcher, for another thread, that starts with what is known.

        Args:
            segment: Number of the range that it is to fetch.
        """
        shape = dataclasses.replace(self.shape)
        other = Fetcher(self._client, self._entity, shape, self._codec)
        other._segment = segment
        return other

    def last_id(self, query: Query) -> int | None:
        """Ask for the greatest id, in one small request.

        Args:
            query: What the phase asks for.

        Returns:
            The id, None where the service does not say.
        """
        shape = dataclasses.replace(self.shape, rung=Rung.ORDERED, page_size=2)
        narrow = dataclasses.replace(query, fields=("id",))
        params = dict(page_params(narrow, shape)) | {"ordering": "-id"}
        try:
            data = self._client.get(
                self._url,
                list(params.items()),
                subject=self._entity,
                errand=Errand("last id", self._entity, query.pass_id),
                retry_heavy=False,
            ).data
            first = data["results"][0]["id"]
        except (RefusedError, UnavailableError, AnswerError):
            return None
        except (LookupError, TypeError, AttributeError):
            return None
        return first if isinstance(first, int) else None

    def descend(self) -> bool:
        """Take the next way of reading; False if there is none."""
        shape = self.shape
        if shape.rung is Rung.LINKED:
            return False
        if not shape.proven:
            shape.send_page_size = shape.send_fields = True
            if shape.rung is Rung.SEQUENCED:
                shape.sequenced = False
        shape.rung = Rung(shape.rung + 1)
        shape.proven = False
        return True

    def _get(
        self,
        url: str,
        params: list[tuple[str, str]],
        pass_id: str | None,
    ) -> Fetched:
        smallest = (
            self.shape.page_size <= SMALLEST_PAGE or not self.shape.send_page_size
        )
        if pass_id != self._pass_id:
            self._pass_id, self._page = pass_id, 0
        self._page += 1
        errand = Errand(
            "page",
            self._entity,
            pass_id,
            self._segment,
            self._page,
            self.shape.page_size,
            self.shape.rung.word,
        )
        try:
            answer = self._client.get(
                url,
                params,
                subject=self._entity,
                errand=errand,
                retry_heavy=smallest or not params,
                decode=self._codec.decode,
            )
        except RefusedError as refusal:
            if refusal.status == _NOT_FOUND and not refusal.web_page:
                return Fetched(
                    self._codec.nothing(),
                    found=False,
                    date=refusal.date,
                    seconds=refusal.seconds,
                )
            raise
        except NoRowsError:
            msg = "the answer holds no list of rows; is base_url right?"
            raise AnswerError(msg, request=f"GET {self._entity}") from None
        return Fetched(
            answer.data,
            found=True,
            date=answer.date,
            seconds=answer.seconds,
        )


def _with_cure(refusal: RefusedError, entity: str) -> RefusedError:
    """A refusal of every way of asking, with what can be done about it."""
    return RefusedError(
        "if this entity is to be read with filters only, set them in entity_options."
        f"{entity}: filters, or partitions with one filter object each",
        request=refusal.request,
        status=refusal.status,
        body=refusal.body,
        request_id=refusal.request_id,
    )
