"""The warehouse's papers: orders, stock, shipments and their history."""

from __future__ import annotations

import typing as t
from datetime import timedelta

from wms_simulator.warehouse.drafting import stamp

if t.TYPE_CHECKING:
    from datetime import datetime

    from wms_simulator.warehouse.drafting import Draft
    from wms_simulator.warehouse.masters import Masters
    from wms_simulator.warehouse.sizes import Size

_ORDER_STATES = (90, 90, 90, 90, 99, 50, 40, 27, 20, 10, 0, 0)
_PICKED = 27
_CANCELLED = 99
_MANY = 100_000
_ALLOCATED = 20
_QUANTITIES = ("1", "2", "5", "11.01", "0.5", "144", "0.00107", "24")
_HUGE = "12345678901234567890.12345"
_NAMES = ("", "Acme Outlet", "Åsa Öberg", "渡辺商店", "O'Neil & Sons", "José Ñandú")


def fill(draft: Draft, made: Masters, size: Size) -> None:
    """Create the documents, in an order in which each finds what it refers to."""
    stock = _stock(draft, made, size)
    _inbound(draft, made, size)
    waves = _waves(draft, made, max(6, size.orders // 20))
    _orders(draft, made, size, stock, waves)
    _history(draft, made, size)
    _activities(draft, made, size)


def _stock(draft: Draft, made: Masters, size: Size) -> list[int]:
    rng = draft.rng
    containers: list[tuple[int, int]] = []
    for index in range(size.containers):
        facility = made.warehouses[int(len(made.warehouses) * rng.random() ** 2)]
        inbound = index % 5 < 3  # noqa: PLR2004
        number = draft.add(
            "container",
            container_nbr=f"{'I' if inbound else 'O'}LPN{index:09d}",
            type="I" if inbound else "O",
            status_id=rng.choice((10, 30, 30, 40, 90)),
            facility_id=facility,
            company_id=made.companies[0],
            curr_location_id=rng.choice(made.locations[facility]),
            putawaytype_id=made.putaway_types[0],
            lpn_type_id=made.lpn_types[index % 2],
            weight=f"{index % 90}.{index % 7 + 1}",
            volume="0.0004",
            vas_status_id=0,
            qc_status_id=0,
            priority_date="2025-01-31",
            rcvd_ts=stamp(draft.moment(90)) if inbound else None,
            rcvd_user="0012345" if inbound else "",
        )
        if inbound:
            containers.append((number, facility))
    for index in range(max(2, size.containers // 40)):
        facility = made.warehouses[index % 3]
        draft.add(
            "pallet",
            pallet_nbr=f"PLT{index:06d}",
            facility_id=facility,
            company_id=made.companies[0],
            status_id=0,
            actual_weight="0",
        )
    stock: list[int] = []
    for index in range(size.inventory):
        inside = rng.random() < 0.6 and containers  # noqa: PLR2004
        container, facility = (
            rng.choice(containers) if inside else (None, rng.choice(made.warehouses))
        )
        quantity = rng.choice(_QUANTITIES)
        stock.append(
            draft.add(
                "inventory",
                facility_id=facility,
                item_id=rng.choice(made.items),
                container_id=container,
                location_id=None if inside else rng.choice(made.locations[facility]),
                status_id=0 if index % 4 else 10,
                curr_qty=quantity,
                orig_qty=quantity if index else _HUGE,
                pack_qty="0",
                case_qty="0",
                invn_attr_id=made.attributes[0],
                uom_id=made.uoms[0],
                expiry_date="2027-02-28" if index % 9 == 0 else None,
            )
        )
    return stock


def _inbound(draft: Draft, made: Masters, size: Size) -> None:
    rng = draft.rng
    lines: list[int] = []
    for index in range(size.purchase_orders):
        order = draft.add(
            "purchase_order_hdr",
            po_nbr=f"PO{index:08d}",
            facility_id=rng.choice(made.warehouses),
            company_id=rng.choice(made.companies),
            vendor_id=rng.choice(made.vendors),
            status_id=rng.choice((0, 20, 80)),
            ord_date="2025-03-01",
            delivery_date="2025-03-15",
        )
        lines += [
            draft.add(
                "purchase_order_dtl",
                purchase_order_id=order,
                host_seq_nbr=line + 1,
                item_id=rng.choice(made.items),
                ord_qty=rng.choice(_QUANTITIES),
                unit_cost="0.00107",
                uom_id=made.uoms[0],
            )
            for line in range(rng.randint(1, 6))
        ]
    for index in range(max(2, size.orders // 15)):
        draft.add(
            "load",
            load_nbr=f"LD{index:07d}",
            facility_id=rng.choice(made.warehouses),
            company_id=made.companies[0],
            status_id=rng.choice((0, 20, 80, 90)),
            type="O",
            total_weight=f"{index}.75",
        )
    for index in range(size.shipments):
        shipment = draft.add(
            "ib_shipment",
            shipment_nbr=f"ASN{index:08d}",
            facility_id=rng.choice(made.warehouses),
            company_id=rng.choice(made.companies),
            shipment_type_id=made.shipment_types[index % 2],
            status_id=rng.choice((0, 20, 80, 90)),
            trailer_type="53",
            shipped_date="2025-04-10",
            orig_shipped_units="120.5",
        )
        for line in range(rng.randint(1, 8)):
            draft.add(
                "ib_shipment_dtl",
                ib_shipment_id=shipment,
                host_seq_nbr=line + 1,
                item_id=rng.choice(made.items),
                shipped_qty=rng.choice(_QUANTITIES),
                received_qty="0",
                po_dtl_id=rng.choice(lines) if lines and line % 2 else None,
                uom_id=made.uoms[0],
            )


def _waves(draft: Draft, made: Masters, count: int) -> list[int]:
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


def _orders(
    draft: Draft, made: Masters, size: Size, stock: list[int], waves: list[int]
) -> None:
    rng = draft.rng
    # The largest warehouse is about lines, and has stopped keeping the
    # allocations of most of them.
    rare = 20 if size.orders > _MANY else 1
    for index in range(size.orders):
        status = rng.choice(_ORDER_STATES)
        ordered = draft.moment()
        # A few customers order much, most order one or two lines.
        lines = min(60, 1 + int(rng.expovariate(1 / (size.lines_per_order - 1))))
        order = draft.add(
            "order_hdr",
            **order_values(
                draft, made, index, ordered=ordered, status=status, lines=lines
            ),
        )
        wave = rng.choice(waves)
        for line in range(lines):
            detail = draft.add(
                "order_dtl",
                **line_values(
                    draft, made, order, line + 1, ordered=ordered, status=status
                ),
            )
            if index % rare == 0 and (_ALLOCATED <= status < _CANCELLED):
                draft.add(
                    "allocation",
                    order_dtl_id=detail,
                    from_inventory_id=rng.choice(stock),
                    wave_id=wave,
                    **_allocation_values(draft, status, ordered),
                )
        if index % 4 == 0:
            _task(draft, made, index, wave, ordered)


def order_values(  # noqa: PLR0913 - a document of many parts
    draft: Draft,
    made: Masters,
    index: int,
    *,
    ordered: datetime,
    status: int,
    lines: int,
) -> dict[str, t.Any]:
    """Give the fields of an order that arrived at a time."""
    rng = draft.rng
    shipped = status == 90  # noqa: PLR2004
    changed = draft.after(ordered)
    name = rng.choice(_NAMES)
    return {
        "facility_id": made.warehouses[int(len(made.warehouses) * rng.random() ** 2)],
        "company_id": made.companies[0 if rng.random() < 0.8 else 1],  # noqa: PLR2004
        "order_nbr": f"SO-{index:09d}" if index % 11 else f"000{index:06d}",
        "order_type_id": rng.choice(made.order_types),
        "status_id": status,
        "ord_date": ordered.date().isoformat(),
        "req_ship_date": (ordered + timedelta(days=3)).date().isoformat(),
        "order_shipped_ts": stamp(changed) if shipped else None,
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
        "create_ts": stamp(ordered),
        "mod_ts": stamp(changed),
    }


def line_values(  # noqa: PLR0913 - a document of many parts
    draft: Draft,
    made: Masters,
    order: int,
    number: int,
    *,
    ordered: datetime,
    status: int,
) -> dict[str, t.Any]:
    """Give the fields of one line of an order."""
    rng = draft.rng
    item = made.items[int(len(made.items) * rng.random() ** 3)]
    quantity = rng.choice(_QUANTITIES)
    done = quantity if _ALLOCATED <= status < _CANCELLED else "0"
    return {
        "order_id": order,
        "seq_nbr": number,
        "order_dtl_original_seq_nbr": number,
        "item_id": item,
        "orig_item_code": made.codes[item],
        "status_id": status,
        "ord_qty": quantity,
        "orig_ord_qty": quantity,
        "alloc_qty": done,
        "cost": _HUGE if rng.random() < 0.001 else "0.00107",  # noqa: PLR2004
        "sale_price": "11.01",
        "uom_id": made.uoms[0],
        "invn_attr_id": made.attributes[0],
        "internal_text_field_1": "",
        "create_ts": stamp(ordered),
        "mod_ts": stamp(draft.after(ordered)),
    }


def _allocation_values(
    draft: Draft, status: int, ordered: datetime
) -> dict[str, t.Any]:
    picked = status >= _PICKED
    made_at = draft.after(ordered, 24)
    return {
        "type_id": 3,
        "alloc_uom_id": 1,
        "status_id": 80 if picked else 20,
        "alloc_qty": draft.rng.choice(_QUANTITIES),
        "packed_qty": "0",
        "is_picking_flg": 1,
        "task_seq_nbr": draft.rng.randint(0, 9),
        "picked_ts": stamp(draft.after(made_at, 4)) if picked else None,
        "pick_user": "0012345" if picked else "",
        "pick_locn_str": "A-01-02-3",
        "create_ts": stamp(made_at),
        "mod_ts": stamp(draft.after(made_at)),
    }


def _task(
    draft: Draft, made: Masters, index: int, wave: int, ordered: datetime
) -> None:
    facility = made.warehouses[index % 3]
    draft.add(
        "task",
        task_nbr=f"TASK{index:09d}",
        facility_id=facility,
        company_id=made.companies[0],
        task_type_id=made.task_types[index % 3],
        status_id=draft.rng.choice((0, 10, 50, 90)),
        wave_id=wave,
        curr_location_id=draft.rng.choice(made.locations[facility]),
        priority=10,
        create_ts=stamp(ordered),
        mod_ts=stamp(draft.after(ordered)),
    )


def _history(draft: Draft, made: Masters, size: Size) -> None:
    rng = draft.rng
    for index in range(size.history):
        moment = draft.moment()
        item = rng.choice(made.items)
        draft.add(
            "inventory_history",
            facility_id=made.warehouses[int(len(made.warehouses) * rng.random() ** 2)],
            company_id=made.companies[0 if index % 6 else 1],
            history_activity_id=rng.choice((1, 1, 2, 3, 4, 6, 7)),
            status_id=90 if index % 20 else 0,
            group_nbr=1 + index // 10,
            seq_nbr=index % 10 + 1,
            item_id=item,
            item_code=made.codes[item],
            container_nbr=f"ILPN{index % 800:09d}",
            adj_qty=rng.choice(("1", "-2", "11.01", "-0.00107")),
            orig_qty=rng.choice(_QUANTITIES),
            uom_id=made.uoms[0],
            module_name="RF",
            create_ts=stamp(moment),
            mod_ts=stamp(moment),
        )


def _activities(draft: Draft, made: Masters, size: Size) -> None:
    rng = draft.rng
    for index in range(size.activities):
        begun = draft.moment(180)
        activity = draft.add(
            "wms_activity",
            facility_id=rng.choice(made.warehouses),
            company_id=made.companies[0],
            user_name=f"00{index % 40:05d}",
            module_name="RF Picking",
            status_id=90,
            begin_ts=stamp(begun),
            end_ts=stamp(draft.after(begun, 1)),
            versionid=1,
        )
        draft.add(
            "wms_activity_dtl",
            activity_id=activity,
            activity_code_id=1 + index % 3,
            units=rng.choice(_QUANTITIES),
            uom_code="UNIT",
            begin_ts=stamp(begun),
        )
