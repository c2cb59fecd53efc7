"""The inbound side: purchase orders, and shipments that arrive on loads."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from wms_simulator.store.tables import plain, stamp
from wms_simulator.warehouse.drafting import QUANTITIES

if t.TYPE_CHECKING:
    from datetime import datetime

    from wms_simulator.warehouse.drafting import Draft
    from wms_simulator.warehouse.masters import Masters
    from wms_simulator.warehouse.sizes import Size

IN_TRANSIT, RECEIVING, RECEIVED, VERIFIED = 0, 20, 80, 90
_PO_CREATED, _PO_SHIPPED, _PO_RECEIVED = 0, 20, 80
_LOAD_CREATED, _LOAD_ARRIVED = 0, 90
_UNLOADING = timedelta(hours=6)
_CHECKING = timedelta(hours=30)
_AS_ANNOUNCED = 0.9
_WITHOUT_UNITS = 3


@dataclass(frozen=True)
class Shipment:
    """A shipment that a vendor announced.

    Attributes:
        due: When its load is to be at the dock.
        arrived: When it was there, or None while it is on the road.
    """

    id: int
    number: str
    facility: int
    company: int
    announced: datetime
    due: datetime
    arrived: datetime | None


def plan(draft: Draft, made: Masters, size: Size) -> list[Shipment]:
    """Announce all shipments; those that are due by now have arrived."""
    shipments = []
    for index in range(size.shipments):
        announced = draft.workday()
        due = announced + timedelta(days=draft.rng.choice((1, 2, 3)))
        arrival = due + timedelta(hours=draft.rng.uniform(-2, 5))
        shipments.append(
            Shipment(
                id=draft.number("ib_shipment"),
                number=f"ASN{index:08d}",
                facility=draft.rng.choice(made.warehouses),
                company=draft.rng.choice(made.companies),
                announced=announced,
                due=due.replace(minute=0, second=0, microsecond=0),
                arrived=arrival if arrival < draft.anchor else None,
            )
        )
    return shipments


def write(
    draft: Draft,
    made: Masters,
    size: Size,
    shipments: t.Sequence[Shipment],
    received: t.Mapping[int, t.Sequence[tuple[int, Decimal]]],
) -> None:
    """Write the documents; lines of a shipment that came in are what was received."""
    orders = _purchase_orders(draft, made, size)
    # Loads of long ago are no longer kept.
    loaded = sorted(shipments, key=lambda one: one.due)[-max(1, len(shipments) // 3) :]
    loads = {one.id: _load(draft, made, one) for one in loaded}
    for index, shipment in enumerate(shipments):
        status, changed = _progress(draft, shipment)
        draft.add(
            "ib_shipment",
            id=shipment.id,
            shipment_nbr=shipment.number,
            facility_id=shipment.facility,
            company_id=shipment.company,
            load_id=loads.get(shipment.id),
            shipment_type_id=made.shipment_types[index % 2],
            status_id=status,
            trailer_type="53",
            shipped_date=shipment.announced.date().isoformat(),
            orig_shipped_units="120.5",
            verified_ts=stamp(changed) if status == VERIFIED else None,
            verified_user="jdoe" if status == VERIFIED else "",
            create_ts=stamp(shipment.announced),
            mod_ts=stamp(changed),
        )
        lines = received.get(shipment.id) or [
            (draft.rng.choice(made.items), Decimal(0))
            for _ in range(draft.rng.randint(1, _WITHOUT_UNITS))
        ]
        for number, (item, quantity) in enumerate(lines, 1):
            draft.add(
                "ib_shipment_dtl",
                ib_shipment_id=shipment.id,
                host_seq_nbr=number,
                item_id=item,
                shipped_qty=_announced(draft, quantity),
                received_qty=plain(str(quantity)),
                po_dtl_id=draft.rng.choice(orders) if orders and number % 2 else None,
                uom_id=made.uoms[0],
                create_ts=stamp(shipment.announced),
                mod_ts=stamp(changed),
            )


def _announced(draft: Draft, received: Decimal) -> str:
    if not received:
        return draft.rng.choice(("24", "120", "240"))
    if draft.rng.random() < _AS_ANNOUNCED:
        return plain(str(received))
    # Now and then a carton is missing, or one too many.
    return plain(str(received + draft.rng.choice((12, 12, 24, -6))))


def _progress(draft: Draft, shipment: Shipment) -> tuple[int, datetime]:
    if not shipment.arrived:
        return IN_TRANSIT, shipment.announced
    age = draft.anchor - shipment.arrived
    if age < _UNLOADING:
        return RECEIVING, shipment.arrived
    if age < _CHECKING:
        return RECEIVED, shipment.arrived + _UNLOADING
    return VERIFIED, shipment.arrived + _UNLOADING + draft.rng.random() * timedelta(
        hours=24
    )


def _load(draft: Draft, made: Masters, shipment: Shipment) -> int:
    arrived = shipment.arrived
    return draft.add(
        "load",
        load_nbr=f"LI{shipment.id:07d}",
        facility_id=shipment.facility,
        company_id=made.companies[0],
        status_id=_LOAD_ARRIVED if arrived else _LOAD_CREATED,
        type="I",
        sched_delivery_ts=stamp(shipment.due),
        act_arrival_ts=stamp(arrived) if arrived else None,
        create_ts=stamp(shipment.announced),
        mod_ts=stamp(arrived or shipment.announced),
    )


def _purchase_orders(draft: Draft, made: Masters, size: Size) -> list[int]:
    rng = draft.rng
    lines: list[int] = []
    for index in range(size.purchase_orders):
        ordered = draft.moment()
        delivery = ordered + timedelta(days=rng.randint(5, 20))
        due = delivery < draft.anchor
        status = _PO_RECEIVED if due else rng.choice((_PO_CREATED, _PO_SHIPPED))
        order = draft.add(
            "purchase_order_hdr",
            po_nbr=f"PO{index:08d}",
            facility_id=rng.choice(made.warehouses),
            company_id=rng.choice(made.companies),
            vendor_id=rng.choice(made.vendors),
            status_id=status,
            ord_date=ordered.date().isoformat(),
            delivery_date=delivery.date().isoformat(),
            create_ts=stamp(ordered),
            mod_ts=stamp(min(delivery, draft.anchor)),
        )
        for line in range(rng.randint(1, 6)):
            quantity = rng.choice(QUANTITIES)
            lines.append(
                draft.add(
                    "purchase_order_dtl",
                    purchase_order_id=order,
                    host_seq_nbr=line + 1,
                    item_id=rng.choice(made.items),
                    ord_qty=quantity,
                    orig_ord_qty=quantity,
                    shpd_qty=quantity if status else "0",
                    rcvd_qty=quantity if due else "0",
                    unit_cost="0.00107",
                    uom_id=made.uoms[0],
                )
            )
    return lines
