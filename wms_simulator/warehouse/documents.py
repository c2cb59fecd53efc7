"""The warehouse's papers: orders, stock, shipments and their history."""

from __future__ import annotations

import typing as t

from wms_simulator.store.tables import stamp
from wms_simulator.warehouse import floor, inbound, orders, stock

if t.TYPE_CHECKING:
    from wms_simulator.warehouse.drafting import Draft
    from wms_simulator.warehouse.masters import Masters
    from wms_simulator.warehouse.sizes import Size

_LOADED, _LOAD_SHIPPED = 80, 90


def fill(draft: Draft, made: Masters, size: Size) -> None:
    """Create the documents: what came in, what went out, and what is left."""
    shipments = inbound.plan(draft, made, size)
    kept = stock.plan(draft, made, size, shipments)
    inbound.write(draft, made, size, shipments, kept.received())
    orders.fill(draft, made, size, kept)
    floor.fill(draft, made, size, kept)
    stock.write(draft, made, kept)
    _loads(draft, made, size)


def _loads(draft: Draft, made: Masters, size: Size) -> None:
    for index in range(max(2, size.orders // 30)):
        begun = draft.moment()
        left = draft.soon(begun, 20)
        gone = left < draft.anchor
        draft.add(
            "load",
            load_nbr=f"LD{index:07d}",
            facility_id=draft.rng.choice(made.warehouses),
            company_id=made.companies[0],
            status_id=_LOAD_SHIPPED if gone else _LOADED,
            type="O",
            total_weight=f"{index}.75",
            first_load_ts=stamp(begun),
            act_departure_ts=stamp(left) if gone else None,
            create_ts=stamp(begun),
            mod_ts=stamp(left),
        )
