"""What every step of the living warehouse can do: read, write, and tell of it."""

from __future__ import annotations

import typing as t

from wms_simulator.store.tables import plain, stamp
from wms_simulator.warehouse.drafting import Draft

if t.TYPE_CHECKING:
    import random
    import sqlite3
    from datetime import datetime
    from decimal import Decimal

    from wms_simulator.warehouse import masters


class Transaction:
    """One transaction of the warehouse.

    Args:
        connection: The writer's connection, inside a transaction.
        rng: The source of every choice.
        now: The time of every row that is written.
        made: The master data.
        number: Counts the steps, for names of documents.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        rng: random.Random,
        now: datetime,
        made: masters.Masters,
        number: int,
    ) -> None:
        """Begin the step."""
        self._connection = connection
        self._rng = rng
        self._now = now
        self._stamp = stamp(now)
        self._made = made
        self._number = number
        self._draft = _LiveDraft(connection, rng, now)

    def _tell(
        self,
        activity: int,
        facility: int,
        item: int,
        change: Decimal,
        line: int,
        **values: t.Any,
    ) -> None:
        self._draft.add(
            "inventory_history",
            **{
                "facility_id": facility,
                "company_id": self._made.owners[item],
                "history_activity_id": activity,
                "status_id": 0,
                "group_nbr": self._number,
                "seq_nbr": line + 1,
                "item_id": item,
                "item_code": self._made.codes[item],
                "adj_qty": plain(str(change)),
                "orig_qty": "12",
                **self._new(),
                **values,
            },
        )

    def _new(self) -> dict[str, str]:
        return {"create_ts": self._stamp, "mod_ts": self._stamp}

    def _value(self, entity: str, number: int, column: str) -> t.Any:  # noqa: ANN401 - a cell
        found = self._connection.execute(
            f'SELECT "{column}" FROM "{entity}" WHERE id = ?',  # noqa: S608
            (number,),
        ).fetchone()
        return found[0]

    def _some(self, entity: str, where: str, count: int) -> list[int]:
        found = self._connection.execute(
            f'SELECT id FROM "{entity}" WHERE {where}'  # noqa: S608
            " ORDER BY (id * 7919 + ?) % 10007, id LIMIT ?",
            (self._rng.randrange(10007), count),
        )
        return [number for (number,) in found]

    def _set(self, entity: str, where: str, **values: t.Any) -> None:
        values["mod_ts"] = self._stamp
        pairs = ", ".join(f'"{name}" = ?' for name in values)
        self._connection.execute(
            f'UPDATE "{entity}" SET {pairs} WHERE {where}',  # noqa: S608
            tuple(values.values()),
        )


class _LiveDraft(Draft):
    """Rows that follow those that are there."""

    def last_id(self, entity: str) -> int:
        row = self._connection.execute(f'SELECT max(id) FROM "{entity}"').fetchone()  # noqa: S608
        return int(row[0] or super().last_id(entity))
