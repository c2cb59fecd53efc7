"""Marts are written if the catalog has what they need."""

from __future__ import annotations

import typing as t

from tap_oracle_wms.dbt.catalog import read_catalog
from tap_oracle_wms.dbt.marts import Mart, choose_marts
from tap_oracle_wms.dbt.staging import stage
from tests.dbt import catalogs

if t.TYPE_CHECKING:
    from tap_oracle_wms.dbt.staging import StagingModel

ORDERS = Mart("orders", (), {"order_hdr": ("created_at", "loaded_at")})
STOCK = Mart("stock", (), {"inventory": ("curr_qty",)})
SHIPPED = Mart("shipped", (), {"order_hdr": ("order_shipped_at",)})
REPORT = Mart("report", (), {}, after=("orders", "stock"))


def staged() -> dict[str, StagingModel]:
    entries = read_catalog(
        catalogs.catalog(catalogs.stream("order_hdr", {"create_ts": catalogs.MOMENT})),
    )
    return {entry.name: stage(entry, {}, builds_up=False) for entry in entries}


def test_a_mart_needs_its_columns_its_entities_and_the_marts_below() -> None:
    chosen, left_out = choose_marts((ORDERS, STOCK, SHIPPED, REPORT), staged())
    assert [mart.name for mart in chosen] == ["orders"]
    assert {one.name: one.missing for one in left_out} == {
        "stock": ("entity inventory",),
        "shipped": ("order_hdr.order_shipped_at",),
        "report": ("mart stock",),
    }
