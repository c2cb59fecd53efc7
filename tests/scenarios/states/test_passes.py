"""States of passes under way: what is left of them is read, and no more."""

from __future__ import annotations

import typing as t

import pytest

from tests.scenarios.states.steps import BOOKMARK, WHEN, Sync, state_of
from tests.scenarios.steps import queries, with_metadata
from tests.support import run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]


def test_a_pass_goes_on_where_it_stands(simulator: Simulator, sync: Sync) -> None:
    under_way = {
        "since": None,
        "until": "2026-01-01T00:00:00.000000+00:00",
        "segments": [{"after": 2, "through": None}],
    }
    run = sync(state_of({"pass": under_way}))
    assert [row["id"] for row in run.records("uom")] == [3]
    (query,) = queries(simulator, "uom")
    assert query["id__gt"] == "2"
    assert run.state["bookmarks"]["uom"] == {
        "replication_key": "mod_ts",
        "replication_key_value": under_way["until"],
    }


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        ([{"after": 1, "through": 2}], [2]),
        ([{"after": None, "through": 1}, {"after": 2, "through": None}], [1, 3]),
        ([{"through": 1}, {"after": 2}], [1, 3]),
        ([{}], [1, 2, 3]),
        ([{"after": 3, "through": None}], []),
        ([], []),
    ],
)
def test_segments_of_a_pass_are_read_and_no_others(
    sync: Sync,
    segments: list[Json],
    expected: list[int],
) -> None:
    under_way = {"since": None, "until": WHEN, "segments": segments}
    run = sync(state_of({"pass": under_way}))
    assert run.exit_code == 0, run.stderr
    # Segments are read at once, so their rows come in any order.
    assert sorted(row["id"] for row in run.records("uom")) == expected
    assert run.state["bookmarks"]["uom"] == BOOKMARK


def test_a_pass_keeps_its_window_whatever_the_settings(
    simulator: Simulator,
    sync: Sync,
) -> None:
    under_way = {
        "since": "2025-12-01T11:00:00.000000+00:00",
        "until": "2025-12-02T00:00:00.000000+00:00",
        "segments": [{"after": None, "through": None}],
    }
    entry = {**BOOKMARK, "pass": under_way}
    run = sync(state_of(entry), lookback_window=0, start_date="2026-03-01")
    (main, catch_up) = queries(simulator, "uom")
    assert main["mod_ts__gte"] == "2025-12-01T11:00:00+00:00"
    assert catch_up["create_ts__gte"] == "2025-12-01T11:00:00+00:00"
    after = run.state["bookmarks"]["uom"]
    assert after["replication_key_value"] == under_way["until"]
    assert "pass" not in after


def test_a_catch_up_under_way_reads_the_main_part_no_more(
    simulator: Simulator,
    sync: Sync,
) -> None:
    under_way = {
        "since": "2025-12-01T11:00:00+00:00",
        "until": "2025-12-02T00:00:00+00:00",
        "segments": [],
        "catch_up": [{"after": 2, "through": None}],
    }
    run = sync(state_of({**BOOKMARK, "pass": under_way}))
    assert run.exit_code == 0, run.stderr
    (query,) = queries(simulator, "uom")
    assert query["id__gt"] == "2"
    assert "create_ts__gte" in query


def test_a_pass_without_an_end_leaves_the_bookmark(sync: Sync) -> None:
    under_way = {"since": WHEN, "until": None, "segments": [{"after": 1}]}
    run = sync(state_of({**BOOKMARK, "pass": under_way}))
    assert run.exit_code == 0, run.stderr
    assert run.state["bookmarks"]["uom"] == BOOKMARK
    assert "bookmark stays" in run.stderr


def test_a_pass_of_a_window_is_no_part_of_a_whole_table(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    under_way = {"since": WHEN, "until": WHEN, "segments": [{"after": 2}]}
    catalog = with_metadata(catalog_of("uom"), "uom", replication_method="FULL_TABLE")
    state = state_of({**BOOKMARK, "pass": under_way})
    run = run_tap(config=config, catalog=catalog, state=state)
    assert run.exit_code == 0, run.stderr
    assert len(run.records("uom")) == simulator.count("uom")
    assert run.state == {"bookmarks": {}}


def test_a_whole_table_is_no_part_of_a_window(simulator: Simulator, sync: Sync) -> None:
    # Rows below the id were read before they could be bookmarked by time.
    under_way = {"since": None, "until": None, "segments": [{"after": 2}]}
    run = sync(state_of({"pass": under_way}))
    assert run.exit_code == 0, run.stderr
    again = sync(run.state)
    assert {row["id"] for row in run.records("uom") + again.records("uom")} == {
        *simulator.truth_by_id("uom"),
    }


def test_every_state_that_a_run_writes_is_accepted(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("uom", "order_status", "facility")
    config |= {"page_size": 2}
    runs = [run_tap(config=config, catalog=catalog)]
    simulator.insert("facility", {"mod_ts": "2024-01-01T00:00:00Z"})
    runs.append(run_tap(config=config, catalog=catalog, state=runs[0].state))
    for run in runs:
        assert run.exit_code == 0, run.stderr
        for state in run.states:
            again = run_tap(config=config, catalog=catalog, state=state)
            assert again.exit_code == 0, again.stderr
