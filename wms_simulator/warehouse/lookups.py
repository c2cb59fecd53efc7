"""Status and type lookups: small tables that never change."""

from __future__ import annotations

import typing as t

from wms_simulator.catalog.entities import entities

if t.TYPE_CHECKING:
    from wms_simulator.warehouse.drafting import Draft

_STEPS = {0: "Created", 10: "In Progress", 50: "Held", 90: "Completed", 99: "Cancelled"}
STATUSES: dict[str, dict[int, str]] = {
    "order_status": {
        0: "Created",
        10: "Partly Allocated",
        20: "Allocated",
        25: "In Picking",
        27: "Picked",
        30: "In Packing",
        40: "Packed",
        50: "Loaded",
        90: "Shipped",
        99: "Cancelled",
    },
    "allocation_status": {0: "Created", 20: "Released", 80: "Picked", 99: "Cancelled"},
    "container_status": {
        0: "In Transit",
        10: "Received",
        30: "Located",
        40: "Allocated",
        50: "Picked",
        60: "Packed",
        80: "Loaded",
        90: "Shipped",
        99: "Cancelled",
    },
    "ib_shipment_status": {
        0: "In Transit",
        20: "Receiving",
        80: "Received",
        90: "Verified",
    },
    "inventory_status": {0: "Available", 10: "Allocated", 90: "Consumed"},
    "load_status": {0: "Created", 20: "Loading", 80: "Loaded", 90: "Shipped"},
    "purchase_order_status": {
        0: "Created",
        20: "Shipped",
        80: "Received",
        99: "Cancelled",
    },
    "cc_adjustment_status": {0: "Pending", 90: "Approved", 99: "Rejected"},
    "record_status": {0: "New", 90: "Processed", 100: "Failed"},
    "task_status": {0: "Created", 10: "Ready", 50: "In Progress", 90: "Completed"},
    "wave_status": {0: "Created", 20: "Running", 90: "Completed", 95: "Undone"},
    "wms_activity_status": {0: "Open", 90: "Closed"},
    "qc_status": {0: "Not Required", 10: "Required", 90: "Passed", 95: "Failed"},
    "container_vas_status": {0: "None", 10: "Required", 90: "Completed"},
    "audit_status": {0: "None", 10: "Required", 90: "Audited"},
}
_CODED: dict[str, tuple[tuple[str, str], ...]] = {
    "company_type": (("P", "Parent"), ("S", "Subsidiary"), ("V", "Vendor")),
    "facility_type": (
        ("DC", "Distribution Center"),
        ("STORE", "Store"),
        ("YARD", "Yard"),
    ),
    "location_type": (
        ("A", "Active"),
        ("R", "Reserve"),
        ("S", "Staging"),
        ("D", "Dock"),
    ),
    "time_zone": (
        ("America/Sao_Paulo", "(GMT-03:00) São Paulo"),
        ("America/New_York", "(GMT-05:00) New York"),
        ("Europe/Berlin", "(GMT+01:00) Berlin"),
        ("UTC", "(GMT) UTC"),
    ),
    "item_assignment_type": (("P", "Permanent"), ("D", "Dynamic")),
    "carrier_type": (
        ("TL", "Truckload"),
        ("LTL", "Less Than Truckload"),
        ("P", "Parcel"),
    ),
    "payment_method": (("PRE", "Prepaid"), ("COL", "Collect"), ("3RD", "Third Party")),
    "hire_type": (("FT", "Full Time"), ("TMP", "Temporary")),
}
_NOT_LOOKUPS = frozenset(
    {
        "aiml_order_cycle_time",
        "aiml_prediction_order_cycle_time",
        "container_lock_xref",
        "module_parm",
        "module_parm_choice",
        "stage_planned_parcel_shipment_dtl",
        "stage_planned_parcel_shipment_hdr",
        "ups_routing_code",
    }
)


def fill(draft: Draft) -> None:
    """Fill every lookup entity."""
    for name, entity in entities().items():
        if entity.has_mod_ts or name in _NOT_LOOKUPS:
            continue
        if name in STATUSES or name.endswith("_status"):
            for number, text in STATUSES.get(name, _STEPS).items():
                draft.add(name, id=number, description=text)
            continue
        strings = [one.name for one in entity.columns if one.kind == "string"]
        title = name.replace("_", " ").title()
        coded = _CODED.get(
            name, tuple((f"{letter}", f"{title} {letter}") for letter in "ABC")
        )
        for number, (code, text) in enumerate(coded, 1):
            values: dict[str, t.Any] = dict.fromkeys(strings, code)
            if "description" in values:
                values["description"] = text
            draft.add(name, id=number, **values)
