"""Filters of a list: which the service takes, and what their values mean."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass
from datetime import date, datetime, time, timezone
from decimal import Decimal, InvalidOperation

from django.db.models import Q

from wms_simulator.catalog.entities import Entity, Field, entities
from wms_simulator.service.errors import InvalidRequest

if t.TYPE_CHECKING:
    from zoneinfo import ZoneInfo

CONTROLS = frozenset(
    {
        "cursor",
        "distinct",
        "fields",
        "format",
        "limit",
        "ordering",
        "page",
        "page_mode",
        "page_size",
        "values_list",
    }
)
_ARITHMETIC = {"gt", "gte", "lt", "lte"}
_TEXT = {
    "contains",
    "icontains",
    "iexact",
    "startswith",
    "istartswith",
    "endswith",
    "iendswith",
}
_DAY = {"year", "month", "week_day", "day"}
_LOOKUPS = {
    "string": _ARITHMETIC | _TEXT,
    "datetime": _ARITHMETIC | _DAY | {"hour", "minute"},
    "date": _ARITHMETIC | _DAY,
    "time": _ARITHMETIC | {"hour", "minute"},
    "decimal": _ARITHMETIC,
    "integer": _ARITHMETIC,
    "pk": _ARITHMETIC,
    "relation": _ARITHMETIC,
    "boolean": set[str](),
}
_COMMON = {"exact", "in", "range", "isnull"}
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?"
)
_WORDS = {"true": True, "1": True, "false": False, "0": False}
_PAIR = 2

Scalar: t.TypeAlias = str | int | Decimal | bool | date | time | datetime
Typed: t.TypeAlias = Scalar | list[Scalar]


@dataclass(frozen=True)
class Reading:
    """How filters are read for one request, after the switches.

    Attributes:
        zone: The user's time zone, in which naive times are taken.
        times: The form of times that is understood.
        unknown: What happens to unknown fields: "400" or "ignored".
        ids: What happens to filters on `id`: honoured, ignored or refused.
        ignore_mod_ts: Whether filters on `mod_ts` do nothing.
    """

    zone: ZoneInfo
    times: str = "ok"
    unknown: str = "400"
    ids: str = "honoured"
    ignore_mod_ts: bool = False


class UnknownField(InvalidRequest):
    """400: there is no such field."""


def conditions(
    entity: Entity, query: t.Mapping[str, str], reading: Reading
) -> tuple[list[Q], list[Q]]:
    """Read all filters of a query.

    Args:
        entity: The entity that is listed.
        query: The parameters; of a repeated one, the last.
        reading: How to read them.

    Returns:
        What rows must fulfil, and what they must not.

    Raises:
        InvalidRequest: If the service would not understand a filter.
    """
    wanted: list[Q] = []
    unwanted: list[Q] = []
    for key, value in query.items():
        if key in CONTROLS:
            continue
        name = key.removesuffix("!")
        try:
            path, field, lookup = resolve(entity, name)
        except UnknownField:
            if reading.unknown == "ignored":
                continue
            raise
        if _is_ignored(path, reading):
            continue
        term = Q(**{f"{path}__{lookup}": _value(field, lookup, value, key, reading)})
        (unwanted if key.endswith("!") else wanted).append(term)
    return wanted, unwanted


def resolve(entity: Entity, name: str) -> tuple[str, Field, str]:
    """Find the field a filter or an ordering names.

    Returns:
        Its path as Django takes it, the field, and the lookup.

    Raises:
        UnknownField: If a part of the name leads nowhere.
        InvalidRequest: If the field does not take the lookup.
    """
    parts = name.split("__")
    here, path = entity, list[str]()
    field: Field | None = None
    while parts:
        step = parts[0]
        found = here.fields.get(step)
        reverse = None if found else _reverse(here, step)
        if found is not None and found.kind != "set":
            field, to = found, found.target
        elif reverse is not None:
            field, to = reverse.fields["id"], reverse.name
            step = reverse.name.replace("_", "")
        else:
            break
        path.append(step)
        parts.pop(0)
        if to is None or not parts or parts[0] in _COMMON | _ARITHMETIC:
            break
        here = entities()[to]
    if field is None or len(parts) > 1 or (parts and not _is_lookup(parts[0])):
        message = f"Invalid field '{name}'"
        raise UnknownField(message, name)
    lookup = parts[0] if parts else "exact"
    if lookup not in _COMMON | _LOOKUPS[field.kind]:
        message = f"Lookup '{lookup}' is not supported for '{'__'.join(path)}'"
        raise InvalidRequest(message, name)
    return "__".join(path), field, lookup


def is_reverse(entity: Entity, name: str) -> bool:
    """Say whether a parameter filters by rows that point to the entity."""
    first = name.partition("__")[0].removesuffix("!")
    return name not in CONTROLS and first not in entity.fields


def _is_lookup(word: str) -> bool:
    return word in _COMMON or any(word in words for words in _LOOKUPS.values())


def _reverse(entity: Entity, step: str) -> Entity | None:
    wanted = step.replace("_", "")
    for other in entities().values():
        if other.name.replace("_", "") == wanted and other.has_id:
            relations = (one.target for one in other.fields.values())
            return other if entity.name in relations else None
    return None


def _is_ignored(path: str, reading: Reading) -> bool:
    if path == "id" and reading.ids != "honoured":
        if reading.ids == "refused":
            message = "Filtering on 'id' is not supported."
            raise InvalidRequest(message, path)
        return True
    return path == "mod_ts" and reading.ignore_mod_ts


def _value(field: Field, lookup: str, text: str, key: str, reading: Reading) -> Typed:
    if not text:
        message = f"A value is required for '{key}'."
        raise InvalidRequest(message, key)
    try:
        return _parsed(field, lookup, text, reading)
    except (ValueError, InvalidOperation, OverflowError) as error:
        message = (
            str(error)
            if isinstance(error, _BadTime)
            else (f"'{text}' is not a valid {_NAMES.get(field.kind, field.kind)}.")
        )
        raise InvalidRequest(message, key) from error


_NAMES = {"pk": "integer", "relation": "integer"}


def _parsed(field: Field, lookup: str, text: str, reading: Reading) -> Typed:
    if lookup == "isnull":
        return _boolean(text)
    if lookup in _DAY or lookup in {"hour", "minute"}:
        return int(text)
    if lookup in {"in", "range"}:
        values = [_scalar(field.kind, part, reading) for part in text.split(",")]
        if lookup == "range" and len(values) != _PAIR:
            message = "a range has two ends"
            raise ValueError(message)
        return values
    return _scalar(field.kind, text, reading)


def _scalar(kind: str, text: str, reading: Reading) -> Scalar:
    if kind == "datetime":
        return moment(text, reading)
    return _READERS.get(kind, _number)(text)


def _number(text: str) -> int:
    number = int(text)
    if abs(number) >= 2**63:
        raise ValueError
    return number


def _boolean(text: str) -> bool:
    try:
        return _WORDS[text.lower()]
    except KeyError:
        raise ValueError from None


_READERS: dict[str, t.Callable[[str], Scalar]] = {
    "string": str,
    "decimal": Decimal,
    "boolean": _boolean,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}


class _BadTime(ValueError):
    """A time in a form that this service does not take."""


def moment(text: str, reading: Reading) -> datetime:
    """Read a time of a filter; a naive one is in the user's zone.

    Raises:
        ValueError: If it is not a time, or not in a form that is taken.
    """
    match = _MOMENT.fullmatch(text)
    if not match:
        message = f"'{text}' is not a valid date."
        raise _BadTime(message)
    day, clock, fraction, offset = match.groups()
    _refuse_forms(text, reading.times, fraction, offset)
    micros = (fraction or ".0")[1:].ljust(6, "0")
    clock = clock or "00:00:00"
    clock = clock if clock.count(":") == _PAIR else f"{clock}:00"
    naive = datetime.fromisoformat(f"{day}T{clock}.{micros}")
    if offset is None or reading.times == "offset_ignored":
        return naive.replace(tzinfo=reading.zone).astimezone(timezone.utc)
    zone = "+00:00" if offset == "Z" else f"{offset[:3]}:{offset[-2:]}"
    return datetime.fromisoformat(f"{naive.isoformat()}{zone}")


def _refuse_forms(
    text: str, form: str, fraction: str | None, offset: str | None
) -> None:
    refused = (
        (form == "z_refused" and offset == "Z")
        or (form == "subsecond_refused" and fraction)
        or (form == "naive_only" and offset)
    )
    if refused:
        message = f"'{text}' is not a valid date."
        raise _BadTime(message)
