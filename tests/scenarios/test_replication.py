"""How a stream is replicated: as metadata, entries and options have it."""

from __future__ import annotations

import copy
import typing as t

import pytest

from tests.scenarios.steps import (
    BOOKMARK,
    assert_asks_nothing,
    assert_fails,
    entry_of,
    queries,
    schema_of,
    with_metadata,
)
from tests.support import run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]

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
