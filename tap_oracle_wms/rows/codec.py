"""Decoding pages: the usual shape in C, page by page; any other one row by row.

Both ways give the same bytes. The quick one types what it can so that msgspec
checks it, keeps the rest as raw slices, and replaces those by what the plain
converter makes of them, remembered by their bytes: statuses, relations, quantities
and dates repeat all the time. Whatever it does not expect, it leaves to the plain
way, which converts or refuses with a message.
"""

from __future__ import annotations

import collections
import itertools
import json
import operator
import re
import typing as t

import msgspec

from tap_oracle_wms.rows.encode import encode_json, encoder
from tap_oracle_wms.rows.memo import (
    BlankText,
    RawValues,
    RelationValues,
    Timestamps,
    Unexpected,
)
from tap_oracle_wms.rows.page import PlainPage, RowIdError, RowsPage
from tap_oracle_wms.values import CONVERTERS

if t.TYPE_CHECKING:
    from tap_oracle_wms.rows.convert import Row, RowConverter
    from tap_oracle_wms.schema import Column

_FIRST_ROW = 1024 * 1024
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_ .-]+")
_RAW_NULL = msgspec.Raw(b"null")

Decode: t.TypeAlias = t.Callable[[bytes], t.Any]


_CHECKED_IN_C: dict[str, t.Any] = {
    "string": str | None,
    "boolean": bool | None,
    "integer": int | None,
}
"""Forms that msgspec checks while it decodes, and that are written as they come."""


class _Step(t.NamedTuple):
    """What is done to one field of all rows of a page."""

    attribute: str
    values: t.Any
    raw: bool


class PageCodec:
    """Decodes the pages of one stream; compiled once. Not for use by many threads."""

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
        self._steps: list[_Step] = []
        self._attributes: dict[str, str] = {}
        self._decoder: t.Any = None
        if quick:
            self._compile(columns)

    def _compile(self, columns: t.Sequence[Column]) -> None:
        forms = {column.name: column.form for column in columns}
        if forms.get("id") != "integer" or not all(map(_PLAIN_NAME.fullmatch, forms)):
            return
        fields: list[tuple[str, t.Any, t.Any]] = []
        names: dict[str, str] = {}
        followers = {c.source for c in columns if c.form == "relation-key"}
        for index, column in enumerate(columns):
            if column.form == "relation-key":
                before = columns[index - 1] if index else None
                if before is None or before.name != column.source:
                    return  # a key without its id, or apart from it: rare, so plain
                continue
            attribute = f"f{index}"
            names[attribute] = column.name
            self._attributes[column.name] = attribute
            with_key = column.name in followers
            kind, default, values = _typing_of(column, self._decode_json, with_key)
            fields.append((attribute, kind, default))
            if values is not None:
                raw = kind is msgspec.Raw
                self._steps.append(_Step(attribute, values, raw))
        row_type = msgspec.defstruct("Row", fields, rename=names, gc=False)
        page_type = msgspec.defstruct(
            "Page",
            [
                ("results", list[row_type]),  # type: ignore[valid-type]
                ("next_page", str | None, None),
            ],
        )
        self._decoder = msgspec.json.Decoder(page_type)

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
        if self._decoder is not None:
            try:
                return self._quick(body)
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

    def _quick(self, body: bytes) -> QuickPage:
        page = self._decoder.decode(body)
        rows = page.results
        unknown = first_keys(body) - self._converter.known if rows else ()
        for attribute, values, raw in self._steps:
            found = map(operator.attrgetter(attribute), rows)
            keys = map(bytes, found) if raw else found
            _set_all(rows, attribute, values.convert_all(keys))
        # Only now: a page that is left to the plain way is counted there.
        self._converter.unknown.update(dict.fromkeys(unknown, len(rows)))
        return QuickPage(
            rows,
            page.next_page or None,
            self._attributes,
            self._converter.entity,
        )


def _set_all(rows: list[t.Any], attribute: str, values: list[t.Any]) -> None:
    """Set an attribute of all rows, without a loop in Python."""
    collections.deque(map(setattr, rows, itertools.repeat(attribute), values), maxlen=0)


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
    text = body[start : start + _FIRST_ROW].decode(errors="replace")
    try:
        row, _ = json.JSONDecoder().raw_decode(text)
    except ValueError:
        raise Unexpected from None
    return set(row)


def _typing_of(
    column: Column,
    decode_json: Decode,
    with_key: bool,  # noqa: FBT001
) -> tuple[t.Any, t.Any, t.Any]:
    """Type, default and replacement of a column in the quick way."""
    form, name = column.form, column.name
    if form == "date-time":
        return str | None, None, Timestamps()
    if form in {"date", "time"}:
        return str | None, None, BlankText(CONVERTERS[form])
    plain = "integer" if form == "relation-id" and name.endswith("status_id") else form
    if plain in _CHECKED_IN_C and not name.endswith("_set"):
        return _CHECKED_IN_C[plain], None, None
    if form == "relation-id" and with_key:
        keys = RelationValues(f"{name}__key", decode_json)
        return msgspec.Raw, _RAW_NULL, keys
    values = RawValues(
        CONVERTERS[form],
        decode_json,
        blank_is_null=column.blank_is_null,
        members=column.members if form == "relation" else None,
    )
    return msgspec.Raw, _RAW_NULL, values


class QuickPage:
    """Rows as structs whose fields are ready to be written."""

    def __init__(
        self,
        rows: list[t.Any],
        next_page: str | None,
        attributes: dict[str, str],
        entity: str,
    ) -> None:
        """Take the rows, converted."""
        self._rows = rows
        self.next_page = next_page
        self._attributes = attributes
        self._entity = entity

    def __len__(self) -> int:
        """Number of rows."""
        return len(self._rows)

    def _values(self, field: str) -> list[t.Any]:
        return list(map(operator.attrgetter(self._attributes[field]), self._rows))

    def ids(self) -> list[int]:
        """The ids, in order."""
        ids = self._values("id")
        if None in ids:
            raise RowIdError(self._entity)
        return ids

    def stamps(self, field: str) -> list[str | None]:
        """Values of a timestamp field, in UTC and fixed width."""
        return self._values(field) if field in self._attributes else []

    def versions(self, field: str | None) -> list[t.Any]:
        """What tells versions of a row apart, one for each row."""
        if field is None or field not in self._attributes:
            return [None] * len(self._rows)
        return self._values(field)

    def pick(self, indexes: t.Sequence[int]) -> QuickPage:
        """The same page with some of its rows only."""
        rows = [self._rows[index] for index in indexes]
        return QuickPage(rows, self.next_page, self._attributes, self._entity)

    def records(self) -> list[Row]:
        """The records, read back from their JSON."""
        return [msgspec.json.decode(body) for body in self.bodies()]

    def bodies(self) -> list[bytes]:
        """The records as JSON."""
        try:
            return list(map(encoder.encode, self._rows))
        except UnicodeEncodeError:
            return [encode_json(row) for row in self._rows]
