"""Catalogs that people edit: what is taken, and what is a clear error."""

from __future__ import annotations

import copy
import typing as t

import pytest

from tests.scenarios.steps import (
    assert_asks_nothing,
    assert_fails,
    columns,
    entry_of,
    handmade,
    schema_of,
)
from tests.support import run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]

INTEGER = {"type": ["integer", "null"]}
TEXT = {"type": ["string", "null"]}
TIME = {"type": ["string", "null"], "format": "date-time"}


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
