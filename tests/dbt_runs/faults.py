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
)
"""All faults; they are planted together, and none hides another."""
