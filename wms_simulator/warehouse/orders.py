"""The outbound side: orders, their way through the warehouse, and what it leaves."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from wms_simulator.catalog import activities
from wms_simulator.store.tables import plain, stamp
from wms_simulator.warehouse.stock import HUGE, lpn_form

if t.TYPE_CHECKING:
    from datetime import datetime

    from wms_simulator.warehouse.drafting import Draft
    from wms_simulator.warehouse.masters import Masters
    from wms_simulator.warehouse.sizes import Size
    from wms_simulator.warehouse.stock import Stock, Unit

CREATED, PARTLY, ALLOCATED, PICKING, PICKED = 0, 10, 20, 25, 27
PACKING, PACKED, LOADED, SHIPPED, CANCELLED = 30, 40, 50, 90, 99
RELEASED, DONE = 20, 80
LPN_STATUS = {PICKED: 50, PACKING: 50, PACKED: 60, LOADED: 80, SHIPPED: 90}
"""What an outbound LPN is called at each stage of its order."""

_STAGES = (
    (ALLOCATED, 0.5, 16),
    (PICKED, 1, 9),
    (PACKED, 0.3, 5),
    (LOADED, 0.5, 6),
    (SHIPPED, 0.5, 20),
)
_BETWEEN = {ALLOCATED: PICKING, PICKED: PACKING}
_WANTED = (*("1", "2", "5", "11.01", "0.5", "12", "24", "0.00107", "6") * 4, "144")
_CANCELLED_SHARE = 0.05
_STUCK_SHARE = 0.06
_STUCK_DAYS = 14
_SHORT_SHARE = 0.03
_RARE = 20
_DEAR = 500
_MANY = 100_000
_NAMES = ("", "Acme Outlet", "Åsa Öberg", "渡辺商店", "O'Neil & Sons", "José Ñandú")


@dataclass(frozen=True)
class Journey:
    """How far an order has come, and when it came there."""

    ordered: datetime
    status: int
    times: t.Mapping[int, datetime]

    @property
    def changed(self) -> datetime:
        """When it was last changed."""
        return max(self.times.values(), default=self.ordered)

    def reached(self, status: int) -> bool:
        """Whether it has come so far."""
        return status in self.times


@dataclass(frozen=True)
class _Order:
    """An order whose lines are on their way."""

    id: int
    number: str
    facility: int
    journey: Journey
    wave: int
    task: int | None
    lpn: tuple[int, str] | None
    dear: bool


def waves(draft: Draft, made: Masters, count: int) -> list[int]:
    """Run the waves."""
    return [
        draft.add(
            "wave",
            run_nbr=f"{'WH0'}{index % 3 + 1}_WAVE{index:09d}",
            facility_id=made.warehouses[index % 3],
            status_id=draft.rng.choice((20, 90, 90, 90)),
            alloc_method="FIFO",
            run_pid=4000 + index,
        )
        for index in range(count)
    ]


def fill(draft: Draft, made: Masters, size: Size, stock: Stock) -> None:
    """Take in orders, and do for each what its age asks for."""
    rng = draft.rng
    runs = waves(draft, made, max(6, size.orders // 20))
    # The largest warehouse is about lines, and has stopped keeping the
    # allocations of most of them.
    rare = _RARE if size.orders > _MANY else 1
    for index in range(size.orders):
        kept = index % rare == 0
        way = journey(draft, draft.workday())
        # A few customers order much, most order one or two lines.
        lines = min(60, 1 + int(rng.expovariate(1 / (size.lines_per_order - 1))))
        values = order_values(draft, made, index, way, lines=lines)
        number = draft.add("order_hdr", **values)
        wave = rng.choice(runs)
        facility = values["facility_id"]
        order = _Order(
            id=number,
            number=values["order_nbr"],
            facility=facility,
            journey=way,
            wave=wave,
            task=_task(draft, made, index, facility, wave=wave, way=way)
            if kept
            else None,
            lpn=_outbound(draft, made, index, facility, way) if kept else None,
            dear=index % _DEAR == _RARE,
        )
        for line in range(lines):
            _line(draft, made, stock, order, number=line + 1, kept=kept)


def journey(draft: Draft, ordered: datetime) -> Journey:
    """Let an order go as far as it can have come by the end of history."""
    rng = draft.rng
    if rng.random() < _CANCELLED_SHARE:
        return Journey(ordered, CANCELLED, {CANCELLED: draft.soon(ordered, 5)})
    young = draft.anchor - ordered < timedelta(days=_STUCK_DAYS)
    stuck = rng.randrange(len(_STAGES)) if young and rng.random() < _STUCK_SHARE else 99
    times: dict[int, datetime] = {}
    status, at = CREATED, ordered
    for index, (stage, least, most) in enumerate(_STAGES):
        after = at + timedelta(hours=rng.uniform(least, most))
        if index == stuck or after > draft.anchor:
            if draft.anchor - at > (after - at) / 2:
                status = _BETWEEN.get(status, status)
            break
        status, at = stage, after
        times[stage] = after
    return Journey(ordered, status, times)


def order_values(
    draft: Draft, made: Masters, index: int, way: Journey, *, lines: int
) -> dict[str, t.Any]:
    """Give the fields of an order."""
    rng = draft.rng
    shipped = way.times.get(SHIPPED)
    name = rng.choice(_NAMES)
    wanted = way.ordered + timedelta(days=rng.choice((1, 2, 2, 3)))
    return {
        "facility_id": made.warehouses[int(len(made.warehouses) * rng.random() ** 2)],
        "company_id": made.companies[0 if rng.random() < 0.8 else 1],  # noqa: PLR2004
        "order_nbr": f"SO-{index:09d}" if index % 11 else f"000{index:06d}",
        "order_type_id": rng.choice(made.order_types),
        "status_id": way.status,
        "ord_date": way.ordered.date().isoformat(),
        "req_ship_date": wanted.date().isoformat(),
        "order_shipped_ts": stamp(shipped) if shipped else None,
        "ship_via_id": rng.choice(made.ship_vias),
        "dest_facility_id": rng.choice(made.stores) if index % 3 == 0 else None,
        "total_orig_ord_qty": f"{lines * 12}.5",
        "orig_sku_count": lines,
        "orig_sale_price": rng.choice(("0", "1763.58", "99.9")),
        "priority": rng.randint(0, 9),
        "cust_nbr": f"{index % 50:07d}",
        "cust_name": name,
        "shipto_name": name,
        "shipto_country": rng.choice(("BR", "US", "DE", "")),
        "customer_po_nbr": f"PO {index}",
        "cust_field_1": rng.choice(("", "N/A", "ção")),
        "cust_decimal_1": "0.00107" if index % 10 == 0 else None,
        "cust_number_1": index if index % 2 else None,
        "cust_date_1": "2025-12-31" if index % 6 == 0 else None,
        "currency_code": "BRL",
        "record_origin_code": "H",
        "create_ts": stamp(way.ordered),
        "mod_ts": stamp(way.changed),
    }


def line_values(
    made: Masters, order: int, number: int, *, item: int, quantity: str
) -> dict[str, t.Any]:
    """Give the fields of a line that is new."""
    return {
        "order_id": order,
        "seq_nbr": number,
        "order_dtl_original_seq_nbr": number,
        "item_id": item,
        "orig_item_code": made.codes[item],
        "status_id": CREATED,
        "ord_qty": quantity,
        "orig_ord_qty": quantity,
        "alloc_qty": "0",
        "cost": "0.00107",
        "sale_price": "11.01",
        "uom_id": made.uoms[0],
        "invn_attr_id": made.attributes[0],
        "internal_text_field_1": "",
    }


def _line(  # noqa: PLR0913 - a line belongs to many things
    draft: Draft,
    made: Masters,
    stock: Stock,
    order: _Order,
    *,
    number: int,
    kept: bool,
) -> None:
    rng, way = draft.rng, order.journey
    wanted = Decimal(rng.choice(_WANTED))
    unit = stock.choose(draft, order.facility, way.ordered, wanted)
    allocated = way.reached(ALLOCATED)
    found = wanted if not kept else min(wanted, unit.free)
    detail = draft.add(
        "order_dtl",
        **line_values(
            made, order.id, number, item=unit.item, quantity=plain(str(wanted))
        )
        | {
            "status_id": way.status,
            "cost": HUGE if order.dear else "0.00107",
            "alloc_qty": plain(str(found)) if allocated else "0",
            "create_ts": stamp(way.ordered),
            "mod_ts": stamp(way.changed),
        },
    )
    if allocated and kept and found:
        _allocate(draft, stock, order, line=detail, unit=unit, quantity=found)


def _allocate(  # noqa: PLR0913 - an allocation belongs to many things
    draft: Draft,
    stock: Stock,
    order: _Order,
    *,
    line: int,
    unit: Unit,
    quantity: Decimal,
) -> None:
    way = order.journey
    unit.free -= quantity
    taken = Decimal(0)
    if way.reached(PICKED):
        # Now and then the picker finds less than there should be.
        short = draft.rng.random() < _SHORT_SHARE and quantity > 1
        taken = quantity - 1 if short else quantity
        unit.left -= taken
        unit.free += quantity - taken
        unit.changed = max(unit.changed, way.times[PICKED])
    draft.add(
        "allocation",
        order_dtl_id=line,
        from_inventory_id=unit.id,
        wave_id=order.wave,
        task_id=order.task,
        type_id=3,
        alloc_uom_id=1,
        status_id=DONE if taken else RELEASED,
        # What the picker did not find is no longer allocated.
        alloc_qty=plain(str(taken or quantity)),
        packed_qty=plain(str(taken)) if way.reached(PACKED) else "0",
        is_picking_flg=1,
        task_seq_nbr=draft.rng.randint(0, 9),
        picked_ts=stamp(way.times[PICKED]) if taken else None,
        pick_user="0012345" if taken else "",
        pick_locn_str="A-01-02-3",
        final_oblpn_nbr=order.lpn[1] if order.lpn else "",
        create_ts=stamp(way.times[ALLOCATED]),
        mod_ts=stamp(way.times[PICKED] if taken else way.times[ALLOCATED]),
    )
    if taken:
        _leave(draft, stock, order, unit=unit, taken=taken, missing=quantity - taken)


def _leave(  # noqa: PLR0913 - goods in an LPN of an order
    draft: Draft,
    stock: Stock,
    order: _Order,
    *,
    unit: Unit,
    taken: Decimal,
    missing: Decimal,
) -> None:
    way = order.journey
    lpn, name = order.lpn or (None, "")
    line = {
        "facility_id": order.facility,
        "item_id": unit.item,
        "order_id": order.id,
        "order_nbr": order.number,
        "container_nbr": name,
        "orig_qty": plain(str(taken)),
    }
    if missing:
        when = way.times[PICKED]
        stock.tell(activities.SHORTED, when, -missing, **line)
    if way.reached(PACKED):
        stock.tell(activities.PACKED, way.times[PACKED], Decimal(0), **line)
    if way.reached(SHIPPED):
        when, units = way.times[SHIPPED], plain(str(taken))
        stock.tell(activities.SHIPPED, when, -taken, units_shipped=units, **line)
        return
    draft.add(
        "inventory",
        facility_id=order.facility,
        item_id=unit.item,
        container_id=lpn,
        status_id=10,
        curr_qty=plain(str(taken)),
        orig_qty=plain(str(taken)),
        pack_qty="0",
        case_qty="0",
        create_ts=stamp(way.times[PICKED]),
        mod_ts=stamp(way.times[PICKED]),
    )


def _outbound(
    draft: Draft, made: Masters, index: int, facility: int, way: Journey
) -> tuple[int, str] | None:
    if not way.reached(PICKED):
        return None
    name = f"OLPN{index:09d}"
    number = draft.add(
        "container",
        container_nbr=name,
        type="O",
        status_id=LPN_STATUS[way.status],
        facility_id=facility,
        curr_location_id=draft.rng.choice(made.locations[facility]),
        pick_user="0012345",
        pack_user="jdoe" if way.reached(PACKED) else "",
        create_ts=stamp(way.times[PICKED]),
        mod_ts=stamp(way.changed),
        **lpn_form(made, index),
    )
    return number, name


def _task(  # noqa: PLR0913 - a task belongs to many things
    draft: Draft,
    made: Masters,
    index: int,
    facility: int,
    *,
    wave: int,
    way: Journey,
) -> int | None:
    if index % 4 or not way.reached(ALLOCATED):
        return None
    done = way.times.get(PICKED)
    return draft.add(
        "task",
        task_nbr=f"TASK{index:09d}",
        facility_id=facility,
        company_id=made.companies[0],
        task_type_id=made.task_types["Pick"][made.warehouses.index(facility)],
        status_id=90 if done else 50 if way.status == PICKING else 10,
        assigned_user=f"00{index % 40:05d}" if done else "",
        wave_id=wave,
        curr_location_id=draft.rng.choice(made.locations[facility]),
        priority=10,
        create_ts=stamp(way.times[ALLOCATED]),
        mod_ts=stamp(done or way.times[ALLOCATED]),
    )
