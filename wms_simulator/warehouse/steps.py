"""What can happen in a warehouse, one transaction at a time."""

from __future__ import annotations

import typing as t
from datetime import timedelta

from wms_simulator.warehouse import documents
from wms_simulator.warehouse.drafting import Draft, stamp

if t.TYPE_CHECKING:
    import random
    import sqlite3
    from datetime import datetime

    from wms_simulator.warehouse import masters

_OPEN, _ALLOCATED, _PICKED, _SHIPPED = 0, 20, 27, 90
_RELEASED, _DONE = 20, 80


class Step:
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

    def order(
        self, created: datetime | None = None, changed: datetime | None = None
    ) -> int:
        """A new order arrives with its lines."""
        lines = self._rng.randint(1, 6)
        times = {
            "create_ts": stamp(created or self._now),
            "mod_ts": stamp(changed or self._now),
        }
        values = documents.order_values(
            self._draft, self._made, 0, ordered=self._now, status=_OPEN, lines=lines
        )
        values["order_nbr"] = f"LIVE-{self._number:08d}"
        order = self._draft.add("order_hdr", **{**values, **times})
        for line in range(lines):
            detail = documents.line_values(
                self._draft,
                self._made,
                order,
                line + 1,
                ordered=self._now,
                status=_OPEN,
            )
            self._draft.add("order_dtl", **{**detail, **times})
        self._draft.flush()
        return order

    def backdated(self) -> int:
        """An order comes in whose `mod_ts` lies before its `create_ts`."""
        return self.order(self._now, self._now - timedelta(days=3))

    def wave(self) -> None:
        """Open orders are waved and allocated."""
        orders = self._some("order_hdr", f"status_id = {_OPEN}", 5)
        stock = self._some("inventory", "status_id = 0", 20)
        if not orders or not stock:
            return
        wave = self._draft.add(
            "wave",
            run_nbr=f"WH01_LIVE{self._number:09d}",
            facility_id=self._made.warehouses[0],
            status_id=90,
            alloc_method="FIFO",
            create_ts=self._stamp,
            mod_ts=self._stamp,
        )
        for order in orders:
            self._set("order_hdr", f"id = {order}", status_id=_ALLOCATED)
            self._set("order_dtl", f"order_id = {order}", status_id=_ALLOCATED)
            for line in self._some("order_dtl", f"order_id = {order}", 50):
                self._draft.add(
                    "allocation",
                    order_dtl_id=line,
                    from_inventory_id=self._rng.choice(stock),
                    wave_id=wave,
                    type_id=3,
                    alloc_uom_id=1,
                    status_id=_RELEASED,
                    alloc_qty="1",
                    packed_qty="0",
                    is_picking_flg=1,
                    create_ts=self._stamp,
                    mod_ts=self._stamp,
                )
        self._draft.flush()

    def pick(self) -> None:
        """Allocations are picked, and their orders with them."""
        chosen = self._some("allocation", f"status_id = {_RELEASED}", 8)
        for number in chosen:
            self._set(
                "allocation",
                f"id = {number}",
                status_id=_DONE,
                picked_ts=self._stamp,
                pick_user="0012345",
            )
            self._set(
                "order_hdr",
                "id = (SELECT d.order_id FROM order_dtl d JOIN allocation a"  # noqa: S608
                f" ON a.order_dtl_id = d.id WHERE a.id = {number})",
                status_id=_PICKED,
            )
            self.history(activity=3)

    def pack(self) -> None:
        """Goods are packed into an outbound container."""
        facility = self._made.warehouses[0]
        self._draft.add(
            "container",
            container_nbr=f"OLIVE{self._number:09d}",
            type="O",
            status_id=60,
            facility_id=facility,
            company_id=self._made.companies[0],
            curr_location_id=self._rng.choice(self._made.locations[facility]),
            weight="1.5",
            create_ts=self._stamp,
            mod_ts=self._stamp,
        )
        self._draft.flush()

    def ship(self) -> None:
        """Picked orders are shipped."""
        for order in self._some("order_hdr", f"status_id = {_PICKED}", 5):
            self._set(
                "order_hdr",
                f"id = {order}",
                status_id=_SHIPPED,
                order_shipped_ts=self._stamp,
            )
            self._set("order_dtl", f"order_id = {order}", status_id=_SHIPPED)

    def receive(self) -> None:
        """A shipment comes in and becomes stock."""
        facility = self._rng.choice(self._made.warehouses)
        times = {"create_ts": self._stamp, "mod_ts": self._stamp}
        shipment = self._draft.add(
            "ib_shipment",
            shipment_nbr=f"ALIVE{self._number:08d}",
            facility_id=facility,
            company_id=self._made.companies[0],
            status_id=_DONE,
            **times,
        )
        container = self._draft.add(
            "container",
            container_nbr=f"ILIVE{self._number:09d}",
            type="I",
            status_id=10,
            facility_id=facility,
            company_id=self._made.companies[0],
            rcvd_shipment_id=shipment,
            rcvd_ts=self._stamp,
            **times,
        )
        for line in range(self._rng.randint(1, 4)):
            item = self._rng.choice(self._made.items)
            self._draft.add(
                "ib_shipment_dtl",
                ib_shipment_id=shipment,
                host_seq_nbr=line + 1,
                item_id=item,
                shipped_qty="12",
                received_qty="12",
                **times,
            )
            self._draft.add(
                "inventory",
                facility_id=facility,
                item_id=item,
                container_id=container,
                status_id=0,
                curr_qty="12",
                orig_qty="12",
                **times,
            )
        self._draft.flush()
        self.history(activity=1)

    def move(self) -> None:
        """Containers change their place."""
        for number in self._some("container", "curr_location_id IS NOT NULL", 4):
            facility = self._made.warehouses[0]
            to = self._rng.choice(self._made.locations[facility])
            self._connection.execute(
                "UPDATE container SET prev_location_id = curr_location_id WHERE id = ?",
                (number,),
            )
            self._set("container", f"id = {number}", curr_location_id=to)

    def adjust(self) -> None:
        """Stock is counted and corrected."""
        for number in self._some("inventory", "1", 4):
            quantity = f"{self._rng.randint(0, 40)}.25"
            self._set("inventory", f"id = {number}", curr_qty=quantity)
            self.history(activity=6)

    def history(self, activity: int = 6) -> None:
        """A line of inventory history is appended."""
        item = self._rng.choice(self._made.items)
        self._draft.add(
            "inventory_history",
            facility_id=self._made.warehouses[0],
            company_id=self._made.companies[0],
            history_activity_id=activity,
            status_id=0,
            group_nbr=self._number,
            seq_nbr=1,
            item_id=item,
            item_code=self._made.codes[item],
            adj_qty="-1",
            orig_qty="12",
            create_ts=self._stamp,
            mod_ts=self._stamp,
        )
        self._draft.flush()

    def purge(self) -> None:
        """The oldest history and cancelled orders' lines are deleted."""
        for entity in ("inventory_history", "wms_activity_dtl", "allocation"):
            self._connection.execute(
                f'DELETE FROM "{entity}" WHERE id IN'  # noqa: S608
                f' (SELECT id FROM "{entity}" ORDER BY id LIMIT 3)'
            )

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
