"""What a catalog selects: in the schema, in the records and in the request."""

from __future__ import annotations

import copy
import typing as t

import pytest

from tests.scenarios.steps import (
    BOOKMARK,
    asked_fields,
    assert_asks_nothing,
    columns,
    entry_of,
    metadata_of,
    only,
    queries,
    schema_of,
    selecting,
    with_metadata,
)
from tests.support import expected_records, run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator


Json: t.TypeAlias = dict[str, t.Any]

CatalogOf: t.TypeAlias = t.Callable[..., Json]


# Fields


def test_everything_of_substance_is_selected_by_default(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("order_hdr")
    run = run_tap(config=config, catalog=catalog)
    known = set(entry_of(catalog, "order_hdr")["schema"]["properties"])
    left_out = {"url", "order_dtl_set", "order_instructions_set", "order_lock_set"}
    assert left_out <= known
    assert columns(run, "order_hdr") == known - left_out
    assert asked_fields(simulator, "order_hdr") == [None]


def test_deselected_fields_are_neither_asked_for_nor_written(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = only(catalog_of("uom"), "uom", "uom_code", "base_uom_flg")
    run = run_tap(config=config, catalog=catalog)
    wanted = {"id", "mod_ts", "uom_code", "base_uom_flg"}
    assert columns(run, "uom") == wanted
    assert asked_fields(simulator, "uom") == [wanted]
    full = expected_records(simulator, "uom", catalog)
    assert run.records("uom") == [
        {name: row[name] for name in row if name in wanted} for row in full
    ]


def test_key_and_replication_key_can_t_be_deselected(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = copy.deepcopy(catalog_of("uom"))
    for item in entry_of(catalog, "uom")["metadata"]:
        if item["breadcrumb"]:
            # As an editor of catalogs might leave it behind.
            item["metadata"] = {"inclusion": "available", "selected": False}
    metadata_of(entry_of(catalog, "uom"), "uom_code")["selected"] = True
    run = run_tap(config=config, catalog=catalog)
    assert columns(run, "uom") == {"id", "mod_ts", "uom_code"}
    assert asked_fields(simulator, "uom") == [{"id", "mod_ts", "uom_code"}]
    assert schema_of(run, "uom")["key_properties"] == ["id"]


def test_a_replication_key_of_the_user_can_t_be_deselected_either(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = selecting(catalog_of("uom"), "uom", create_ts=False, mod_ts=False)
    catalog = with_metadata(catalog, "uom", replication_key="create_ts")
    run = run_tap(config=config, catalog=catalog)
    assert {"id", "create_ts"} <= columns(run, "uom")
    assert run.state["bookmarks"]["uom"]["replication_key"] == "create_ts"


def test_a_field_that_is_unsupported_is_left_out(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = copy.deepcopy(catalog_of("uom"))
    metadata_of(entry_of(catalog, "uom"), "uom_name")["inclusion"] = "unsupported"
    assert "uom_name" not in columns(run_tap(config=config, catalog=catalog), "uom")


def test_addresses_and_sets_come_when_they_are_selected(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = selecting(
        catalog_of("order_hdr"), "order_hdr", url=True, order_dtl_set=True
    )
    run = run_tap(config=config, catalog=catalog)
    wanted = columns(run, "order_hdr")
    assert {"url", "order_dtl_set"} <= wanted
    assert not {"order_lock_set", "order_instructions_set"} & wanted
    everything = expected_records(simulator, "order_hdr", catalog, everything=True)
    assert run.records("order_hdr") == [
        {name: row[name] for name in row if name in wanted} for row in everything
    ]
    assert any(row["order_dtl_set"] for row in run.records("order_hdr"))


def test_a_selected_address_is_asked_for_with_a_narrow_selection(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = only(catalog_of("uom"), "uom", "url")
    run = run_tap(config=config, catalog=catalog)
    assert columns(run, "uom") == {"id", "mod_ts", "url"}
    assert asked_fields(simulator, "uom") == [{"id", "mod_ts", "url"}]
    assert all(row["url"].endswith(f"/{row['id']}") for row in run.records("uom"))


def test_one_half_of_a_flat_relation_can_be_selected(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = only(catalog_of("wave"), "wave", "facility_id__key")
    run = run_tap(config=config, catalog=catalog)
    assert columns(run, "wave") == {"id", "mod_ts", "facility_id__key"}
    # The service knows no key columns: its own field is asked for.
    assert asked_fields(simulator, "wave") == [{"id", "mod_ts", "facility_id"}]
    assert {row["facility_id__key"] for row in run.records("wave")} == {
        "WH01",
        "WH02",
        "WH03",
    }


def test_a_deselected_half_of_a_relation_saves_no_field(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = selecting(catalog_of("wave"), "wave", facility_id__key=False)
    run = run_tap(config=config, catalog=catalog)
    names = columns(run, "wave")
    assert "facility_id" in names
    assert "facility_id__key" not in names
    assert asked_fields(simulator, "wave") == [None]


def test_the_catch_up_asks_for_the_same_fields(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = only(catalog_of("uom"), "uom", "uom_code")
    late = {"create_ts": "2026-01-01T00:00:00Z", "mod_ts": "2025-01-01T00:00:00Z"}
    number = simulator.insert("uom", {"uom_code": "PAL", **late})
    state = {"bookmarks": {"uom": BOOKMARK}}
    run = run_tap(config=config, catalog=catalog, state=state)
    assert [row["id"] for row in run.records("uom")] == [number]
    main, catch_up = asked_fields(simulator, "uom")
    assert main == catch_up == {"id", "mod_ts", "uom_code"}


def test_too_long_a_list_is_not_sent(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    # Nearly all of the widest entity; its names alone fill several lines.
    catalog = selecting(catalog_of("stage_item"), "stage_item", mod_user=False)
    catalog["streams"] += catalog_of("order_hdr")["streams"]
    catalog = selecting(catalog, "order_hdr", priority=False)
    simulator.insert("stage_item", {})
    run = run_tap(config=config, catalog=catalog)
    for stream, field in (("stage_item", "mod_user"), ("order_hdr", "priority")):
        assert field not in columns(run, stream)
        for query in queries(simulator, stream):
            assert len(query.get("fields", "")) <= 2000
    assert asked_fields(simulator, "stage_item") == [None]


def test_an_entity_that_refuses_a_list_of_fields_is_read_whole(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = only(catalog_of("location"), "location", "aisle")
    simulator.configure(fields_refused=True)
    run = run_tap(config={**config, "page_size": 150}, catalog=catalog)
    assert columns(run, "location") == {"id", "mod_ts", "aisle"}
    assert len(run.records("location")) == simulator.count("location")
    first, *others = asked_fields(simulator, "location")
    assert first == {"id", "mod_ts", "aisle"}
    # Tried once, not with each page.
    assert others
    assert set(map(type, others)) == {type(None)}


def test_a_field_that_the_service_no_longer_knows_does_not_stop_the_stream(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = only(catalog_of("uom"), "uom", "uom_code")
    entry = entry_of(catalog, "uom")
    entry["schema"]["properties"]["gone_flg"] = {"type": ["boolean", "null"]}
    metadata_of(entry, "gone_flg")["selected"] = True
    run = run_tap(config=config, catalog=catalog)
    assert columns(run, "uom") == {"id", "mod_ts", "uom_code", "gone_flg"}
    assert {row["gone_flg"] for row in run.records("uom")} == {None}
    assert len(run.records("uom")) == simulator.count("uom")


# Streams


@pytest.mark.parametrize(
    "metadata",
    [
        {"selected": False},
        {"inclusion": "unsupported"},
        {"selected": None, "selected-by-default": False},
    ],
)
def test_a_deselected_stream_is_not_touched(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    metadata: Json,
) -> None:
    catalog = copy.deepcopy(catalog_of("uom", "company"))
    root = metadata_of(entry_of(catalog, "uom"))
    root.pop("selected")
    root |= metadata
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    assert {m["stream"] for m in run.messages if "stream" in m} == {"company"}
    assert {r["entity"] for r in simulator.requests()} == {"company"}


def test_nothing_selected_is_nothing_asked(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = with_metadata(catalog_of("uom"), "uom", selected=False)
    simulator.clear_log()
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0
    assert not run.records("uom")
    assert_asks_nothing(simulator)


def test_an_empty_catalog_is_no_call_for_discovery(
    simulator: Simulator,
    config: Json,
) -> None:
    run = run_tap(config=config, catalog={"streams": []})
    assert run.exit_code == 0
    assert_asks_nothing(simulator)


def test_entities_of_the_config_don_t_narrow_a_given_catalog(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    run = run_tap(config={**config, "entities": ["item"]}, catalog=catalog_of("uom"))
    assert len(run.records("uom")) == simulator.count("uom")
