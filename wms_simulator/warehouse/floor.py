"""Work on the floor: cycle counts, and what people were seen to do."""

from __future__ import annotations

import typing as t
from datetime import timedelta
from decimal import Decimal

from wms_simulator.catalog import activities
from wms_simulator.store.tables import plain, stamp
from wms_simulator.warehouse.drafting import QUANTITIES

if t.TYPE_CHECKING:
    from datetime import datetime

    from wms_simulator.warehouse.drafting import Draft
    from wms_simulator.warehouse.masters import Masters
    from wms_simulator.warehouse.sizes import Size
    from wms_simulator.warehouse.stock import Stock, Unit

COUNT_PENDING, COUNT_APPROVED, COUNT_REJECTED = 0, 90, 99
_WORK = ("RF Receiving", "RF Putaway", "RF Picking", "RF Packing", "RF Loading")
_COUNTS_SHARE = 0.2
_COUNT_DAYS = 60
_RIGHT_SHARE = 0.9
_PEOPLE = 12
_FIRST_GROUP = 1_000_000


def fill(draft: Draft, made: Masters, size: Size, stock: Stock) -> None:
    """Count some locations, and record what people did."""
    _counts(draft, made, size, stock)
    _activities(draft, made, size)


def _counts(draft: Draft, made: Masters, size: Size, stock: Stock) -> None:
    everything = [unit for here in stock.units.values() for unit in here]
    sample = max(3, int(size.locations * _COUNTS_SHARE))
    counted = draft.rng.sample(everything, min(sample, len(everything)))
    for index, unit in enumerate(counted):
        when = draft.moment(_COUNT_DAYS)
        # Stock is counted where it has been lying for some time.
        if when > unit.changed:
            _count(draft, made, stock, unit, when=when, index=index)


def _count(  # noqa: PLR0913 - a count belongs to many things
    draft: Draft, made: Masters, stock: Stock, unit: Unit, *, when: datetime, index: int
) -> None:
    rng = draft.rng
    off = (
        Decimal(0) if rng.random() < _RIGHT_SHARE else Decimal(rng.choice((-2, -1, 3)))
    )
    counted = max(unit.left + off, unit.left - unit.free)
    location = unit.lpn.location if unit.lpn else unit.location
    status = (
        COUNT_PENDING
        if when > draft.anchor - timedelta(hours=8)
        else (
            COUNT_REJECTED if rng.random() < 0.05 else COUNT_APPROVED  # noqa: PLR2004
        )
    )
    group = _FIRST_GROUP + index
    task = draft.add(
        "task",
        task_nbr=f"COUNT{index:08d}",
        facility_id=unit.facility,
        company_id=made.owners[unit.item],
        task_type_id=made.task_types["Cycle Count"][
            made.warehouses.index(unit.facility)
        ],
        status_id=90,
        assigned_user=f"00{index % _PEOPLE:05d}",
        curr_location_id=location,
        priority=10,
        create_ts=stamp(when - timedelta(hours=2)),
        mod_ts=stamp(when),
    )
    header = draft.add(
        "cc_adjustment_hdr",
        facility_id=unit.facility,
        company_id=made.owners[unit.item],
        group_nbr=group,
        location_id=location,
        status_id=status,
        task_id=task,
        rf_screen_name="RF Cycle Count",
        create_ts=stamp(when),
        mod_ts=stamp(when),
    )
    draft.add(
        "cc_adjustment_dtl",
        cc_adjustment_hdr_id=header,
        group_seq_nbr=1,
        item_id=unit.item,
        lpn_id=unit.lpn.id if unit.lpn else None,
        lpn_scan=int(unit.lpn is not None),
        expected_locn_id=location,
        expected_qty=plain(str(unit.left)),
        counted_qty=plain(str(counted)),
        unit_cost="10.5",
        adj_cost=plain(str((counted - unit.left) * Decimal("10.5"))),
        uom_id=made.uoms[0],
        create_ts=stamp(when),
        mod_ts=stamp(when),
    )
    if status != COUNT_APPROVED or counted == unit.left:
        return
    change = counted - unit.left
    stock.tell(
        activities.ADJUSTED,
        when,
        change,
        facility_id=unit.facility,
        item_id=unit.item,
        orig_qty=plain(str(unit.left)),
        group_nbr=group,
        container_nbr=unit.lpn.number if unit.lpn else "",
    )
    unit.left, unit.free, unit.changed = counted, unit.free + change, when


def _activities(draft: Draft, made: Masters, size: Size) -> None:
    rng = draft.rng
    for index in range(size.activities):
        begun = draft.workday()
        person = rng.randrange(_PEOPLE)
        ended = draft.soon(begun, 0.5)
        activity = draft.add(
            "wms_activity",
            facility_id=made.warehouses[person % len(made.warehouses)],
            company_id=made.companies[0],
            user_name=f"00{person:05d}",
            module_name=_WORK[index % len(_WORK)],
            status_id=90,
            begin_ts=stamp(begun),
            end_ts=stamp(ended),
            versionid=1,
            create_ts=stamp(ended),
            mod_ts=stamp(ended),
        )
        draft.add(
            "wms_activity_dtl",
            activity_id=activity,
            activity_code_id=1 + index % 3,
            units=rng.choice(QUANTITIES),
            uom_code="UNIT",
            begin_ts=stamp(begun),
            end_ts=stamp(ended),
            create_ts=stamp(ended),
            mod_ts=stamp(ended),
        )
