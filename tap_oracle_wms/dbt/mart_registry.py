"""The marts, and what each needs; their files are under ``templates/marts``."""

from __future__ import annotations

from tap_oracle_wms.dbt.marts import Exposure, Mart

_GENERIC_TESTS = (
    "tests/generic/wms_adds_up.sql",
    "tests/generic/wms_at_most.sql",
    "tests/generic/wms_in_order.sql",
    "tests/generic/wms_not_negative.sql",
    "tests/generic/wms_unique_together.sql",
)
_COMMON = ("macros/wms_marts.sql", *_GENERIC_TESTS)
_LOCATED = ("facility_id", "facility_key", "company_id", "company_key")
_WHO_AND_WHEN = ("created_at", "modified_at")


def _mart(
    room: str,
    name: str,
    needs: dict[str, tuple[str, ...]],
    *after: str,
    more: tuple[str, ...] = (),
) -> Mart:
    """A mart whose model and properties stand under ``models/marts/<room>``."""
    files = tuple(f"models/marts/{room}/{name}.{end}" for end in ("sql", "yml"))
    return Mart(name, (*files, *_COMMON, *more), needs, after)


MARTS: tuple[Mart, ...] = (
    _mart("dimensions", "dim_date", {}),
    _mart(
        "dimensions",
        "dim_facility",
        {
            "facility": (
                "facility_id",
                "code",
                "name",
                "facility_type_key",
                "city",
                "country",
                "time_zone_key",
            )
        },
    ),
    _mart(
        "dimensions",
        "dim_company",
        {"company": ("company_id", "code", "name", "parent_company_id", "is_active")},
    ),
    _mart(
        "dimensions",
        "dim_item",
        {
            "item": (
                "item_id",
                "code",
                "description",
                "company_id",
                "company_key",
                "unit_cost",
                "unit_weight",
                "unit_volume",
            )
        },
    ),
    _mart(
        "dimensions",
        "dim_location",
        {
            "location": (
                "location_id",
                "locn_str",
                "facility_id",
                "facility_key",
                "type_id",
                "type_key",
                "area",
                "aisle",
                "bay",
                "level",
                "max_units",
                "max_lpns",
                "last_count_at",
            )
        },
    ),
    # Reads inventory history too, where it is there.
    _mart(
        "intermediate",
        "int_wms__order_packings",
        {"order_hdr": ("order_hdr_id", "order_shipped_at")},
    ),
    _mart(
        "intermediate",
        "int_wms__order_progress",
        {
            "order_hdr": (
                "order_hdr_id",
                "order_nbr",
                *_LOCATED,
                "order_type_key",
                "status_id",
                "req_ship_date",
                "sched_ship_date",
                "order_shipped_at",
                *_WHO_AND_WHEN,
            ),
            "order_dtl": ("order_dtl_id", "order_id", "ord_qty", "orig_ord_qty"),
            "allocation": (
                "order_dtl_id",
                "alloc_qty",
                "packed_qty",
                "picked_at",
                "created_at",
            ),
        },
        "int_wms__order_packings",
        more=("tests/wms_shipped_orders_were_picked.sql",),
    ),
    _mart("outbound", "fct_order_fulfilment", {}, "int_wms__order_progress"),
    _mart("outbound", "mart_fulfilment_daily", {}, "dim_date", "fct_order_fulfilment"),
    _mart(
        "intermediate",
        "int_wms__stock",
        {
            "inventory": (
                "inventory_id",
                "facility_id",
                "facility_key",
                "item_id",
                "item_key",
                "location_id",
                "location_key",
                "container_id",
                "curr_qty",
                "expiry_date",
                *_WHO_AND_WHEN,
            ),
            "container": (
                "container_id",
                "type",
                "status_id",
                "curr_location_id",
                "curr_location_key",
            ),
            "item": ("item_id", "company_id", "company_key"),
            "allocation": ("from_inventory_id", "alloc_qty", "picked_at"),
        },
    ),
    _mart(
        "intermediate",
        "int_wms__stock_movements",
        {
            "inventory_history": (
                "inventory_history_id",
                *_LOCATED,
                "item_id",
                "item_code",
                "history_activity_id",
                "adj_qty",
                "container_nbr",
                "order_nbr",
                "shipment_nbr",
                "created_at",
            )
        },
    ),
    _mart("inventory", "mart_inventory_on_hand", {}, "int_wms__stock"),
    _mart(
        "inventory",
        "fct_inventory_movement_daily",
        {},
        "int_wms__stock",
        "int_wms__stock_movements",
    ),
    _mart(
        "inventory",
        "mart_inventory_daily",
        {},
        "dim_date",
        "fct_inventory_movement_daily",
        more=("tests/wms_stock_of_today_is_on_hand.sql",),
    ),
    _mart(
        "inventory",
        "mart_location_utilisation",
        {},
        "dim_location",
        "int_wms__stock",
    ),
    _mart(
        "inventory",
        "fct_lpn_life_cycle",
        {
            "container": (
                "container_id",
                "container_nbr",
                *_LOCATED,
                "type",
                "status_id",
                "rcvd_at",
                "first_putaway_at",
                "curr_location_id",
                "curr_location_key",
                "rcvd_shipment_id",
                *_WHO_AND_WHEN,
            )
        },
    ),
    _mart("inventory", "mart_lpn_ageing", {}, "fct_lpn_life_cycle"),
    _mart(
        "inventory",
        "fct_cycle_count",
        {
            "cc_adjustment_hdr": (
                "cc_adjustment_hdr_id",
                *_LOCATED,
                "location_id",
                "location_key",
                "status_id",
                "created_at",
                "created_by",
            ),
            "cc_adjustment_dtl": (
                "cc_adjustment_dtl_id",
                "cc_adjustment_hdr_id",
                "item_id",
                "item_key",
                "expected_qty",
                "counted_qty",
                "unit_cost",
            ),
        },
    ),
    _mart("inventory", "mart_cycle_count_daily", {}, "fct_cycle_count"),
    _mart(
        "inbound",
        "fct_receiving",
        {
            "ib_shipment": (
                "ib_shipment_id",
                "shipment_nbr",
                *_LOCATED,
                "shipment_type_key",
                "load_id",
                "status_id",
                "shipped_date",
                "verified_at",
                "created_at",
            ),
            "load": ("load_id", "sched_delivery_at", "act_arrival_at"),
            "ib_shipment_dtl": ("ib_shipment_id", "shipped_qty", "received_qty"),
            "container": ("rcvd_shipment_id", "rcvd_at", "first_putaway_at"),
        },
    ),
    _mart("inbound", "mart_receiving_daily", {}, "fct_receiving", "fct_lpn_life_cycle"),
    _mart(
        "inbound",
        "mart_purchase_order_receipts",
        {
            "purchase_order_hdr": (
                "purchase_order_hdr_id",
                "po_nbr",
                "facility_key",
                "company_key",
                "vendor_key",
                "status_id",
                "ord_date",
                "delivery_date",
            ),
            "purchase_order_dtl": (
                "purchase_order_dtl_id",
                "purchase_order_id",
                "item_id",
                "item_key",
                "ord_qty",
                "shpd_qty",
                "rcvd_qty",
            ),
        },
    ),
    _mart(
        "labour",
        "mart_labour_daily",
        {
            "wms_activity": (
                "wms_activity_id",
                "facility_key",
                "company_key",
                "user_name",
                "module_name",
                "begin_at",
                "end_at",
            ),
            "wms_activity_dtl": ("activity_id", "units"),
        },
    ),
    _mart(
        "labour",
        "mart_task_daily",
        {
            "task": (
                "facility_key",
                "company_key",
                "task_type_key",
                "status_id",
                *_WHO_AND_WHEN,
            )
        },
    ),
)
"""All marts; each stands behind those that it is built upon."""

EXPOSURES: tuple[Exposure, ...] = (
    Exposure(
        name="morning_view",
        title="The morning view",
        kind="dashboard",
        description="What a warehouse manager looks at first: open and late orders, "
        "what is due at the dock, stock and its movement, space, and work done.",
        marts=(
            "mart_fulfilment_daily",
            "mart_receiving_daily",
            "mart_inventory_daily",
            "mart_location_utilisation",
            "mart_lpn_ageing",
            "mart_cycle_count_daily",
            "mart_labour_daily",
        ),
    ),
)
"""What is made of the marts."""
