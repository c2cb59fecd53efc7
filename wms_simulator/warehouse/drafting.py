"""Rows on their way into the tables."""

from __future__ import annotations

import typing as t
from collections import defaultdict
from datetime import datetime, timedelta

from wms_simulator.catalog.entities import entities
from wms_simulator.store.tables import empty_row, insert_statement, stamp

if t.TYPE_CHECKING:
    import random
    import sqlite3

_FLUSH_AT = 5000
_DENSITY = 0.9
_UNTOUCHED = 0.3
_LONG_AGO = 0.3
_LATELY_DAYS = 60
_SATURDAY = 5
_HOURS = range(9, 22)
_OVERTIME = 0.08
_TRIES = 5
QUANTITIES = ("1", "2", "5", "11.01", "0.5", "144", "0.00107", "24")


class Draft:
    """Collects new rows and writes them in large batches.

    Args:
        connection: The database to write to; the caller commits.
        rng: The source of every choice, so that one seed gives one warehouse.
        anchor: The instant at which the warehouse's history ends.
    """

    def __init__(
        self, connection: sqlite3.Connection, rng: random.Random, anchor: datetime
    ) -> None:
        """Start with nothing to write."""
        self.rng = rng
        self.anchor = anchor
        self._connection = connection
        self._last: dict[str, int] = {}
        self._rows: dict[str, list[tuple[t.Any, ...]]] = defaultdict(list)

    def add(self, entity: str, **values: t.Any) -> int:
        """Add a row; fields not named stay unset.

        Returns:
            The row's id.
        """
        row = empty_row(entity)
        if "id" in row:
            number = values.get("id")
            if number is None:
                number = values["id"] = self.number(entity)
            self._last[entity] = max(number, self._last.get(entity, 0))
        if "create_ts" in row and values.get("create_ts") is None:
            created = self.moment()
            values["create_ts"] = stamp(created)
            values.setdefault("mod_ts", stamp(self.after(created)))
        if "create_user" in row:
            user = self.rng.choice(USERS)
            values.setdefault("create_user", user)
            values.setdefault("mod_user", self.rng.choice(USERS))
        width = len(row)
        row.update(values)
        if len(row) != width:
            unknown = sorted(row.keys() - empty_row(entity).keys())
            msg = f"{entity} has no field {unknown}"
            raise KeyError(msg)
        rows = self._rows[entity]
        rows.append(tuple(row.values()))
        if len(rows) >= _FLUSH_AT:
            self._write(entity)
        return int(values.get("id", 0))

    def number(self, entity: str) -> int:
        """Give a new row's id, for a row that is added later.

        Ids leave gaps, as deleted rows and rolled back transactions do.
        """
        last = self._last.get(entity) or self.last_id(entity)
        gap = self.rng.random() > _DENSITY
        self._last[entity] = last + (self.rng.randint(2, 9) if gap else 1)
        return self._last[entity]

    def last_id(self, entity: str) -> int:
        """Give the id after which an entity's new rows begin."""
        # Every entity counts from a base of its own: an id taken for another
        # entity's then finds nothing instead of a wrong row.
        return 1000 + 500 * (list(entities()).index(entity) % 40)

    def moment(self, days: float = 730.0) -> datetime:
        """Choose an instant of the history; recent ones are likelier."""
        back = self.rng.random() ** 2 * days * 86400
        return self.anchor - timedelta(
            seconds=int(back) + 60, microseconds=self.rng.randrange(1_000_000)
        )

    def workday(self) -> datetime:
        """Choose an instant of the history at which people work.

        Most lie in the last two months, by day, and few on a Saturday or Sunday.
        """
        for _ in range(_TRIES):
            if self.rng.random() < _LONG_AGO:
                break
            moment = self.anchor - timedelta(
                seconds=self.rng.random() * _LATELY_DAYS * 86400 + 60
            )
            works = moment.weekday() < _SATURDAY and moment.hour in _HOURS
            if works or self.rng.random() < _OVERTIME:
                return moment
        return self.moment()

    def after(self, moment: datetime, hours: float = 72.0) -> datetime:
        """Choose an instant some time after another, but never past the anchor."""
        if self.rng.random() < _UNTOUCHED:
            return moment
        later = moment + timedelta(seconds=self.rng.random() * hours * 3600)
        return min(later, self.anchor)

    def soon(self, moment: datetime, hours: float) -> datetime:
        """Choose an instant within so many hours after another, till the anchor."""
        later = moment + timedelta(seconds=self.rng.random() * hours * 3600 + 60)
        return min(later, self.anchor)

    def flush(self) -> None:
        """Write what was collected."""
        for entity in list(self._rows):
            self._write(entity)

    def _write(self, entity: str) -> None:
        rows = self._rows.pop(entity, [])
        self._connection.executemany(insert_statement(entity), rows)


USERS = ("0012345", "0098761", "jdoe", "maría.núñez", "svc_wave", "svc_host", "10077")
