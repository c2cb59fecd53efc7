"""One value, one type: converted without any loss, or refused."""

from __future__ import annotations

import decimal
import re
import typing as t

import simplejson

from tap_oracle_wms.values.time import date_text, time_text, timestamp_text

_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?")

# Beyond this, writing a number out would take more room than its exponent saves.
_MAX_PLAIN_EXPONENT = 200
_MAX_DIGITS = 4000


class Mismatch(Exception):
    """A value does not fit its type. It carries no part of the value."""


class ExactNumber(decimal.Decimal):
    """A decimal that is written digit by digit, never as ``1E-8`` or ``0E-5``."""

    __slots__ = ()

    def __str__(self) -> str:
        """The number in plain notation, every digit kept."""
        exponent = self.as_tuple().exponent
        if isinstance(exponent, int) and abs(exponent) <= _MAX_PLAIN_EXPONENT:
            return format(self, "f")
        return super().__str__()


def json_text(value: object, *, ensure_ascii: bool = False) -> str:
    """JSON text of a value, compact, numbers exact."""
    return simplejson.dumps(
        value,
        use_decimal=True,
        ensure_ascii=ensure_ascii,
        separators=(",", ":"),
    )


def to_integer(value: object) -> int:
    """A whole number from a number or its text: ``7``, ``"7"``, ``7.0``."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= _MAX_DIGITS:
        if _INTEGER.fullmatch(value):
            return int(value)
        value = _decimal(value)
    if isinstance(value, decimal.Decimal) and _is_whole(value):
        return int(value)
    raise Mismatch


def _is_whole(value: decimal.Decimal) -> bool:
    return (
        value.is_finite()
        and value.adjusted() <= _MAX_DIGITS
        and value == value.to_integral_value()
    )


def to_number(value: object) -> int | ExactNumber:
    """An exact number from a number or its text: ``11.01``, ``"11.01"``."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, decimal.Decimal):
        return ExactNumber(value)
    if isinstance(value, str):
        return _decimal(value)
    raise Mismatch


def _decimal(text: str) -> ExactNumber:
    if not _NUMBER.fullmatch(text):
        raise Mismatch
    try:
        return ExactNumber(text)
    except decimal.InvalidOperation:
        raise Mismatch from None


_BOOLEANS: dict[object, bool] = {"true": True, "false": False, "1": True, "0": False}


def to_boolean(value: object) -> bool:
    """A boolean from itself, ``0``/``1`` or their texts."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and value in {0, 1}:
        return bool(value)
    if isinstance(value, str) and value.lower() in _BOOLEANS:
        return _BOOLEANS[value.lower()]
    raise Mismatch


def to_date_time(value: object) -> str:
    """A timestamp with an offset, in UTC and fixed width."""
    return _by_text(value, timestamp_text)


def to_date(value: object) -> str:
    """A date; a midnight timestamp counts as its date."""
    return _by_text(value, date_text)


def to_time(value: object) -> str:
    """A time of day."""
    return _by_text(value, time_text)


def _by_text(value: object, convert: t.Callable[[str], str]) -> str:
    if not isinstance(value, str):
        raise Mismatch
    try:
        return convert(value)
    except ValueError:
        raise Mismatch from None


def to_text(value: object) -> str:
    """Text as it is; anything else as JSON text."""
    return value if isinstance(value, str) else json_text(value)


def to_relation_id(value: object) -> int | None:
    """Id of a relation, from ``{id, key, url}`` or a bare id."""
    if isinstance(value, dict):
        if "id" not in value:
            raise Mismatch
        value = value["id"]
        if value is None or value == "":
            return None
    return to_integer(value)


def to_relation_key(value: object) -> str | None:
    """Key of a relation; a bare id has none."""
    if not isinstance(value, dict):
        to_integer(value)
        return None
    key = value.get("key")
    return None if key is None else to_text(key)


def to_relation(value: object) -> dict[str, t.Any]:
    """A relation as an object, from ``{id, key, url}`` or a bare id."""
    if not isinstance(value, dict):
        return {"id": to_integer(value), "key": None, "url": None}
    url = value.get("url")
    return {
        "id": to_relation_id(value),
        "key": to_relation_key(value),
        "url": None if url is None else to_text(url),
    }


CONVERTERS: dict[str, t.Callable[[t.Any], t.Any]] = {
    "integer": to_integer,
    "number": to_number,
    "boolean": to_boolean,
    "date-time": to_date_time,
    "date": to_date,
    "time": to_time,
    "string": to_text,
    "relation": to_relation,
    "relation-id": to_relation_id,
    "relation-key": to_relation_key,
}
"""Converter of a present, non-empty value by the name of its type."""
