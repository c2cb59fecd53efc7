"""What must have arrived: rows of the warehouse in the form that the tap documents.

Written apart from the tap's own conversion, so that one can't excuse the other.
"""

from __future__ import annotations

import datetime
import decimal
import json
import typing as t

Row: t.TypeAlias = dict[str, t.Any]

_KEY = "__key"


def columns(entry: t.Mapping[str, t.Any]) -> dict[str, Row]:
    """Give the columns of a stream that are selected by default, with their schemas.

    Args:
        entry: The stream's entry in the catalog.

    Returns:
        Schemas by name.
    """
    left_out = {
        item["breadcrumb"][-1]
        for item in entry["metadata"]
        if item["breadcrumb"] and item["metadata"].get("selected-by-default") is False
    }
    properties: dict[str, Row] = entry["schema"]["properties"]
    return {name: prop for name, prop in properties.items() if name not in left_out}


def expected_record(row: Row, wanted: t.Mapping[str, Row]) -> Row:
    """Convert a row of the API to the record that it must become.

    Args:
        row: The row, as the API represents it.
        wanted: The columns.

    Returns:
        The record, comparable with :func:`arrived_record`.
    """
    return {name: _expected(name, prop, row) for name, prop in wanted.items()}


def arrived_record(line: str, wanted: t.Mapping[str, Row]) -> Row:
    """Read a record from a file, numbers with all their digits.

    Args:
        line: The line of the file.
        wanted: The columns.

    Returns:
        The record; a number is the text of its digits.
    """
    record: Row = json.loads(line, parse_float=decimal.Decimal)
    for name, value in record.items():
        if value is not None and "number" in wanted.get(name, {}).get("type", ()):
            record[name] = str(value)
    return record


def _expected(name: str, prop: Row, row: Row) -> t.Any:  # noqa: ANN401 - any JSON
    if name.endswith(_KEY):
        relation = row[name.removesuffix(_KEY)]
        return None if relation is None else relation["key"]
    value = row.get(name)
    if isinstance(value, dict) and "integer" in prop["type"]:
        return value["id"]
    is_text = "string" in prop["type"] and "format" not in prop
    if value is None or (value == "" and not is_text):
        return None
    return _converted(value, prop)


def _converted(value: t.Any, prop: Row) -> t.Any:  # noqa: ANN401 - any JSON
    kinds = prop["type"]
    if prop.get("format") == "date-time":
        utc = datetime.datetime.fromisoformat(value).astimezone(datetime.timezone.utc)
        return utc.isoformat(timespec="microseconds")
    if "integer" in kinds:
        return int(value)
    if "number" in kinds:
        return str(decimal.Decimal(value))
    if "string" in kinds and not isinstance(value, str):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return value
