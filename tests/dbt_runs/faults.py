"""Faults that are planted into loaded tables, and the tests that must find them."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes:
        name: What is wrong.
        statements: SQL that plants it, for both engines; ``{schema}`` is where the
            tables are.
        caught_by: Name of the test that must fail.
        also: Names of further tests that fail because of it.
    """

    name: str
    statements: tuple[str, ...]
    caught_by: str
    also: tuple[str, ...] = ()

    def planted(self, schema: str) -> list[str]:
        """The statements for a schema."""
        return [statement.format(schema=schema) for statement in self.statements]


_SHIPPED_WHEN_PLACED = """
    update {schema}.order_hdr set order_shipped_ts = create_ts where id = (
        select min(o.id) from {schema}.order_hdr as o
        join {schema}.order_dtl as d on d.order_id = o.id
        join {schema}.allocation as a on a.order_dtl_id = d.id
        where o.status_id = 90 and a.picked_ts is not null
    )
"""
_ALLOCATED_AGAIN = """
    update {schema}.order_hdr set status_id = 20 where id = (
        select max(id) from {schema}.order_hdr
        where status_id = 90 and mod_ts < '2025-07-01'
    )
"""
_LESS_THAN_NOTHING = """
    update {schema}.inventory set curr_qty = -5 where id = (
        select min(id) from {schema}.inventory where location_id is not null
    )
"""

FAULTS = (
    Fault(
        "duplicate id",
        ("insert into {schema}.vendor select * from {schema}.vendor limit 1",),
        "wms_vendor_id_unique",
    ),
    Fault(
        "row without id",
        ("insert into {schema}.carrier (id) values (null)",),
        "wms_carrier_id_not_null",
        ("stg_wms__carrier_id_not_null",),
    ),
    Fault(
        "broken relation",
        ("update {schema}.order_dtl set order_id = 987654321 where seq_nbr = 1",),
        "wms_order_dtl_order_id_exists",
    ),
    Fault(
        "an order that left before it was picked",
        (_SHIPPED_WHEN_PLACED,),
        "wms_order_times_are_in_order",
    ),
    Fault(
        "an order that has left, and is still to be picked",
        (_ALLOCATED_AGAIN,),
        "wms_shipped_orders_were_picked",
    ),
    Fault(
        "stock below nothing",
        (_LESS_THAN_NOTHING,),
        "wms_stock_is_not_negative",
        ("wms_on_hand_is_not_negative",),
    ),
)
"""All faults; they are planted together, and none hides another."""
