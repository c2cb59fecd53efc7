"""States that are refused before any request, and why."""

from __future__ import annotations

import typing as t

import pytest

from tests.scenarios.states.steps import BOOKMARK, WHEN, Sync, state_of
from tests.scenarios.steps import assert_asks_nothing, assert_fails
from tests.support import run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]

OTHER_SHAPES: tuple[Json, ...] = (
    {"bookmark": {"uom": BOOKMARK}},
    {"uom": BOOKMARK},
    {"type": "STATE", "value": {"bookmarks": {"uom": BOOKMARK}}},
    {"currently_syncing": "uom", "bookmarks": {"uom": BOOKMARK}},
    {"completed": {"singer_state": {"bookmarks": {}}}, "partial": {}},
    {"bookmarks": {"uom": BOOKMARK}, "version": 2},
    {"bookmarks": []},
    {"bookmarks": None},
    {"bookmarks": "uom"},
)


@pytest.mark.parametrize("state", OTHER_SHAPES)
def test_a_foreign_state_is_refused(
    simulator: Simulator,
    sync: Sync,
    state: Json,
) -> None:
    run = sync(state)
    assert_fails(run, "state", "bookmarks")
    assert run.stdout == ""
    assert_asks_nothing(simulator)


@pytest.mark.parametrize("inside", [{}, {"bookmarks": {"uom": BOOKMARK}}])
def test_a_wrapped_state_says_how_to_unwrap_it(
    simulator: Simulator,
    sync: Sync,
    inside: Json,
) -> None:
    run = sync({"singer_state": inside})
    assert_fails(run, "'singer_state'", "inside")
    assert_asks_nothing(simulator)


PASS = {"since": WHEN, "until": WHEN, "segments": [{"after": 1, "through": None}]}

BAD_ENTRIES: tuple[t.Any, ...] = (
    None,
    [],
    "2025-12-01T12:00:00Z",
    5,
    {"mod_ts": WHEN},
    {"last_updated": WHEN},
    {**BOOKMARK, "starting_replication_value": WHEN},
    {**BOOKMARK, "replication_key_signpost": WHEN},
    {**BOOKMARK, "progress_markers": {}},
    {**BOOKMARK, "version": 1},
    {"replication_key": "mod_ts"},
    {"replication_key": 5, "replication_key_value": WHEN},
    {"replication_key_value": None},
    {"replication_key_value": ""},
    {"replication_key_value": 1764590400},
    {"replication_key_value": "2025-12-01"},
    {"replication_key_value": "2025-12-01T12:00:00"},
    {"replication_key_value": "2025-12-01T12:00:00.1234567Z"},
    {"replication_key_value": "2025-13-01T12:00:00Z"},
    {"replication_key_value": "0001-01-01T00:00:00+14:00"},
    {"replication_key_value": "yesterday"},
    {"pass": None},
    {"pass": []},
    {"pass": {}},
    {"pass": {**PASS, "cursor": "cD0x"}},
    {"pass": {**PASS, "since": "2025-12-01T12:00:00"}},
    {"pass": {**PASS, "until": 5}},
    {"pass": {**PASS, "segments": None}},
    {"pass": {**PASS, "segments": {"after": 1}}},
    {"pass": {**PASS, "segments": [5]}},
    {"pass": {**PASS, "segments": [{"after": "1"}]}},
    {"pass": {**PASS, "segments": [{"after": True}]}},
    {"pass": {**PASS, "segments": [{"after": 1.5}]}},
    {"pass": {**PASS, "segments": [{"from": 1}]}},
    {"pass": {**PASS, "segments": [{"after": 7, "through": 6}]}},
    {"pass": {**PASS, "catch_up": 5}},
    {"pass": {**PASS, "version": "1"}},
    {"partitions": {"context": {}}},
    {"partitions": [{"context": None}]},
)


@pytest.mark.parametrize("entry", BAD_ENTRIES)
def test_an_entry_that_can_t_be_used_is_refused(
    simulator: Simulator,
    sync: Sync,
    entry: t.Any,  # noqa: ANN401 - wrong on purpose
) -> None:
    run = sync(state_of(entry))
    assert_fails(run, "'uom'", "state")
    assert len([line for line in run.stderr.splitlines() if "uom" in line]) == 1
    assert run.stdout == ""
    assert_asks_nothing(simulator)


def test_an_entry_of_a_stream_that_is_not_selected_is_checked_too(
    simulator: Simulator,
    sync: Sync,
) -> None:
    run = sync({"bookmarks": {"uom": BOOKMARK, "item": {"last_id": 5}}})
    assert_fails(run, "'item'", "last_id")
    assert_asks_nothing(simulator)


def test_a_bookmark_of_another_replication_key_is_refused(
    simulator: Simulator,
    sync: Sync,
) -> None:
    entry = {"replication_key": "create_ts", "replication_key_value": WHEN}
    run = sync(state_of(entry))
    assert_fails(run, "'uom'", "'create_ts'", "'mod_ts'")
    assert run.stdout == ""
    assert_asks_nothing(simulator)


def test_a_changed_replication_key_is_refused(
    simulator: Simulator,
    sync: Sync,
) -> None:
    options = {"entity_options": {"uom": {"replication_key": "create_ts"}}}
    run = sync(state_of(BOOKMARK), **options)
    assert_fails(run, "'uom'", "'create_ts'", "'mod_ts'")
    assert_asks_nothing(simulator)


def test_a_pass_under_way_of_another_key_is_refused(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("facility")
    simulator.configure(list_status={"value": 403, "after": 1})
    broken = run_tap(config={**config, "page_size": 2}, catalog=catalog)
    assert "pass" in broken.state["bookmarks"]["facility"]
    simulator.restore()
    run = run_tap(
        config={
            **config,
            "entity_options": {"facility": {"replication_key": "create_ts"}},
        },
        catalog=catalog,
        state=broken.state,
    )
    # Its window was one of mod_ts: going on with it as one of create_ts is wrong.
    assert_fails(run, "'facility'", "'create_ts'")
    assert_asks_nothing(simulator)
