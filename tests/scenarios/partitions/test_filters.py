"""Filters of the user: optional, or demanded by the service."""

from __future__ import annotations

import typing as t

from tests.scenarios.partitions.steps import (
    FIRST,
    SECOND,
    STREAM,
    THIRD,
    Sync,
    entries,
    ids,
    options,
    truth_of,
)
from tests.scenarios.steps import assert_fails, queries
from tests.support import run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]


# Mandatory filters


def test_missing_mandatory_filters_name_the_cure_and_spare_the_others(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    run = run_tap(config=config, catalog=catalog_of(STREAM, "uom"))
    assert_fails(run, f"'{STREAM}'", "400", "entity_options")
    assert len(run.records("uom")) == simulator.count("uom")
    assert STREAM not in run.state["bookmarks"]
    assert "uom" in run.state["bookmarks"]


def test_partitions_that_lack_a_mandatory_filter_fail(sync: Sync) -> None:
    run = sync({"facility_id__code": "WH01"})
    assert_fails(run, f"'{STREAM}'", "400", "entity_options")


def test_one_partition_s_failure_keeps_the_others_bookmarks(sync: Sync) -> None:
    run = sync(FIRST, {"facility_id__code": "WH01"})
    assert_fails(run, "400")
    done = next(e for e in entries(run) if e["context"] == FIRST)
    assert "replication_key_value" in done


# Filters


def test_filters_narrow_a_stream(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    config |= {
        "entity_options": {
            "order_*": {"filters": {"facility_id__code": "WH02"}},
            "order_hdr": {"filters": {"status_id__in": [10, 20, 90]}, "page_size": 20},
        },
    }
    run = run_tap(config=config, catalog=catalog_of("order_hdr"))
    assert run.exit_code == 0, run.stderr
    wanted = {
        row["id"]
        for row in simulator.truth("order_hdr")
        if row["facility_id"]["key"] == "WH02" and row["status_id"] in {10, 20, 90}
    }
    assert wanted
    assert set(ids(run, "order_hdr")) == wanted
    for query in queries(simulator, "order_hdr"):
        assert query["status_id__in"] == "10,20,90"
        assert query["facility_id__code"] == "WH02"
        assert query["page_size"] == "20"


def test_filters_hold_in_each_partition(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    shared = {"company_id__code": "ACME", "history_activity_id": 1, "status_id": 90}
    places = [{"facility_id__code": "WH02"}, {"facility_id__code": "WH03"}]
    config |= options(*places, filters=shared)
    run = run_tap(config=config, catalog=catalog_of(STREAM))
    assert run.exit_code == 0, run.stderr
    assert set(ids(run)) == truth_of(simulator, SECOND, THIRD)
    assert [entry["context"] for entry in entries(run)] == places


def test_filters_of_every_kind_of_value_reach_the_service(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    filters = {
        "stop_ship_flg": False,
        "priority__gte": 0,
        "cust_name__icontains": "a&b=c d+é%",
        "order_nbr__startswith!": "Q",
        "ord_date__range": ["2024-01-01", "2026-01-01"],
    }
    config |= {"entity_options": {"order_hdr": {"filters": filters}}}
    run = run_tap(config=config, catalog=catalog_of("order_hdr"))
    assert run.exit_code == 0, run.stderr
    (query, *_) = queries(simulator, "order_hdr")
    for name, text in {
        "stop_ship_flg": "false",
        "priority__gte": "0",
        "cust_name__icontains": "a&b=c d+é%",
        "order_nbr__startswith!": "Q",
        "ord_date__range": "2024-01-01,2026-01-01",
    }.items():
        assert query[name] == text


def test_a_filter_that_the_service_does_not_know_fails_the_stream(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    config |= {"entity_options": {"item": {"filters": {"no_such_field": "secret-7"}}}}
    run = run_tap(config=config, catalog=catalog_of("item", "uom"))
    assert_fails(run, "'item'", "400", "no_such_field")
    assert "secret-7" not in run.stderr
    assert len(run.records("uom")) == simulator.count("uom")
