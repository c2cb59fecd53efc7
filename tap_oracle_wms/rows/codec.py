"""Decoding pages: the usual shape in C, page by page; any other one row by row.

Both ways give the same bytes. The quick one types what it can so that msgspec
checks it, keeps the rest as raw slices, and replaces those by what the plain
converter makes of them, remembered by their bytes: statuses, relations, quantities
and dates repeat all the time. Whatever it does not expect, it leaves to the plain
way, which converts or refuses with a message.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
import typing as t

import msgspec

from tap_oracle_wms.rows.cut import Cut, cut_page
from tap_oracle_wms.rows.encode import encode_json, encoder
from tap_oracle_wms.rows.layout import Decode, Layout, Seen, first_layout
from tap_oracle_wms.rows.lines import Lines
from tap_oracle_wms.rows.memo import Unexpected
from tap_oracle_wms.rows.page import PlainPage, RowIdError, RowsPage
from tap_oracle_wms.values import ExactNumber

if t.TYPE_CHECKING:
    from tap_oracle_wms.rows.convert import Row, RowConverter
    from tap_oracle_wms.schema import Column

_FIRST_ROW = (16 * 1024, 1024 * 1024)
"""Bytes in which the first row should end; the second, where it is a large one."""

_MOST_MISSES = 32
"""Pages of another look than those before, after which no look is relied on."""

_MOST_MISCUTS = 8
"""Pages that could not be decoded in pieces, after which none is cut any more."""

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_ .-]+")


class PageCodec:
    """Decodes the pages of one stream; compiled once.

    Safe to share between threads, and meant to be: what one page has taught is of use
    for those of other ranges. They take turns.
    """

    def __init__(
        self,
        columns: t.Sequence[Column],
        converter: RowConverter,
        decode_json: Decode,
        *,
        quick: bool,
    ) -> None:
        """Compile.

        Args:
            columns: The selected columns.
            converter: The plain converter of the same columns.
            decode_json: Decodes JSON with exact decimals.
            quick: Whether the quick way may be used: only where nobody needs the
                records themselves, but their JSON.
        """
        self._converter = converter
        self._decode_json = decode_json
        self._turn = threading.Lock()
        self._layout: Layout | None = None
        self._narrow: Layout | None = None
        self._seen: Seen = {}
        self._misses = 0
        self._miscuts = 0
        if quick:
            self._compile(columns)

    def _compile(self, columns: t.Sequence[Column]) -> None:
        forms = {column.name: column.form for column in columns}
        if forms.get("id") == "integer" and all(map(_PLAIN_NAME.fullmatch, forms)):
            self._layout = first_layout(columns, self._decode_json)

    def decode(self, body: bytes) -> RowsPage:
        """Decode a page.

        Args:
            body: The answer as it came.

        Returns:
            The page.

        Raises:
            ValueError: If it is not JSON.
            NoRowsError: If it is JSON, but no page of rows.
        """
        if self._layout is not None:
            try:
                with self._turn:
                    return self._quick(body, self._layout)
            except (msgspec.MsgspecError, Unexpected, RecursionError, UnicodeError):
                pass
        return self._plain(body)

    def nothing(self) -> RowsPage:
        """A page without rows."""
        return PlainPage([], None, self._converter)

    def _plain(self, body: bytes) -> PlainPage:
        data = self._decode_json(body)
        rows = data.get("results") if isinstance(data, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise NoRowsError
        link = data.get("next_page")
        usable = isinstance(link, str) and link
        return PlainPage(rows, link if usable else None, self._converter)

    def _quick(self, body: bytes, first: Layout) -> QuickPage:
        self._narrow_down(first)
        cut = cut_page(body) if self._miscuts < _MOST_MISCUTS else None
        if cut is not None:
            with contextlib.suppress(msgspec.MsgspecError):
                return self._gather(body, self._pieces(cut, first), cut.next_page)
        page, layout = self._decode_whole(body, first)
        self._miscuts += cut is not None  # and no page for the plain way either
        return self._gather(body, [(page.results, layout)], page.next_page or None)

    def _gather(
        self,
        body: bytes,
        parts: t.Iterable[tuple[list[t.Any], Layout]],
        next_page: str | None,
    ) -> QuickPage:
        """Convert and encode, one part of a page after another."""
        kept: dict[str, list[t.Any]] = {}
        texts: list[bytes] = []
        count = 0
        for rows, layout in parts:
            layout.convert(rows)
            for name, values in layout.kept(rows).items():
                kept.setdefault(name, []).extend(values)
            texts.append(_text_of(rows))
            count += len(rows)
            del rows  # the next part takes its room
        unknown = first_keys(body) - self._converter.known if count else ()
        # Only now: a page that is left to the plain way is counted there.
        self._converter.count_unknown(unknown, count)
        lines = Lines(tuple(texts), count)
        return QuickPage(lines, next_page, kept, self._converter.entity)

    def _decode_whole(self, body: bytes, first: Layout) -> tuple[t.Any, Layout]:
        """Decode by the layout that knows what pages look like, or by the first."""
        if self._narrow is not None:
            try:
                return self._narrow.decode(body), self._narrow
            except msgspec.MsgspecError:
                self._missed()
        page = first.decode(body)
        if page.next_page:  # a look pays only where more pages come
            first.look(page.results, self._seen)
        return page, first

    def _pieces(
        self, cut: Cut, first: Layout
    ) -> t.Iterator[tuple[list[t.Any], Layout]]:
        """The same for the pieces of a page; the first shows what others look like."""
        for number, piece in enumerate(cut.pieces):
            if self._narrow is not None:
                try:
                    yield self._narrow.decode_rows(piece), self._narrow
                except msgspec.MsgspecError:
                    self._missed()
                else:
                    continue
            rows = first.decode_rows(piece)
            first.look(rows, self._seen)
            yield rows, first
            del rows
            if not number:
                self._narrow_down(first)

    def _narrow_down(self, first: Layout) -> None:
        if self._narrow is None and self._seen and self._misses < _MOST_MISSES:
            self._narrow = first.narrowed(self._seen)

    def _missed(self) -> None:
        self._narrow = None
        self._misses += 1


def _text_of(rows: list[t.Any]) -> bytes:
    try:
        return encoder.encode_lines(rows)
    except UnicodeEncodeError:
        return b"".join([encode_json(row) + b"\n" for row in rows])


_JSON = json.JSONDecoder()


class NoRowsError(Exception):
    """An answer is JSON, but holds no list of rows."""


def first_keys(body: bytes) -> set[str]:
    """Names of the fields of the first row; all rows of a page have the same.

    Raises:
        Unexpected: If they can't be told from the beginning of the body.
    """
    start = body.find(b'"results"')
    start = body.find(b"{", start) if start >= 0 else -1
    if start < 0:
        raise Unexpected
    for size in _FIRST_ROW:
        text = body[start : start + size].decode(errors="replace")
        try:
            row, _ = _JSON.raw_decode(text)
        except ValueError:
            continue
        return set(row)
    raise Unexpected


_EXACT: msgspec.json.Decoder[t.Any] = msgspec.json.Decoder(float_hook=ExactNumber)


class QuickPage:
    """Rows that are lines already, and what reading must know of them besides."""

    def __init__(
        self,
        lines: Lines,
        next_page: str | None,
        kept: dict[str, list[t.Any]],
        entity: str,
    ) -> None:
        """Take the lines.

        Args:
            lines: The records.
            next_page: The link to what follows.
            kept: Values of the id and of all timestamps, by the field's name.
            entity: Name of the entity, for messages.
        """
        self._lines = lines
        self.next_page = next_page
        self._kept = kept
        self._entity = entity

    def __len__(self) -> int:
        """Number of rows."""
        return len(self._lines)

    def ids(self) -> list[int]:
        """The ids, in order."""
        ids = self._kept["id"]
        if None in ids:
            raise RowIdError(self._entity)
        return ids

    def stamps(self, field: str) -> list[str | None]:
        """Values of a timestamp field, in UTC and fixed width."""
        return self._kept.get(field, [])

    def versions(self, field: str | None) -> list[t.Any]:
        """What tells versions of a row apart, one for each row."""
        return self._kept.get(field or "") or [None] * len(self._lines)

    def pick(self, indexes: t.Sequence[int]) -> QuickPage:
        """The same page with some of its rows only."""
        kept = {
            name: [values[index] for index in indexes]
            for name, values in self._kept.items()
        }
        lines = self._lines.pick(indexes)
        return QuickPage(lines, self.next_page, kept, self._entity)

    def records(self) -> list[Row]:
        """The records, read back from their JSON."""
        return [_EXACT.decode(line) for line in self._lines.split()]

    def lines(self) -> Lines:
        """The records as JSON."""
        return self._lines
