"""A first run and an incremental one, over every stream that has rows."""

from __future__ import annotations

import typing as t

from tests.support import Destination, expected_records, run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

Catalog: t.TypeAlias = dict[str, t.Any]

CORE = (
    "allocation",
    "company",
    "container",
    "facility",
    "ib_shipment",
    "ib_shipment_dtl",
    "inventory",
    "item",
    "item_barcode",
    "load",
    "location",
    "order_dtl",
    "order_hdr",
    "order_status",
    "purchase_order_dtl",
    "purchase_order_hdr",
    "task",
    "uom",
    "vendor",
    "wave",
)


def test_every_row_arrives_with_exact_values(
    simulator: Simulator,
    config: dict[str, t.Any],
    catalog_of: t.Callable[..., Catalog],
) -> None:
    catalog = catalog_of(*CORE)
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    arrived = Destination().take(run)
    for stream in CORE:
        assert arrived.of(stream) == expected_records(simulator, stream, catalog)


def test_incremental_run_brings_what_changed_and_little_else(
    simulator: Simulator,
    config: dict[str, t.Any],
    catalog_of: t.Callable[..., Catalog],
) -> None:
    catalog = catalog_of(*CORE)
    arrived = Destination().take(run_tap(config=config, catalog=catalog))
    first = arrived.written
    simulator.life(steps=30, kinds=["order", "wave", "pick", "ship", "receive", "move"])
    run = run_tap(config=config, catalog=catalog, state=arrived.state)
    assert run.exit_code == 0, run.stderr
    arrived.take(run)
    for stream in CORE:
        assert arrived.of(stream) == expected_records(simulator, stream, catalog)
    assert arrived.written - first < first / 2


def test_full_table_streams_are_read_whole_and_keep_no_bookmark(
    simulator: Simulator,
    config: dict[str, t.Any],
    catalog_of: t.Callable[..., Catalog],
) -> None:
    catalog = catalog_of("order_status", "rf_key_map")
    run = run_tap(config=config, catalog=catalog)
    assert len(run.records("order_status")) == simulator.count("order_status")
    assert len(run.records("rf_key_map")) == simulator.count("rf_key_map")
    assert run.state == {"bookmarks": {}}


def test_a_given_catalog_makes_no_discovery_request(
    simulator: Simulator,
    config: dict[str, t.Any],
    catalog_of: t.Callable[..., Catalog],
) -> None:
    catalog = catalog_of("order_hdr", "order_status")
    simulator.clear_log()
    assert run_tap(config=config, catalog=catalog).exit_code == 0
    requests = simulator.requests()
    assert {request["kind"] for request in requests} == {"list"}
    assert all("ordering" not in request["query"] for request in requests)
