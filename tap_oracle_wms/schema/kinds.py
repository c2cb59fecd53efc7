"""Which kind a field is, by the service's type word, its name and its value."""

from __future__ import annotations

import decimal
import typing as t

from tap_oracle_wms.values import CONVERTERS, Mismatch

Kind: t.TypeAlias = t.Literal[
    "integer",
    "number",
    "boolean",
    "date-time",
    "date",
    "time",
    "relation",
    "set",
    "string",
]

# The exact spelling of the scalar words was not preserved in any raw answer
# (observed shapes, section 2), so synonyms are taken as well.
_WORDS: dict[str, Kind] = {
    "pk": "integer",
    "integer": "integer",
    "int": "integer",
    "bigint": "integer",
    "biginteger": "integer",
    "smallint": "integer",
    "long": "integer",
    "autofield": "integer",
    "decimal": "number",
    "number": "number",
    "float": "number",
    "double": "number",
    "numeric": "number",
    "money": "number",
    "boolean": "boolean",
    "bool": "boolean",
    "datetime": "date-time",
    "date-time": "date-time",
    "timestamp": "date-time",
    "date": "date",
    "time": "time",
    "relation": "relation",
    "related": "relation",
    "foreignkey": "relation",
    "fk": "relation",
    "set": "set",
}

_SUFFIXES: tuple[tuple[str, Kind], ...] = (
    ("_ts", "date-time"),
    ("_date", "date"),
    ("_flg", "boolean"),
    ("_id", "relation"),
    ("_set", "set"),
)


def _by_suffix(name: str) -> Kind | None:
    return next((kind for suffix, kind in _SUFFIXES if name.endswith(suffix)), None)


def kind_by_word(name: str, word: object) -> Kind:
    """Kind of a described field.

    Args:
        name: The field's name.
        word: The service's type word, of whatever spelling or type.

    Returns:
        The kind that the word means; where it means text or nothing known, the one
        that the name's suffix says, else text.
    """
    spelt = str(word).strip().lower().replace(" ", "").replace("_", "")
    known = _WORDS.get(spelt)
    if name.endswith("_set"):
        return "set"
    return known or _by_suffix(name) or "string"


def kind_by_value(name: str, value: object) -> Kind:
    """Kind of a field that only a record shows.

    Args:
        name: The field's name.
        value: The field's value in that record.

    Returns:
        The kind that the name's suffix says unless the value contradicts it, else
        the one of the value's JSON type.
    """
    suffix = _by_suffix(name)
    if suffix is not None and _fits(suffix, value):
        return suffix
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, decimal.Decimal):
        return "number"
    if isinstance(value, dict) and "id" in value:
        return "relation"
    return "string"


def _fits(kind: Kind, value: object) -> bool:
    if value is None or value == "" or kind == "set":
        return True
    try:
        CONVERTERS[kind](value)
    except Mismatch:
        return False
    return True
