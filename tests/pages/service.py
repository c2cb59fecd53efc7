"""A service in memory, in place of the client: it lies where a test tells it to."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import json
import typing as t
from urllib.parse import urlencode

from tap_oracle_wms.http import (
    Answer,
    LinkError,
    RefusedError,
    UnavailableError,
    decode_json,
)
from tap_oracle_wms.pages import PageReader, Query, RestartPhase, Rung
from tap_oracle_wms.pages.fetch import Fetcher
from tap_oracle_wms.pages.query import Shape
from tap_oracle_wms.passes import Segment
from tap_oracle_wms.rows import PageCodec, RowConverter
from tap_oracle_wms.schema import Column

if t.TYPE_CHECKING:
    from tap_oracle_wms.http import Client
    from tap_oracle_wms.telemetry.events import Errand

Row: t.TypeAlias = dict[str, t.Any]
Params: t.TypeAlias = dict[str, str]

UTC = datetime.timezone.utc
NOW = datetime.datetime(2026, 7, 15, 12, 0, 0, tzinfo=UTC)


def row(number: int, **values: object) -> Row:
    return {"id": number, "mod_ts": "2026-07-15T10:00:00.000000+00:00", **values}


def rows(*numbers: int) -> list[Row]:
    return [row(number) for number in numbers]


def query(**changes: t.Any) -> Query:
    parts: dict[str, t.Any] = {
        "entity": "item",
        "window": (),
        "filters": (),
        "fields": None,
        "version_field": "mod_ts",
    }
    return Query(**{**parts, **changes})


COLUMNS = (
    Column("id", "id", "integer"),
    Column("code", "code", "string"),
    Column("mod_ts", "mod_ts", "date-time"),
)


def make_codec(*, quick: bool = True, has_id: bool = True) -> PageCodec:
    columns = COLUMNS if has_id else COLUMNS[1:]
    converter = RowConverter("item", columns, [column.name for column in columns])
    return PageCodec(columns, converter, decode_json, quick=quick)


@dataclasses.dataclass
class Service:
    """One entity and its manners.

    Attributes:
        rows: The rows, in the order in which they come when nobody orders them.
        clamp: Most rows in a page, whatever is asked for.
        default_size: Rows in a page where no size is asked for.
        empty_is_404: Whether "no rows" is a 404 or an empty page.
        refused: Parameters that are answered by 400; with ``=value`` only those.
        ignored: Parameters that are not looked at.
        too_heavy: Page sizes above this time out.
        link_at_end: Whether links are given, by page number and rows to follow.
        before: Called before each request with its number, from 1.
        cursor: The position that a cursor names, by rows on the way and the last row.
    """

    rows: list[Row]
    clamp: int = 1250
    default_size: int = 25
    empty_is_404: bool = True
    refused: t.Collection[str] = ()
    ignored: t.Collection[str] = ()
    too_heavy: int = 10**9
    link: t.Callable[[int, int], bool] = lambda _, left: left > 0
    before: t.Callable[[int], None] = lambda _: None
    date: datetime.datetime | None = NOW
    seconds: float = 0.25
    web_page: bool = False
    cursor: t.Callable[[int, Row], object] = lambda _, last: last["id"]
    quick: bool = True
    has_id: bool = True
    links: dict[str, tuple[Params, int]] = dataclasses.field(default_factory=dict)
    asked: list[Params] = dataclasses.field(default_factory=list)
    heavy_retried: list[bool] = dataclasses.field(default_factory=list)
    errands: list[Errand | None] = dataclasses.field(default_factory=list)

    def as_client(self) -> Client:
        return t.cast("Client", self)

    def reader(
        self,
        page_size: int = 1000,
        confirm: t.Callable[[], None] = lambda: None,
    ) -> PageReader:
        return PageReader(self.as_client(), "item", page_size, self.codec(), confirm)

    def fetcher(self, page_size: int = 100) -> Fetcher:
        shape = Shape(Rung.SEQUENCED, page_size)
        return Fetcher(self.as_client(), "item", shape, self.codec())

    def codec(self) -> PageCodec:
        return make_codec(quick=self.quick, has_id=self.has_id)

    # What the reader uses of the client

    def url(self, *segments: str) -> str:
        return "https://wms.example.com/acme/" + "/".join(segments)

    def follow(self, link: str) -> str:
        if link not in self.links:
            msg = "elsewhere"
            raise LinkError(msg, request="GET next_page")
        return link

    def get(
        self,
        url: str,
        params: t.Sequence[tuple[str, str]] = (),
        *,
        subject: str,
        errand: Errand | None = None,
        retry_heavy: bool = True,
        decode: t.Callable[[bytes], t.Any] = decode_json,
    ) -> Answer:
        assert subject == "item"
        self.errands.append(errand)
        assert len(dict(params)) == len(params)
        asked, offset = self.links.get(url, (dict(params), 0))
        self.asked.append(asked)
        self.heavy_retried.append(retry_heavy)
        self.before(len(self.asked))
        body = json.dumps(self.answer(asked, offset)).encode()
        return Answer(decode(body), self.date, self.seconds)

    def answer(self, asked: Params, offset: int) -> object:
        for name, value in asked.items():
            if name in self.refused or f"{name}={value}" in self.refused:
                raise self.refusal(400)
        size = int(asked.get("page_size", self.default_size))
        if size > self.too_heavy:
            raise self.heavy()
        size = min(size, self.clamp)
        found = self.select({k: v for k, v in asked.items() if k not in self.ignored})
        page = found[offset : offset + size]
        if not page and self.empty_is_404:
            raise self.refusal(404)
        left = len(found) - offset - len(page)
        link = None
        if self.link(len(self.asked), left):
            link = self._link(asked, offset + len(page), page)
        return {"results": page, "next_page": link}

    def _link(self, asked: Params, offset: int, page: list[Row]) -> str:
        """A link as live tenants write it: by cursor if sequenced, else by page."""
        more = {"page": f"from-{offset}"}
        if "page_mode" in asked and "page_mode" not in self.ignored and page:
            position = f"p={self.cursor(offset, page[-1])}".encode()
            more = {"cursor": base64.b64encode(position).decode()}
        link = f"{self.url('item')}?{urlencode({**asked, **more})}"
        self.links[link] = (asked, offset)
        return link

    def select(self, asked: Params) -> list[Row]:
        found = self.rows
        if "id__gt" in asked:
            found = [item for item in found if item["id"] > int(asked["id__gt"])]
        if "id__lte" in asked:
            found = [item for item in found if item["id"] <= int(asked["id__lte"])]
        if asked.get("ordering") == "id" or asked.get("page_mode") == "sequenced":
            found = sorted(found, key=lambda item: t.cast("int", item["id"]))
        for name, value in asked.items():
            field, _, lookup = name.partition("__")
            if lookup in {"gte", "lt"} and field != "id":
                bound = datetime.datetime.fromisoformat(value)
                found = [
                    item
                    for item in found
                    if (datetime.datetime.fromisoformat(item[field]) >= bound)
                    == (lookup == "gte")
                ]
        return found

    def refusal(self, status: int) -> RefusedError:
        refusal = RefusedError("", request="GET /item/", status=status)
        refusal.date, refusal.seconds = self.date, self.seconds
        refusal.web_page = self.web_page
        return refusal

    def heavy(self) -> UnavailableError:
        error = UnavailableError("no answer in time", request="GET /item/")
        error.heavy = True
        return error

    # Shorthands

    def remove(self, number: int) -> None:
        self.rows = [item for item in self.rows if item["id"] != number]


def read_all(
    reader: PageReader,
    asked: Query,
    segment: Segment = Segment(),  # noqa: B008 - frozen
) -> tuple[list[int], int]:
    """Read a phase as the runner does.

    Returns:
        Ids in the order they came, and how often the phase was begun again.
    """
    restarts = 0
    ids: list[int] = []
    while True:
        try:
            for page in reader.read(asked, segment):
                ids += page.rows.ids()
        except RestartPhase:
            restarts += 1
            segment = Segment()
            assert restarts < 20
        else:
            return ids, restarts


SEQUENCED, ORDERED, LINKED = Rung.SEQUENCED, Rung.ORDERED, Rung.LINKED
