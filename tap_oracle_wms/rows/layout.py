"""How the rows of a stream are decoded in C: a struct, and what is done to its fields.

The first layout of a stream expects whatever may come. Most columns hold less than
that: quantities come as texts only, and many columns are null throughout. A narrower
layout, made from what pages have shown, spares such columns a copy and a look-up for
each row. A page that does not fit it is decoded by the first layout again.
"""

from __future__ import annotations

import collections
import itertools
import operator
import typing as t

import msgspec

from tap_oracle_wms.rows.memo import (
    BlankText,
    RawValues,
    RelationValues,
    TextValues,
    Timestamps,
)
from tap_oracle_wms.values import CONVERTERS

if t.TYPE_CHECKING:
    from tap_oracle_wms.schema import Column

Decode: t.TypeAlias = t.Callable[[bytes], t.Any]
Seen: t.TypeAlias = dict[str, set[int]]
"""First bytes of the JSON of each column's values, by which its kind is known."""

_NULL, _TEXT = b'n"'
_FIRST = operator.itemgetter(0)
_TYPES: dict[type, int] = {type(None): _NULL, str: _TEXT}
_RAW_NULL = msgspec.Raw(b"null")

_CHECKED_IN_C: dict[str, t.Any] = {
    "string": str | None,
    "boolean": bool | None,
    "integer": int | None,
}
"""Forms that msgspec checks while it decodes, and that are written as they come."""


class Field(t.NamedTuple):
    """One field of a row.

    Attributes:
        attribute: Its attribute of the struct.
        name: Its name in the JSON.
        kind: Its type, as msgspec checks it.
        default: Where a row lacks it.
        values: What replaces its values, None if they stay as they come.
    """

    attribute: str
    name: str
    kind: t.Any
    default: t.Any
    values: t.Any

    @property
    def is_raw(self) -> bool:
        """Whether its values are slices of JSON."""
        return self.kind is msgspec.Raw


class Layout:
    """A compiled way to decode pages. Not for use by many threads."""

    def __init__(self, fields: t.Sequence[Field]) -> None:
        """Compile."""
        self._fields = fields
        row_type = msgspec.defstruct(
            "Row",
            [(field.attribute, field.kind, field.default) for field in fields],
            rename={field.attribute: field.name for field in fields},
            gc=False,
        )
        page_type = msgspec.defstruct(
            "Page",
            [
                ("results", list[row_type]),  # type: ignore[valid-type]
                ("next_page", str | None, None),
            ],
        )
        self._decoder = msgspec.json.Decoder(page_type)
        self._rows_decoder = msgspec.json.Decoder(list[row_type])  # type: ignore[valid-type]
        self._steps = [field for field in fields if field.values is not None]
        self._kept = {
            field.name: operator.attrgetter(field.attribute)
            for field in fields
            if field.name == "id"
            or field.name.endswith("_ts")
            or isinstance(field.values, Timestamps)
        }

    def decode(self, body: bytes) -> t.Any:  # noqa: ANN401 - a struct of its own
        """Decode a page; the values are still those that came.

        Raises:
            MsgspecError: If it is not as this layout expects.
        """
        return self._decoder.decode(body)

    def decode_rows(self, piece: bytes) -> list[t.Any]:
        """Decode a list of rows.

        Raises:
            MsgspecError: If it is not as this layout expects.
        """
        return self._rows_decoder.decode(piece)

    def convert(self, rows: list[t.Any]) -> None:
        """Replace values by what is written for them.

        Raises:
            Unexpected: If one is to be judged by the plain way.
        """
        for field in self._steps:
            found = map(operator.attrgetter(field.attribute), rows)
            keys = map(bytes, found) if field.is_raw else found
            made = field.values.convert_all(keys)
            # Without a loop in Python.
            setting = map(setattr, rows, itertools.repeat(field.attribute), made)
            collections.deque(setting, maxlen=0)

    def kept(self, rows: list[t.Any]) -> dict[str, list[t.Any]]:
        """What reading must know of rows besides their lines: ids and timestamps.

        Args:
            rows: Rows of a page, converted.
        """
        return {name: [*map(get, rows)] for name, get in self._kept.items()}

    def look(self, rows: list[t.Any], seen: Seen) -> None:
        """Add to what has been seen in the columns that cost something.

        Args:
            rows: Rows of a page, not converted yet.
            seen: What other pages have shown; added to.
        """
        for field in self._steps:
            kinds = seen.setdefault(field.attribute, set())
            column = map(operator.attrgetter(field.attribute), rows)
            if field.is_raw:
                kinds.update(map(_FIRST, map(bytes, column)))
            else:
                kinds.update(map(_TYPES.__getitem__, map(type, column)))

    def narrowed(self, seen: Seen) -> Layout:
        """A layout for pages like those that were seen."""
        return Layout([part for field in self._fields for part in _narrow(field, seen)])


def _narrow(field: Field, seen: Seen) -> tuple[Field, ...]:
    kinds = seen.get(field.attribute, set())
    if not kinds:
        return (field,)
    values = field.values
    if kinds == {_NULL}:
        null = field._replace(kind=None, default=None, values=None)
        if not isinstance(values, RelationValues):
            return (null,)
        # A field that no row has, hence null as well: the key, which comes behind.
        key = null._replace(attribute=f"{field.attribute}k", name=values.key_name)
        return null, key
    if isinstance(values, RawValues) and kinds <= {_NULL, _TEXT}:
        texts = TextValues(values)
        return (field._replace(kind=str | None, default=None, values=texts),)
    return (field,)


def first_layout(columns: t.Sequence[Column], decode_json: Decode) -> Layout | None:
    """A layout that expects whatever may come.

    Args:
        columns: The selected columns.
        decode_json: Decodes JSON with exact decimals.

    Returns:
        The layout; None where the key of a relation stands apart from its id.
    """
    fields: list[Field] = []
    followers = {c.source for c in columns if c.form == "relation-key"}
    for index, column in enumerate(columns):
        if column.form == "relation-key":
            before = columns[index - 1] if index else None
            if before is None or before.name != column.source:
                return None  # rare, so plain
            continue
        with_key = column.name in followers
        kind, default, values = _typing_of(column, decode_json, with_key)
        fields.append(Field(f"f{index}", column.name, kind, default, values))
    return Layout(fields)


def _typing_of(
    column: Column,
    decode_json: Decode,
    with_key: bool,  # noqa: FBT001
) -> tuple[t.Any, t.Any, t.Any]:
    """Type, default and replacement of a column."""
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
