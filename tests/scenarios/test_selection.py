"""What a catalog selects: in the schema, in the records and in the request."""

from __future__ import annotations

import copy
import typing as t

import pytest

from tests.scenarios.steps import (
    assert_asks_nothing,
    assert_fails,
    entry_of,
    handmade,
    metadata_of,
    only,
    queries,
    schema_of,
    selecting,
    with_metadata,
)
from tests.support import expected_records, run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]

INTEGER = {"type": ["integer", "null"]}
TEXT = {"type": ["string", "null"]}
TIME = {"type": ["string", "null"], "format": "date-time"}
BOOKMARK = {
    "replication_key": "mod_ts",
    "replication_key_value": "2025-12-01T00:00:00.000000+00:00",
}


def columns(run: Run, stream: str) -> set[str]:
    """Columns of the SCHEMA, which every RECORD must have too, and no others."""
    assert run.exit_code == 0, run.stderr
    names = set(schema_of(run, stream)["schema"]["properties"])
    assert run.records(stream)
    assert all(record.keys() == names for record in run.records(stream))
    return names


def asked_fields(simulator: Simulator, stream: str) -> list[set[str] | None]:
    return [
        set(query["fields"].split(",")) if "fields" in query else None
        for query in queries(simulator, stream)
    ]


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


# Relations as objects


def test_members_of_a_relation_can_be_deselected(
    simulator: Simulator,
    config: Json,
    discover: t.Callable[..., Run],
) -> None:
    config |= {"relations": "object"}
    catalog = discover("task", relations="object").catalog
    entry = entry_of(catalog, "task")
    metadata_of(entry, "facility_id", "url")["selected"] = False
    metadata_of(entry, "wave_id", "key")["selected"] = False
    simulator.clear_log()
    run = run_tap(config=config, catalog=catalog)
    columns(run, "task")
    shown = schema_of(run, "task")["schema"]["properties"]
    assert set(shown["facility_id"]["properties"]) == {"id", "key"}
    assert set(shown["wave_id"]["properties"]) == {"id", "url"}
    truth = simulator.truth_by_id("task")
    for row in run.records("task"):
        whole = truth[row["id"]]
        for name, members in (("facility_id", "id key"), ("wave_id", "id url")):
            there = whole[name]
            assert row[name] == (there and {m: there[m] for m in members.split()})
    assert asked_fields(simulator, "task") == [None]


def test_whole_relations_are_written_as_they_are(
    simulator: Simulator,
    config: Json,
    discover: t.Callable[..., Run],
) -> None:
    catalog = discover("wave", relations="object").catalog
    run = run_tap(config={**config, "relations": "object"}, catalog=catalog)
    assert run.records("wave") == expected_records(simulator, "wave", catalog)


def test_the_catalog_decides_the_form_of_relations_not_the_setting(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("wave")
    run = run_tap(config={**config, "relations": "object"}, catalog=catalog)
    assert run.records("wave") == expected_records(simulator, "wave", catalog)


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


# How a stream is replicated

FULL: Json = {"bookmarks": {}}


@pytest.mark.parametrize(
    "spelling", ["replication_method", "forced_replication_method"]
)
def test_a_stream_can_be_forced_to_be_read_whole(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    spelling: str,
) -> None:
    catalog = with_metadata(catalog_of("uom"), "uom", **{spelling: "FULL_TABLE"})
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    assert run.state == FULL
    assert (
        "bookmark_properties" not in schema_of(run, "uom")
        or not schema_of(run, "uom")["bookmark_properties"]
    )
    # Nor does a bookmark of earlier runs hold rows back.
    state = {"bookmarks": {"uom": BOOKMARK}}
    run = run_tap(config=config, catalog=catalog, state=state)
    assert len(run.records("uom")) == simulator.count("uom")
    assert run.state == FULL
    assert all("mod_ts__gte" not in query for query in queries(simulator, "uom"))


def test_a_whole_table_knows_no_dates(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = with_metadata(catalog_of("uom"), "uom", replication_method="FULL_TABLE")
    config |= {"start_date": "2026-01-01", "end_date": "2026-06-01"}
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    assert len(run.records("uom")) == simulator.count("uom")
    assert all("mod_ts" not in name for q in queries(simulator, "uom") for name in q)


def test_a_hand_edited_entry_can_force_it_as_well(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = copy.deepcopy(catalog_of("uom"))
    entry_of(catalog, "uom")["replication_method"] = "FULL_TABLE"
    run = run_tap(
        config=config, catalog=catalog, state={"bookmarks": {"uom": BOOKMARK}}
    )
    assert len(run.records("uom")) == simulator.count("uom")
    assert run.state == FULL


def test_a_stream_can_be_forced_to_be_incremental(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = copy.deepcopy(catalog_of("uom"))
    entry = entry_of(catalog, "uom")
    entry |= {"replication_method": "FULL_TABLE", "replication_key": None}
    catalog = with_metadata(catalog, "uom", replication_method="INCREMENTAL")
    run = run_tap(config=config, catalog=catalog)
    assert run.state["bookmarks"]["uom"]["replication_key"] == "mod_ts"
    run = run_tap(config=config, catalog=catalog, state=run.state)
    assert run.records("uom") == []
    _, main, _ = queries(simulator, "uom")
    assert "mod_ts__gte" in main


@pytest.mark.parametrize("in_options", [False, True])
def test_another_replication_key_can_be_chosen(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    in_options: bool,  # noqa: FBT001 - a case
) -> None:
    catalog = catalog_of("uom")
    if in_options:
        config |= {"entity_options": {"uom": {"replication_key": "create_ts"}}}
    else:
        catalog = with_metadata(catalog, "uom", replication_key="create_ts")
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    assert schema_of(run, "uom")["bookmark_properties"] == ["create_ts"]
    assert run.state["bookmarks"]["uom"]["replication_key"] == "create_ts"
    run = run_tap(config=config, catalog=catalog, state=run.state)
    assert set(queries(simulator, "uom")[-1]) == {
        "page_mode",
        "page_size",
        "create_ts__gte",
    }


def test_metadata_wins_over_options(config: Json, catalog_of: CatalogOf) -> None:
    catalog = with_metadata(catalog_of("uom"), "uom", replication_key="mod_ts")
    config |= {"entity_options": {"uom": {"replication_key": "create_ts"}}}
    run = run_tap(config=config, catalog=catalog)
    assert run.state["bookmarks"]["uom"]["replication_key"] == "mod_ts"


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"replication_method": "LOG_BASED"}, ("LOG_BASED", "INCREMENTAL")),
        ({"forced_replication_method": "log"}, ("'log'", "FULL_TABLE")),
        ({"replication_key": "uom_code"}, ("uom_code", "date-time")),
        ({"replication_key": "no_such_ts"}, ("no_such_ts", "date-time")),
    ],
)
def test_what_can_t_be_replicated_is_a_clear_error(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    metadata: Json,
    words: tuple[str, ...],
) -> None:
    catalog = with_metadata(catalog_of("uom"), "uom", **metadata)
    simulator.clear_log()
    run = run_tap(config=config, catalog=catalog)
    assert_fails(run, "'uom'", *words)
    assert run.stdout == ""
    assert_asks_nothing(simulator)


def test_a_deselected_stream_may_be_set_as_it_likes(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = with_metadata(
        catalog_of("uom", "company"),
        "uom",
        selected=False,
        replication_method="LOG_BASED",
    )
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    assert run.records("company")


# Catalogs that people edit


def test_the_schema_of_a_given_catalog_decides_the_types(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = copy.deepcopy(catalog_of("uom"))
    fields = entry_of(catalog, "uom")["schema"]["properties"]
    fields["base_uom_conversion_factor"] = TEXT
    fields["base_uom_flg"] = TEXT
    fields["uom_class_id"] = {"type": "string"}
    fields["mod_ts"] = {**TIME, "type": "string"}
    run = run_tap(config=config, catalog=catalog)
    columns(run, "uom")
    first = run.records("uom")[0]
    assert first["base_uom_conversion_factor"] == "1"
    assert first["base_uom_flg"] == "true"
    assert first["uom_class_id"].startswith('{"id":')
    assert first["mod_ts"].endswith("+00:00")


def test_a_catalog_made_by_hand_needs_no_metadata(
    simulator: Simulator,
    config: Json,
) -> None:
    properties = {"id": INTEGER, "uom_code": TEXT, "mod_ts": TIME}
    catalog = handmade(
        "uom",
        properties,
        key_properties=["id"],
        replication_key="mod_ts",
        metadata=[{"breadcrumb": [], "metadata": {"selected": True}}],
    )
    run = run_tap(config=config, catalog=catalog)
    assert columns(run, "uom") == {"id", "uom_code", "mod_ts"}
    assert len(run.records("uom")) == simulator.count("uom")
    assert run.state["bookmarks"]["uom"]["replication_key"] == "mod_ts"
    assert {r["kind"] for r in simulator.requests()} == {"list"}


def test_a_catalog_without_any_metadata_selects_nothing(
    simulator: Simulator,
    config: Json,
) -> None:
    catalog = handmade("uom", {"id": INTEGER, "uom_code": TEXT}, key_properties=["id"])
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    assert run.records("uom") == []
    assert_asks_nothing(simulator)


def test_the_oldest_way_of_selecting_is_no_selection(
    simulator: Simulator,
    config: Json,
) -> None:
    catalog = handmade("uom", {"id": INTEGER, "uom_code": TEXT}, selected=True)
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    assert_asks_nothing(simulator)


def test_a_field_of_one_s_own_is_null(config: Json, catalog_of: CatalogOf) -> None:
    catalog = copy.deepcopy(catalog_of("uom"))
    entry_of(catalog, "uom")["schema"]["properties"]["mine"] = TEXT
    run = run_tap(config=config, catalog=catalog)
    assert "mine" in columns(run, "uom")
    assert {row["mine"] for row in run.records("uom")} == {None}


def test_a_removed_field_is_told_once(config: Json, catalog_of: CatalogOf) -> None:
    catalog = copy.deepcopy(catalog_of("location"))
    del entry_of(catalog, "location")["schema"]["properties"]["aisle"]
    run = run_tap(config={**config, "page_size": 100}, catalog=catalog)
    assert "aisle" not in columns(run, "location")
    (told,) = [line for line in run.stderr.splitlines() if "aisle" in line]
    assert "400 rows" in told


def test_keys_may_be_renamed_by_hand_without_harm(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = copy.deepcopy(catalog_of("uom"))
    entry_of(catalog, "uom")["key_properties"] = ["uom_code"]
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    assert schema_of(run, "uom")["key_properties"] == ["uom_code"]


def test_a_stream_may_have_a_name_of_its_own_in_the_catalog(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = copy.deepcopy(catalog_of("uom"))
    entry_of(catalog, "uom")["stream"] = "units"
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    (stream,) = {m["stream"] for m in run.messages if m["type"] == "RECORD"}
    assert len(run.records(stream)) == simulator.count("uom")


@pytest.mark.parametrize(
    ("breakage", "words"),
    [
        (lambda entry: entry.pop("tap_stream_id"), ("number 1", "tap_stream_id")),
        (lambda entry: entry.pop("schema"), ("'uom'", "schema")),
        (lambda entry: entry.update(schema={}), ("'uom'", "properties")),
        (lambda entry: entry.update(schema={"properties": {}}), ("'uom'",)),
        (lambda entry: entry["schema"]["properties"].update(x=5), ("'uom'",)),
        (
            lambda entry: entry["schema"]["properties"].update(x={"type": 5}),
            ("'uom'",),
        ),
        (lambda entry: entry.update(replication_method=["x"]), ("'uom'",)),
        (lambda entry: entry.update(metadata={}), ("'uom'", "metadata")),
        (
            lambda entry: entry["metadata"].append(
                {"breadcrumb": [5, {}], "metadata": {}},
            ),
            ("'uom'", "metadata"),
        ),
        (lambda entry: entry.update(metadata=[{"selected": True}]), ("'uom'",)),
    ],
)
def test_a_catalog_that_is_none_is_a_clear_error(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    breakage: t.Callable[[Json], object],
    words: tuple[str, ...],
) -> None:
    catalog = copy.deepcopy(catalog_of("uom"))
    breakage(catalog["streams"][0])
    simulator.clear_log()
    run = run_tap(config=config, catalog=catalog)
    assert_fails(run, *words)
    assert run.stdout == ""
    assert_asks_nothing(simulator)


@pytest.mark.parametrize("keys", ["id", [5], ["no_such_column"], {"id": True}])
def test_keys_that_are_none_are_a_clear_error(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    keys: t.Any,  # noqa: ANN401 - wrong on purpose
) -> None:
    catalog = copy.deepcopy(catalog_of("uom"))
    entry_of(catalog, "uom")["key_properties"] = keys
    simulator.clear_log()
    run = run_tap(config=config, catalog=catalog)
    assert_fails(run, "'uom'", "key_properties")
    assert_asks_nothing(simulator)


def test_a_stream_that_stands_twice_is_a_clear_error(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("uom")
    run = run_tap(config=config, catalog={"streams": catalog["streams"] * 2})
    assert_fails(run, "'uom'", "twice")


# Types of options


def test_types_of_options_hold_for_an_old_catalog(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    types = {
        "uom_code": "string",
        "base_uom_conversion_factor": "string",
        "uom_class_id": "string",
        "base_uom_flg": "integer",
    }
    config |= {"entity_options": {"u*": {"field_types": types}}}
    del types["base_uom_flg"]
    run = run_tap(config=config, catalog=catalog_of("uom"))
    shown = columns(run, "uom")
    assert "uom_class_id__key" not in shown
    first = run.records("uom")[0]
    assert first["base_uom_conversion_factor"] == "1"
    assert first["uom_class_id"].startswith('{"id":')
    declared = schema_of(run, "uom")["schema"]["properties"]
    assert {declared[name]["type"][0] for name in types} == {"string"}


def test_types_are_the_same_whether_set_before_or_after_discovery(
    config: Json,
    catalog_of: CatalogOf,
    discover: t.Callable[..., Run],
) -> None:
    options = {
        "uom": {
            "field_types": {
                "uom_class_id": "integer",
                "base_uom_conversion_factor": "string",
                "mod_user": "string",
            },
        },
    }
    before = discover("uom", entity_options=options).catalog
    config |= {"entity_options": options}
    runs = [run_tap(config=config, catalog=c) for c in (before, catalog_of("uom"))]
    first, second = (schema_of(run, "uom")["schema"]["properties"] for run in runs)
    assert first == second
    assert runs[0].records("uom") == runs[1].records("uom")


def test_a_type_for_a_field_that_is_not_there_does_nothing(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    config |= {"entity_options": {"*": {"field_types": {"nothing_flg": "string"}}}}
    run = run_tap(config=config, catalog=catalog_of("uom"))
    assert "nothing_flg" not in columns(run, "uom")
