"""Rows with values of Python's own types. Pure."""

from __future__ import annotations

import datetime
import decimal
import typing as t

from tap_oracle_wms.values import parse_timestamp

if t.TYPE_CHECKING:
    from tap_oracle_wms.schema import Column

Row: t.TypeAlias = dict[str, t.Any]
"""One row: field names to int, Decimal, bool, datetime (aware, in UTC), date, time,
str, a dict for a relation as an object, or None."""

_Convert: t.TypeAlias = t.Callable[[t.Any], t.Any]

_MICRO_DIGITS = 6


def to_time(text: str) -> datetime.time:
    """A time of day, from ``HH:MM`` with or without seconds and a fraction."""
    whole, _, fraction = text.partition(".")
    hour, minute, *rest = map(int, whole.split(":"))
    micro = int(fraction.ljust(_MICRO_DIGITS, "0")) if fraction else 0
    return datetime.time(hour, minute, rest[0] if rest else 0, micro)


_CONVERTERS: dict[str, _Convert] = {
    "number": decimal.Decimal,
    "date-time": parse_timestamp,
    "date": datetime.date.fromisoformat,
    "time": to_time,
}
"""By form; values of the other forms have their type already."""


class TypedRows:
    """Makes typed rows of records: compiled once, then only called."""

    def __init__(self, columns: t.Sequence[Column], wanted: t.Sequence[str]) -> None:
        """Compile.

        Args:
            columns: The columns of the records.
            wanted: Names of the columns that the rows are to have, in their order.
        """
        forms = {column.name: column.form for column in columns}
        self._steps = tuple((name, _CONVERTERS.get(forms[name])) for name in wanted)

    def row(self, record: t.Mapping[str, t.Any]) -> Row:
        """One record as a typed row."""
        row: Row = {}
        for name, convert in self._steps:
            value = record[name]
            if convert is not None and value is not None:
                value = convert(value)
            row[name] = value
        return row
