"""Stock: goods come in, lie in LPNs and locations, and leave again.

Whatever changes stock is told to one ledger, so that the inventory that is left and
the inventory history that tells of it always agree.
"""

from __future__ import annotations

import bisect
import operator
import typing as t
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from wms_simulator.catalog import activities
from wms_simulator.store.tables import plain, stamp

if t.TYPE_CHECKING:
    from datetime import datetime

    from wms_simulator.warehouse.drafting import Draft
    from wms_simulator.warehouse.inbound import Shipment
    from wms_simulator.warehouse.masters import Masters
    from wms_simulator.warehouse.sizes import Size

HUGE = "12345678901234567890.12345"
AVAILABLE, ALLOCATED, CONSUMED = 0, 10, 90
LPN_RECEIVED, LPN_LOCATED, LPN_ALLOCATED, LPN_CONSUMED = 10, 30, 40, 90

_RECEIPTS = ("120", "96", "48.5", "48", "240", "24", "64.25")
_INBOUND_SHARE = 0.6
_INSIDE_SHARE = 0.6
_ANNOUNCED_SHARE = 0.9
_LINES_A_GROUP = 10
_HISTORY_DAYS = 120
_TRIES = 8


@dataclass
class Lpn:
    """An inbound LPN; `put_away` is None while it still stands at the dock."""

    id: int
    number: str
    facility: int
    location: int
    received: datetime
    put_away: datetime | None
    shipment: Shipment | None
    units: list[Unit] = field(default_factory=list)


@dataclass
class Unit:
    """One item in one place: a row of inventory.

    Attributes:
        left: How much lies there.
        free: How much of it no order has been promised.
    """

    id: int
    facility: int
    item: int
    received: datetime
    start: Decimal
    left: Decimal
    free: Decimal
    location: int | None
    lpn: Lpn | None
    changed: datetime


@dataclass
class Stock:
    """All stock of the warehouse, and the ledger of what happened to it."""

    units: dict[int, list[Unit]]
    lpns: list[Lpn] = field(default_factory=list)
    events: list[tuple[str, dict[str, t.Any]]] = field(default_factory=list)

    def choose(
        self, draft: Draft, facility: int, when: datetime, wanted: Decimal
    ) -> Unit:
        """Choose stock of a facility that was there at a time, enough if possible."""
        here = self.units[facility]
        known = bisect.bisect(here, when, key=lambda one: one.received)
        for _ in range(_TRIES):
            # What came in lately sells best.
            unit = here[int(known * (1 - draft.rng.random() ** 2 * 0.999))]
            if unit.free >= wanted:
                break
        return unit

    def received(self) -> dict[int, list[tuple[int, Decimal]]]:
        """Items and quantities of each shipment that came in, by its id."""
        found: dict[int, list[tuple[int, Decimal]]] = {}
        for lpn in self.lpns:
            if lpn.shipment:
                lines = found.setdefault(lpn.shipment.id, [])
                lines += [(unit.item, unit.start) for unit in lpn.units]
        return found

    def tell(
        self, activity: int, when: datetime, change: Decimal, **values: t.Any
    ) -> None:
        """Write a line of inventory history.

        Args:
            activity: One of the codes of activities.
            when: When it happened.
            change: By how much stock grew; negative when goods leave.
            values: Other fields of the line.
        """
        values |= {"history_activity_id": activity, "adj_qty": plain(str(change))}
        self.events.append((stamp(when), values))


def plan(
    draft: Draft, made: Masters, size: Size, shipments: t.Sequence[Shipment]
) -> Stock:
    """Receive all stock there ever was; nothing has left yet."""
    stock = Stock({number: [] for number in made.warehouses})
    arrived = [one for one in shipments if one.arrived]
    stock.lpns = [
        _lpn(draft, made, index, arrived)
        for index in range(max(1, int(size.containers * _INBOUND_SHARE)))
    ]
    for index in range(size.inventory):
        # The first of each facility has always been there.
        first = index < len(made.warehouses)
        inside = draft.rng.random() < _INSIDE_SHARE and not first
        unit = _unit(draft, made, index, draft.rng.choice(stock.lpns), inside=inside)
        if first:
            unit.received = unit.changed = draft.anchor - timedelta(days=731)
        stock.units[unit.facility].append(unit)
        _receive(stock, unit)
    for here in stock.units.values():
        here.sort(key=lambda one: one.received)
    return stock


def write(draft: Draft, made: Masters, stock: Stock) -> None:
    """Write LPNs, pallets, inventory and inventory history as they are at the end."""
    for index, lpn in enumerate(stock.lpns):
        _write_lpn(draft, made, lpn, index)
    for index in range(max(2, len(stock.lpns) // 24)):
        draft.add(
            "pallet",
            pallet_nbr=f"PLT{index:06d}",
            facility_id=made.warehouses[index % 3],
            company_id=made.companies[0],
            status_id=0,
            actual_weight="0",
        )
    for index, unit in enumerate(one for here in stock.units.values() for one in here):
        draft.add(
            "inventory",
            id=unit.id,
            facility_id=unit.facility,
            item_id=unit.item,
            container_id=unit.lpn.id if unit.lpn else None,
            location_id=unit.location,
            status_id=_status(unit),
            curr_qty=plain(str(unit.left)),
            orig_qty=plain(str(unit.start)) if index else HUGE,
            pack_qty="0",
            case_qty="0",
            invn_attr_id=made.attributes[0],
            uom_id=made.uoms[0],
            expiry_date="2027-02-28" if index % 9 == 0 else None,
            create_ts=stamp(unit.received),
            mod_ts=stamp(unit.changed),
        )
    _write_history(draft, made, stock)


def _lpn(draft: Draft, made: Masters, index: int, arrived: t.Sequence[Shipment]) -> Lpn:
    rng = draft.rng
    shipment = (
        rng.choice(arrived) if arrived and rng.random() < _ANNOUNCED_SHARE else None
    )
    facility = (
        shipment.facility
        if shipment
        else made.warehouses[int(len(made.warehouses) * rng.random() ** 2)]
    )
    begun = shipment.arrived if shipment and shipment.arrived else draft.moment(90)
    received = draft.soon(begun, 6)
    put_away = draft.soon(received, 11)
    return Lpn(
        id=draft.number("container"),
        number=f"ILPN{index:09d}",
        facility=facility,
        location=rng.choice(made.locations[facility]),
        received=received,
        put_away=put_away if put_away < draft.anchor else None,
        shipment=shipment,
    )


def _unit(draft: Draft, made: Masters, index: int, lpn: Lpn, *, inside: bool) -> Unit:
    facility = lpn.facility if inside else made.warehouses[index % 3]
    received = lpn.received if inside else draft.moment()
    quantity = Decimal(draft.rng.choice(_RECEIPTS))
    unit = Unit(
        id=draft.number("inventory"),
        facility=facility,
        item=draft.rng.choice(made.items),
        received=received,
        start=quantity,
        left=quantity,
        free=quantity,
        location=None if inside else draft.rng.choice(made.locations[facility]),
        lpn=lpn if inside else None,
        changed=received,
    )
    if inside:
        lpn.units.append(unit)
    return unit


def _receive(stock: Stock, unit: Unit) -> None:
    shipment = unit.lpn.shipment if unit.lpn else None
    stock.tell(
        activities.RECEIVED,
        unit.received,
        unit.start,
        facility_id=unit.facility,
        item_id=unit.item,
        orig_qty=plain(str(unit.start)),
        units_received=plain(str(unit.start)),
        container_nbr=unit.lpn.number if unit.lpn else "",
        shipment_nbr=shipment.number if shipment else "",
        ib_shipment_id=shipment.id if shipment else None,
    )
    if unit.lpn and unit.lpn.put_away:
        stock.tell(
            activities.MOVED,
            unit.lpn.put_away,
            Decimal(0),
            facility_id=unit.facility,
            item_id=unit.item,
            orig_qty=plain(str(unit.start)),
            container_nbr=unit.lpn.number,
        )


def lpn_form(made: Masters, index: int) -> dict[str, t.Any]:
    """What an LPN is like, whichever way it goes."""
    return {
        "company_id": made.companies[0],
        "putawaytype_id": made.putaway_types[0],
        "lpn_type_id": made.lpn_types[index % 2],
        "weight": f"{index % 90}.{index % 7 + 1}",
        "volume": "0.0004",
        "vas_status_id": 0,
        "qc_status_id": 0,
        "priority_date": "2025-01-31",
    }


def _status(unit: Unit) -> int:
    if not unit.left:
        return CONSUMED
    return AVAILABLE if unit.free == unit.left else ALLOCATED


def _write_lpn(draft: Draft, made: Masters, lpn: Lpn, index: int) -> None:
    states = {_status(one) for one in lpn.units} - {CONSUMED}
    if not lpn.put_away:
        status = LPN_RECEIVED
    elif not states and lpn.units:
        status = LPN_CONSUMED
    else:
        status = LPN_ALLOCATED if ALLOCATED in states else LPN_LOCATED
    changes = [lpn.put_away or lpn.received, *(one.changed for one in lpn.units)]
    draft.add(
        "container",
        id=lpn.id,
        container_nbr=lpn.number,
        type="I",
        status_id=status,
        facility_id=lpn.facility,
        curr_location_id=lpn.location,
        rcvd_ts=stamp(lpn.received),
        rcvd_user="0012345",
        rcvd_shipment_id=lpn.shipment.id if lpn.shipment else None,
        ref_shipment_nbr=lpn.shipment.number if lpn.shipment else "",
        first_putaway_ts=stamp(lpn.put_away) if lpn.put_away else None,
        create_ts=stamp(lpn.received),
        mod_ts=stamp(max(changes)),
        **lpn_form(made, index),
    )


def _write_history(draft: Draft, made: Masters, stock: Stock) -> None:
    # What is older has been purged.
    oldest = stamp(draft.anchor - timedelta(days=_HISTORY_DAYS))
    kept = sorted(
        (one for one in stock.events if one[0] >= oldest), key=operator.itemgetter(0)
    )
    for index, (when, values) in enumerate(kept):
        item = values["item_id"]
        values.setdefault("group_nbr", 1 + index // _LINES_A_GROUP)
        draft.add(
            "inventory_history",
            company_id=made.owners[item],
            status_id=90 if index % 20 else 0,
            seq_nbr=index % _LINES_A_GROUP + 1,
            item_code=made.codes[item],
            uom_id=made.uoms[0],
            module_name="RF",
            create_ts=when,
            mod_ts=when,
            **values,
        )
