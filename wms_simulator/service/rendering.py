"""Rows as the API represents them.

A page may hold 1,000 rows of 121 fields, so nothing here is looked up per
value: a representation is prepared once per request, and what relations and
sets need is read once per page.
"""

from __future__ import annotations

import functools
import json
import re
import typing as t
from dataclasses import dataclass
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from wms_simulator.catalog.entities import Entity, Field, entities
from wms_simulator.catalog.keys import foreign_key_text, key_expression

if t.TYPE_CHECKING:
    import sqlite3

    from wms_simulator._types import Json

    Convert = t.Callable[[t.Any], t.Any]

Row = dict[str, t.Any]

_CHILDREN = {
    ("container", "inventory_lock_set"): ("container_lock_xref", "container_id"),
    ("iblpn", "inventory_lock_set"): ("container_lock_xref", "container_id"),
    ("oblpn", "inventory_lock_set"): ("container_lock_xref", "container_id"),
    ("ib_shipment", "ib_shipment_dtl_set"): ("ib_shipment_dtl", "ib_shipment_id"),
    ("inventory", "serial_nbr_set"): ("serial_nbr_inventory", "inventory_id"),
    ("item", "item_characteristics_set"): ("item_characteristics", "item_id"),
    ("item", "item_metrics_set"): ("item_metrics", "item_id"),
    ("order_dtl", "order_instructions_set"): ("order_instruction", "order_dtl_id"),
    ("order_dtl", "required_serial_nbr_set"): ("order_dtl_serial_nbr", "order_dtl_id"),
    ("order_hdr", "order_dtl_set"): ("order_dtl", "order_id"),
    ("order_hdr", "order_instructions_set"): ("order_instruction", "order_id"),
    ("pallet", "container_set"): ("container", "pallet_id"),
    ("purchase_order_hdr", "purchase_order_dtl_set"): (
        "purchase_order_dtl",
        "purchase_order_id",
    ),
    ("work_order_hdr", "work_order_kit_set"): ("work_order_kit", "work_order_id"),
    ("work_order_kit", "work_order_component_set"): (
        "work_order_component",
        "work_order_kit_id",
    ),
}
_ONE_TO_ONE = frozenset({"item_characteristics_set", "item_metrics_set"})
_ARRAYS = frozenset({"order_instructions_set"})
_BATCH = 900
# json cannot write a decimal with all of its digits, so such a number travels
# as text behind a character of the private use area until the body is made.
_NUMBER_MARK = "\ue000"
_MARKED = re.compile(f'"{_NUMBER_MARK}([^"]*)"')


@dataclass(frozen=True)
class Form:
    """The forms of values, after the switches."""

    zone: str = "America/Sao_Paulo"
    relations: str = "object"
    sets: str = "observed"
    decimals: str = "string"
    times: str = "observed"


class Representation:
    """How the rows of an entity are shown.

    Args:
        entity: The entity.
        base: The address of the service's entities, without a last slash.
        form: The forms of values.
        names: The fields to show; None means all that come unasked.
    """

    def __init__(
        self, entity: Entity, base: str, form: Form, names: t.Collection[str] | None
    ) -> None:
        """Choose the fields and prepare what does not depend on rows."""
        self._entity = entity
        self._base = base
        self._form = form
        shown = [
            one
            for one in entity.fields.values()
            if (not one.on_request if names is None else one.name in names)
        ]
        self._sets = [one for one in shown if one.kind == "set"]
        self._columns = [one for one in shown if one.kind != "set"]
        self._with_id = entity.has_id and (names is None or "id" in names)
        self._with_url = entity.has_id and (names is None or "url" in names)

    @property
    def columns(self) -> list[str]:
        """The columns to read, the hidden or shown primary key first."""
        rest = [one.name for one in self._columns if one.name != "id"]
        return [self._entity.key_column, *rest]

    key_place = 0

    def render(
        self, rows: list[tuple[t.Any, ...]], reader: sqlite3.Connection
    ) -> list[Row]:
        """Represent rows that were read by `columns`."""
        names = self.columns[1:]
        link = f"{self._base}/{self._entity.name}/"
        converts = self._converts(rows, reader)
        sets = [(one.name, self._set(one, rows, reader)) for one in self._sets]
        made: list[Row] = []
        for row in rows:
            number = row[0]
            shown: Row = {}
            if self._with_id:
                shown["id"] = number
            if self._with_url:
                shown["url"] = f"{link}{number}"
            shown.update(zip(names, row[1:], strict=True))
            for name, convert in converts:
                value = shown[name]
                if value is not None:
                    shown[name] = convert(value)
            for name, children in sets:
                shown[name] = children(number)
            made.append(shown)
        return made

    def _converts(
        self, rows: list[tuple[t.Any, ...]], reader: sqlite3.Connection
    ) -> list[tuple[str, Convert]]:
        places = {name: index for index, name in enumerate(self.columns)}
        made: list[tuple[str, Convert]] = []
        for one in self._columns:
            if one.kind == "relation":
                if one.is_status or self._form.relations == "bare":
                    continue
                place = places[one.name]
                ids = {row[place] for row in rows}
                ids.discard(None)
                if ids:
                    shown = relation_objects(one, ids, reader, self._base)
                    made.append((one.name, shown.__getitem__))
            elif convert := scalar_convert(one.kind, self._form):
                made.append((one.name, convert))
        return made

    def _set(
        self, one: Field, rows: list[tuple[t.Any, ...]], reader: sqlite3.Connection
    ) -> Convert:
        form = self._form.sets
        if form == "null":
            return lambda _number: None
        counts, first = self._count_children(one, rows, reader)
        child = _CHILDREN.get((self._entity.name, one.name))
        if form == "array" or (form == "observed" and one.name in _ARRAYS) or not child:
            empty: list[t.Any] | None = [] if child or form == "array" else None
            return lambda number: _as_array(number, first, empty)
        link, relation = f"{self._base}/{child[0]}/", child[1]
        if form == "observed" and one.name in _ONE_TO_ONE:
            return lambda number: (
                {"id": first[number], "key": "", "url": f"{link}{first[number]}"}
                if number in first
                else None
            )
        return lambda number: (
            {"result_count": counts[number], "url": f"{link}?{relation}={number}"}
            if number in counts
            else None
        )

    def _count_children(
        self, one: Field, rows: list[tuple[t.Any, ...]], reader: sqlite3.Connection
    ) -> tuple[dict[int, int], dict[int, int]]:
        child = _CHILDREN.get((self._entity.name, one.name))
        counts: dict[int, int] = {}
        first: dict[int, int] = {}
        if child:
            table, relation = child
            found = _by_ids(
                f'SELECT "{relation}", count(*), min(id) FROM "{table}"'  # noqa: S608
                f' WHERE "{relation}" IN ({{}}) GROUP BY 1',
                [row[0] for row in rows],
                reader,
            )
            for parent, count, least in found:
                counts[parent] = count
                first[parent] = least
        return counts, first


def _as_array(
    number: int, first: dict[int, int], empty: list[t.Any] | None
) -> list[t.Any] | None:
    return [{"id": first[number]}] if number in first else empty


def relation_objects(
    field: Field, ids: t.Iterable[int], reader: sqlite3.Connection, base: str
) -> dict[int, Row]:
    """Represent the targets of a relation, by id."""
    if field.target is None:
        return {
            number: {
                "id": number,
                "key": foreign_key_text(field.name, number),
                "url": "",
            }
            for number in ids
        }
    texts = dict(
        _by_ids(
            f"SELECT o.id, {key_expression(field.target)}"  # noqa: S608
            f' FROM "{entities()[field.target].source}" o WHERE o.id IN ({{}})',
            list(ids),
            reader,
        )
    )
    link = f"{base}/{field.target}/" if field.is_linked else ""
    return {
        number: {
            "id": number,
            "key": texts.get(number) or "",
            "url": f"{link}{number}" if link and number else "",
        }
        for number in ids
    }


def _by_ids(
    statement: str, ids: list[int], reader: sqlite3.Connection
) -> list[tuple[t.Any, ...]]:
    found: list[tuple[t.Any, ...]] = []
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        marks = ",".join("?" * len(part))
        found += reader.execute(statement.format(marks), part).fetchall()
    return found


def scalar_convert(kind: str, form: Form) -> Convert | None:
    """Give what turns a stored value into a shown one; None if it is the same."""
    if kind == "boolean":
        return bool
    if kind == "datetime":
        return _moment_convert(form.zone, form.times)
    if kind == "decimal" and form.decimals == "number":
        return _mark_number
    return None


@functools.cache
def _moment_convert(zone: str, times: str) -> Convert:
    minute = functools.lru_cache(maxsize=100_000)(
        functools.partial(_local_minute, ZoneInfo(zone))
    )
    if times == "z":
        return lambda text: f"{text[:10]}T{text[11:]}Z"
    if times == "no_fraction":

        def whole(text: str) -> str:
            start, offset = minute(text[:16])
            return f"{start}{text[16:19]}{offset}"

        return whole

    def full(text: str) -> str:
        start, offset = minute(text[:16])
        return f"{start}{text[16:]}{offset}"

    return full


def _mark_number(text: str) -> str:
    return f"{_NUMBER_MARK}{text}"


def _local_minute(zone: ZoneInfo, text: str) -> tuple[str, str]:
    moment = datetime.fromisoformat(text).replace(tzinfo=timezone.utc).astimezone(zone)
    shown = moment.isoformat(timespec="minutes")
    return shown[:16], shown[16:]


def to_json(content: Json) -> bytes:
    """Write JSON in UTF-8; decimals marked as numbers lose their quotes."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    if _NUMBER_MARK in text:
        text = _MARKED.sub(r"\1", text)
    return text.encode()
