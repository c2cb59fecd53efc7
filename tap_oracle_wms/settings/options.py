"""Shape and checks of ``entity_options``, the one setting with a shape of its own."""

from __future__ import annotations

import dataclasses
import difflib
import re
import typing as t

from tap_oracle_wms.settings.coerce import ValueProblem
from tap_oracle_wms.settings.model import EntityOptions, Filters

FIELD_TYPES = ("string", "integer", "number", "boolean", "date", "date-time")

MAX_PAGE_SIZE = 1250
"""The service's own maximum (REST API Guide, Pagination, 25B)."""

ENTITY_OPTIONS_SHAPE: dict[str, t.Any] = {
    "type": "object",
    "properties": {
        "filters": {"type": "object"},
        "partitions": {"type": "array", "items": {"type": "object"}},
        "page_size": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE},
        "replication_key": {"type": "string"},
        "lookback_window": {"type": "integer", "minimum": 0},
        "field_types": {
            "type": "object",
            "additionalProperties": {"type": "string", "enum": [*FIELD_TYPES]},
        },
    },
}
"""What may stand in the options of an entity, as JSON schema."""

_NAMES = tuple(field.name for field in dataclasses.fields(EntityOptions))

# Parameters by which the tap itself drives its reading.
_RESERVED = frozenset(
    {
        "cursor",
        "distinct",
        "fields",
        "format",
        "id__gt",
        "id__lte",
        "limit",
        "ordering",
        "page",
        "page_mode",
        "page_size",
        "values_list",
    },
)
_FILTER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*!?")
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def parse_entity_options(raw: dict[str, t.Any]) -> dict[str, EntityOptions]:
    """Check the options of all entities.

    Args:
        raw: Entity name or glob to its options, as configured.

    Returns:
        The same, typed.

    Raises:
        ValueProblem: If an option can't be used.
    """
    return {pattern: _parse(pattern, options) for pattern, options in raw.items()}


def _parse(pattern: str, options: object) -> EntityOptions:
    if not isinstance(options, dict):
        msg = f"must have an object for {pattern!r}"
        raise ValueProblem(msg)
    for name in options:
        if name not in _NAMES:
            close = difflib.get_close_matches(str(name), _NAMES, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            msg = (
                f"has an unknown option {name!r} for {pattern!r} "
                f"(known: {', '.join(_NAMES)}){hint}"
            )
            raise ValueProblem(msg)
    given = {name: value for name, value in options.items() if value is not None}
    return EntityOptions(
        filters=_filters(pattern, "filters", given.get("filters", {})),
        partitions=_partitions(pattern, given.get("partitions", [])),
        page_size=_integer(pattern, "page_size", given, 1, MAX_PAGE_SIZE),
        replication_key=_replication_key(pattern, given.get("replication_key")),
        lookback_window=_integer(pattern, "lookback_window", given, 0, None),
        field_types=_field_types(pattern, given.get("field_types", {})),
    )


def _integer(
    pattern: str,
    name: str,
    given: dict[str, t.Any],
    low: int,
    high: int | None,
) -> int | None:
    if name not in given:
        return None
    value = given[name]
    if isinstance(value, str) and re.fullmatch(r"\s*\d{1,9}\s*", value):
        value = int(value)
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or value < low or (high is not None and value > high):
        allowed = f"from {low} to {high}" if high is not None else f"of {low} or more"
        msg = f"must have a whole number {allowed} for {pattern}.{name}"
        raise ValueProblem(msg)
    return int(value)


def _filters(pattern: str, where: str, raw: object) -> Filters:
    problem = f"must have an object of query filters for {pattern}.{where}"
    if not isinstance(raw, dict):
        raise ValueProblem(problem)
    filters: Filters = {}
    for name, value in raw.items():
        if not isinstance(name, str) or not _FILTER_NAME.fullmatch(name):
            msg = f"has an invalid filter name in {pattern}.{where}"
            raise ValueProblem(msg)
        if name in _RESERVED:
            msg = (
                f"can't filter by {name!r} in {pattern}.{where}: the tap itself uses it"
            )
            raise ValueProblem(msg)
        items = value if isinstance(value, list) else [value]
        if not items or not all(
            isinstance(item, (str, int, float)) and item != "" for item in items
        ):
            msg = (
                f"must have text, a number or a boolean (or a list of these) for "
                f"{pattern}.{where}.{name}"
            )
            raise ValueProblem(msg)
        filters[name] = value
    return filters


def _partitions(pattern: str, raw: object) -> tuple[Filters, ...]:
    if not isinstance(raw, list):
        msg = f"must have a list of filter objects for {pattern}.partitions"
        raise ValueProblem(msg)
    partitions = tuple(
        _filters(pattern, f"partitions[{number}]", item)
        for number, item in enumerate(raw)
    )
    for number, partition in enumerate(partitions):
        if not partition or partition in partitions[:number]:
            fault = "is empty" if not partition else "stands there twice"
            msg = f"has a partition that {fault}: {pattern}.partitions[{number}]"
            raise ValueProblem(msg)
    return partitions


def _replication_key(pattern: str, raw: object) -> str | None:
    if raw is None or (isinstance(raw, str) and _FIELD_NAME.fullmatch(raw)):
        return raw
    msg = f"must have a field name for {pattern}.replication_key"
    raise ValueProblem(msg)


def _field_types(pattern: str, raw: object) -> dict[str, str]:
    if not isinstance(raw, dict):
        msg = f"must have an object of field to type for {pattern}.field_types"
        raise ValueProblem(msg)
    for field, kind in raw.items():
        if kind not in FIELD_TYPES:
            msg = (
                f"must have one of {', '.join(FIELD_TYPES)} for "
                f"{pattern}.field_types.{field}"
            )
            raise ValueProblem(msg)
    return dict(raw)
