"""What can happen in a warehouse, one transaction at a time."""

from __future__ import annotations

import typing as t
from datetime import timedelta
from decimal import Decimal

from wms_simulator.catalog import activities
from wms_simulator.store.tables import plain, stamp
from wms_simulator.warehouse import floor, inbound, orders, stock
from wms_simulator.warehouse._transaction import Transaction

if t.TYPE_CHECKING:
    from datetime import datetime

_HAND = Decimal(12)
_FEWEST, _MOST = 1, 6


class Step(Transaction):
    """One transaction of the warehouse."""

    def order(
        self, created: datetime | None = None, changed: datetime | None = None
    ) -> int:
        """A new order arrives with its lines."""
        lines = self._rng.randint(_FEWEST, _MOST)
        times = {
            "create_ts": stamp(created or self._now),
            "mod_ts": stamp(changed or self._now),
        }
        way = orders.Journey(self._now, orders.CREATED, {})
        values = orders.order_values(self._draft, self._made, 0, way, lines=lines)
        values["order_nbr"] = f"LIVE-{self._number:08d}"
        order = self._draft.add("order_hdr", **{**values, **times})
        here = f"curr_qty > '0' AND facility_id = {values['facility_id']}"
        known = self._some("inventory", here, lines)
        for line in range(lines):
            item = (
                self._value("inventory", known[line], "item_id")
                if line < len(known)
                else self._rng.choice(self._made.items)
            )
            detail = orders.line_values(
                self._made,
                order,
                line + 1,
                item=item,
                quantity=self._rng.choice(("1", "2", "5", "11.01", "0.5")),
            )
            self._draft.add("order_dtl", **{**detail, **times})
        self._draft.flush()
        return order

    def backdated(self) -> int:
        """An order comes in whose `mod_ts` lies before its `create_ts`."""
        return self.order(self._now, self._now - timedelta(days=3))

    def wave(self) -> None:
        """Open orders are waved and allocated."""
        chosen = self._some("order_hdr", f"status_id = {orders.CREATED}", 5)
        if not chosen:
            return
        wave = self._draft.add(
            "wave",
            run_nbr=f"WH01_LIVE{self._number:09d}",
            facility_id=self._made.warehouses[0],
            status_id=90,
            alloc_method="FIFO",
            **self._new(),
        )
        for order in chosen:
            facility = self._value("order_hdr", order, "facility_id")
            found = [
                self._allocate(line, facility, wave)
                for line in self._some("order_dtl", f"order_id = {order}", 60)
            ]
            if any(found):
                status = orders.ALLOCATED if all(found) else orders.PARTLY
                self._set("order_hdr", f"id = {order}", status_id=status)
                self._set("order_dtl", f"order_id = {order}", status_id=status)
        self._draft.flush()

    def pick(self) -> None:
        """Orders are picked into outbound LPNs."""
        among = f"status_id IN ({orders.PARTLY}, {orders.ALLOCATED}, {orders.PICKING})"
        for order in self._some("order_hdr", among, 3):
            facility = self._value("order_hdr", order, "facility_id")
            name = f"OLIVE{order:09d}"
            lpn = self._draft.add(
                "container",
                container_nbr=name,
                type="O",
                status_id=orders.LPN_STATUS[orders.PICKED],
                facility_id=facility,
                company_id=self._made.companies[0],
                curr_location_id=self._rng.choice(self._made.locations[facility]),
                weight="1.5",
                pick_user="0012345",
                **self._new(),
            )
            details = f"SELECT id FROM order_dtl WHERE order_id = {order}"  # noqa: S608
            lines = f"order_dtl_id IN ({details})"
            released = f"{lines} AND status_id = {orders.RELEASED}"
            for number in self._some("allocation", released, 100):
                self._take(number, facility, lpn)
            self._set(
                "allocation",
                released,
                status_id=orders.DONE,
                picked_ts=self._stamp,
                pick_user="0012345",
                final_oblpn_nbr=name,
            )
            self._advance(order, orders.PICKED)
        self._draft.flush()

    def pack(self) -> None:
        """Picked goods are packed."""
        among = f"status_id IN ({orders.PICKED}, {orders.PACKING})"
        for order in self._some("order_hdr", among, 5):
            for number in self._allocations(order):
                taken = self._value("allocation", number, "alloc_qty")
                self._set("allocation", f"id = {number}", packed_qty=taken)
            self._tell_of(order, activities.PACKED)
            self._advance(order, orders.PACKED)
        self._draft.flush()

    def ship(self) -> None:
        """Packed orders are shipped, and their goods are gone."""
        among = f"status_id IN ({orders.PACKED}, {orders.LOADED})"
        for order in self._some("order_hdr", among, 5):
            self._tell_of(order, activities.SHIPPED)
            for lpn in self._lpns(order):
                gone = {"curr_qty": "0", "status_id": stock.CONSUMED}
                self._set("inventory", f"container_id = {lpn}", **gone)
            self._advance(order, orders.SHIPPED)
            self._set("order_hdr", f"id = {order}", order_shipped_ts=self._stamp)
        self._draft.flush()

    def receive(self) -> None:
        """A shipment comes in and becomes stock."""
        facility = self._rng.choice(self._made.warehouses)
        number = f"ALIVE{self._number:08d}"
        shipment = self._draft.add(
            "ib_shipment",
            shipment_nbr=number,
            facility_id=facility,
            company_id=self._made.companies[0],
            status_id=inbound.RECEIVED,
            shipped_date=self._now.date().isoformat(),
            **self._new(),
        )
        name = f"ILIVE{self._number:09d}"
        container = self._draft.add(
            "container",
            container_nbr=name,
            type="I",
            status_id=stock.LPN_RECEIVED,
            facility_id=facility,
            company_id=self._made.companies[0],
            rcvd_shipment_id=shipment,
            rcvd_ts=self._stamp,
            curr_location_id=self._rng.choice(self._made.locations[facility]),
            **self._new(),
        )
        for line in range(self._rng.randint(1, 4)):
            item = self._rng.choice(self._made.items)
            self._draft.add(
                "ib_shipment_dtl",
                ib_shipment_id=shipment,
                host_seq_nbr=line + 1,
                item_id=item,
                shipped_qty=f"{_HAND}",
                received_qty=f"{_HAND}",
                **self._new(),
            )
            self._draft.add(
                "inventory",
                facility_id=facility,
                item_id=item,
                container_id=container,
                status_id=stock.AVAILABLE,
                curr_qty=f"{_HAND}",
                orig_qty=f"{_HAND}",
                **self._new(),
            )
            self._tell(
                activities.RECEIVED,
                facility,
                item,
                _HAND,
                line,
                units_received=f"{_HAND}",
                container_nbr=name,
                shipment_nbr=number,
                ib_shipment_id=shipment,
            )
        self._draft.flush()

    def move(self) -> None:
        """Inbound LPNs change their place, and new ones are put away."""
        here = f"type = 'I' AND status_id < {stock.LPN_CONSUMED}"
        for number in self._some("container", here, 4):
            facility = self._value("container", number, "facility_id")
            to = self._rng.choice(self._made.locations[facility])
            self._connection.execute(
                "UPDATE container SET prev_location_id = curr_location_id,"
                " first_putaway_ts = coalesce(first_putaway_ts, ?),"
                " status_id = max(status_id, ?) WHERE id = ?",
                (self._stamp, stock.LPN_LOCATED, number),
            )
            self._set("container", f"id = {number}", curr_location_id=to)

    def adjust(self) -> None:
        """Stock is counted and corrected."""
        for index, number in enumerate(self._some("inventory", "status_id = 0", 4)):
            facility = self._value("inventory", number, "facility_id")
            item = self._value("inventory", number, "item_id")
            expected = Decimal(self._value("inventory", number, "curr_qty"))
            change = max(Decimal(self._rng.randint(-3, 3)), -expected)
            counted = plain(str(expected + change))
            self._set("inventory", f"id = {number}", curr_qty=counted)
            group = self._number * 10 + index
            header = self._draft.add(
                "cc_adjustment_hdr",
                facility_id=facility,
                company_id=self._made.owners[item],
                group_nbr=group,
                status_id=floor.COUNT_APPROVED,
                rf_screen_name="RF Cycle Count",
                **self._new(),
            )
            self._draft.add(
                "cc_adjustment_dtl",
                cc_adjustment_hdr_id=header,
                group_seq_nbr=1,
                item_id=item,
                expected_qty=plain(str(expected)),
                counted_qty=counted,
                **self._new(),
            )
            if change:
                adjusted = activities.ADJUSTED
                self._tell(adjusted, facility, item, change, index, group_nbr=group)
        self._draft.flush()

    def history(self) -> None:
        """A line of inventory history is appended: goods have been moved."""
        item = self._rng.choice(self._made.items)
        facility = self._made.warehouses[0]
        self._tell(activities.MOVED, facility, item, Decimal(0), 0)
        self._draft.flush()

    def purge(self) -> None:
        """The oldest history and cancelled orders' lines are deleted."""
        for entity in ("inventory_history", "wms_activity_dtl", "allocation"):
            self._connection.execute(
                f'DELETE FROM "{entity}" WHERE id IN'  # noqa: S608
                f' (SELECT id FROM "{entity}" ORDER BY id LIMIT 3)'
            )

    def _allocate(self, line: int, facility: int, wave: int) -> bool:
        item = self._value("order_dtl", line, "item_id")
        wanted = Decimal(self._value("order_dtl", line, "ord_qty"))
        where = f"status_id = 0 AND facility_id = {facility} AND item_id = {item}"
        found = next(
            (
                number
                for number in self._some("inventory", where, 20)
                if Decimal(self._value("inventory", number, "curr_qty")) >= wanted
            ),
            None,
        )
        if found is None:
            return False
        self._set("inventory", f"id = {found}", status_id=stock.ALLOCATED)
        self._set("order_dtl", f"id = {line}", alloc_qty=plain(str(wanted)))
        self._draft.add(
            "allocation",
            order_dtl_id=line,
            from_inventory_id=found,
            wave_id=wave,
            type_id=3,
            alloc_uom_id=1,
            status_id=orders.RELEASED,
            alloc_qty=plain(str(wanted)),
            packed_qty="0",
            is_picking_flg=1,
            **self._new(),
        )
        return True

    def _take(self, allocation: int, facility: int, lpn: int) -> None:
        source = self._value("allocation", allocation, "from_inventory_id")
        item = self._value("inventory", source, "item_id")
        there = Decimal(self._value("inventory", source, "curr_qty"))
        wanted = Decimal(self._value("allocation", allocation, "alloc_qty"))
        taken = min(there, wanted)
        left = there - taken
        self._set(
            "inventory",
            f"id = {source}",
            curr_qty=plain(str(left)),
            status_id=stock.AVAILABLE if left else stock.CONSUMED,
        )
        self._set("allocation", f"id = {allocation}", alloc_qty=plain(str(taken)))
        self._draft.add(
            "inventory",
            facility_id=facility,
            item_id=item,
            container_id=lpn,
            status_id=stock.ALLOCATED,
            curr_qty=plain(str(taken)),
            orig_qty=plain(str(taken)),
            **self._new(),
        )

    def _advance(self, order: int, status: int) -> None:
        self._set("order_hdr", f"id = {order}", status_id=status)
        self._set("order_dtl", f"order_id = {order}", status_id=status)
        for lpn in self._lpns(order):
            self._set("container", f"id = {lpn}", status_id=orders.LPN_STATUS[status])

    def _lpns(self, order: int) -> list[int]:
        names = (
            "SELECT a.final_oblpn_nbr FROM allocation a"  # noqa: S608
            f" JOIN order_dtl d ON d.id = a.order_dtl_id WHERE d.order_id = {order}"
        )
        return self._some("container", f"container_nbr IN ({names})", 9)

    def _tell_of(self, order: int, activity: int) -> None:
        facility = self._value("order_hdr", order, "facility_id")
        for line, number in enumerate(self._allocations(order)):
            taken = Decimal(self._value("allocation", number, "alloc_qty"))
            source = self._value("allocation", number, "from_inventory_id")
            gone = activity == activities.SHIPPED
            self._tell(
                activity,
                facility,
                self._value("inventory", source, "item_id"),
                -taken if gone else Decimal(0),
                line,
                orig_qty=plain(str(taken)),
                units_shipped=plain(str(taken)) if gone else None,
                order_id=order,
                order_nbr=self._value("order_hdr", order, "order_nbr"),
                container_nbr=self._value("allocation", number, "final_oblpn_nbr"),
            )

    def _allocations(self, order: int) -> list[int]:
        lines = f"SELECT id FROM order_dtl WHERE order_id = {order}"  # noqa: S608
        done = f"status_id = {orders.DONE} AND order_dtl_id IN ({lines})"
        return self._some("allocation", done, 100)
