"""Tables and views of the warehouse, made from the entities."""

from __future__ import annotations

import functools
import typing as t
from datetime import datetime, timezone
from decimal import Decimal

from wms_simulator.catalog.entities import Entity, entities

if t.TYPE_CHECKING:
    import sqlite3

COLLATION = "wms_decimal"

_COLUMN = {
    "pk": "INTEGER PRIMARY KEY",
    "string": "TEXT",
    "integer": "INTEGER",
    "boolean": "INTEGER",
    "relation": "INTEGER",
    "decimal": f"TEXT COLLATE {COLLATION}",
    "datetime": "TEXT",
    "date": "TEXT",
    "time": "TEXT",
}
_PARENTS = {
    "allocation": ("order_dtl_id", "wave_id"),
    "container": ("curr_location_id", "pallet_id"),
    "ib_shipment_dtl": ("ib_shipment_id",),
    "inventory": ("item_id", "container_id"),
    "item_barcode": ("item_id",),
    "item_characteristics": ("item_id",),
    "item_metrics": ("item_id",),
    "order_dtl": ("order_id",),
    "purchase_order_dtl": ("purchase_order_id",),
    "wms_activity_dtl": ("activity_id",),
}


def compare_decimals(left: str, right: str) -> int:
    """Compare two stored decimals by value: text keeps them exact."""
    if left == right:
        return 0
    first, second = Decimal(left), Decimal(right)
    return (first > second) - (first < second)


def plain(value: str) -> str:
    """Write a decimal as it is stored: in full, without padding zeros.

    Raises:
        decimal.InvalidOperation: If it is not a number.
    """
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def stamp(moment: datetime) -> str:
    """Write an instant as it is stored: UTC, always with six fractional digits."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")


def prepare(connection: sqlite3.Connection) -> None:
    """Teach a connection the collation that decimal columns use."""
    connection.create_collation(COLLATION, compare_decimals)


def create(connection: sqlite3.Connection) -> None:
    """Create every table, view and index."""
    for entity in entities().values():
        if entity.condition:
            continue
        connection.execute(_table(entity))
        for column in ("mod_ts", *_PARENTS.get(entity.name, ())):
            if column in entity.fields:
                connection.execute(
                    f'CREATE INDEX "ix_{entity.name}_{column}"'
                    f' ON "{entity.name}" ("{column}")'
                )
    for entity in entities().values():
        if entity.condition:
            columns = ", ".join(f'"{one.name}"' for one in entity.columns)
            connection.execute(
                f'CREATE VIEW "{entity.name}" AS SELECT {columns}'  # noqa: S608
                f' FROM "{entity.source}" WHERE {entity.condition}'
            )


def _table(entity: Entity) -> str:
    columns = [f'"{one.name}" {_COLUMN[one.kind]}' for one in entity.columns]
    if not entity.has_id:
        columns.insert(0, f'"row_key" {_COLUMN["pk"]}')
    return f'CREATE TABLE "{entity.name}" ({", ".join(columns)})'


@functools.cache
def insert_statement(name: str) -> str:
    """Give the INSERT that takes one value per column, keyed by name."""
    entity = entities()[name]
    columns = ", ".join(f'"{one.name}"' for one in entity.columns)
    marks = ", ".join("?" for _ in entity.columns)
    return f'INSERT INTO "{entity.source}" ({columns}) VALUES ({marks})'  # noqa: S608


def empty_row(name: str) -> dict[str, t.Any]:
    """Give a row in which nothing is set: "" for text, False, else null."""
    return dict(_empty(name))


@functools.cache
def _empty(name: str) -> dict[str, t.Any]:
    blank: dict[str, t.Any] = {"string": "", "boolean": 0}
    return {one.name: blank.get(one.kind) for one in entities()[name].columns}
