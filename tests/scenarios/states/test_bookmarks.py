"""States: first runs, plain bookmarks, and what a run moves of them."""

from __future__ import annotations

import datetime
import json
import typing as t

import pytest

from tests.scenarios.states.steps import BOOKMARK, UTC, WHEN, Sync, since_of, state_of
from tests.scenarios.steps import queries, with_metadata
from tests.support import run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator


Json: t.TypeAlias = dict[str, t.Any]

CatalogOf: t.TypeAlias = t.Callable[..., Json]


# First runs


@pytest.mark.parametrize("state", [{}, {"bookmarks": {}}, state_of({})])
def test_an_empty_state_is_a_first_run(
    simulator: Simulator,
    sync: Sync,
    state: Json,
) -> None:
    run = sync(state)
    assert run.exit_code == 0, run.stderr
    assert len(run.records("uom")) == simulator.count("uom")
    assert [set(query) for query in queries(simulator, "uom")] == [
        {"page_mode", "page_size"},
    ]
    assert run.state["bookmarks"]["uom"].keys() == BOOKMARK.keys()


def test_a_first_run_starts_at_the_start_date(
    simulator: Simulator,
    sync: Sync,
) -> None:
    run = sync({}, start_date="2025-12-01T09:00:00-03:00")
    assert run.records("uom") == []
    assert since_of(queries(simulator, "uom")[0]) == datetime.datetime(
        2025, 12, 1, 12, tzinfo=UTC
    )


def test_the_start_date_does_not_limit_later_runs(
    simulator: Simulator,
    sync: Sync,
) -> None:
    sync(state_of(BOOKMARK), start_date="2026-06-01")
    main, catch_up = queries(simulator, "uom")
    for query, name in ((main, "mod_ts__gte"), (catch_up, "create_ts__gte")):
        assert query[name] == "2025-12-01T11:50:00+00:00"
    assert catch_up["mod_ts__lt"] == "2025-12-01T11:50:00+00:00"


# Plain bookmarks


@pytest.mark.parametrize(
    "value",
    [
        WHEN,
        "2025-12-01T12:00:00Z",
        "2025-12-01T12:00:00+00:00",
        "2025-12-01T09:00:00-03:00",
        "2025-12-01T09:00:00.999999-03:00",
        "2025-12-01T17:30:00+0530",
        "2025-12-01 12:00:00z",
    ],
)
@pytest.mark.parametrize("key", [True, False])
def test_a_plain_bookmark_of_any_offset_is_accepted(
    simulator: Simulator,
    sync: Sync,
    value: str,
    key: bool,  # noqa: FBT001 - a case
) -> None:
    entry = {"replication_key": "mod_ts"} if key else {}
    run = sync(state_of({**entry, "replication_key_value": value}))
    assert run.exit_code == 0, run.stderr
    assert run.records("uom") == []
    (main, _) = queries(simulator, "uom")
    assert since_of(main) == datetime.datetime(2025, 12, 1, 11, 50, tzinfo=UTC)
    after = run.state["bookmarks"]["uom"]
    assert after["replication_key"] == "mod_ts"
    assert after["replication_key_value"] > WHEN
    assert len(after["replication_key_value"]) == len(WHEN)


@pytest.mark.parametrize(
    ("options", "seconds"),
    [
        ({"lookback_window": 0}, 0),
        ({"lookback_window": 86400}, 86400),
        ({"entity_options": {"u*": {"lookback_window": 30}}}, 30),
        ({"entity_options": {"uom": {"lookback_window": 0}}}, 0),
    ],
)
def test_the_look_back_window_is_subtracted(
    simulator: Simulator,
    sync: Sync,
    options: Json,
    seconds: int,
) -> None:
    sync(state_of(BOOKMARK), **options)
    (main, _) = queries(simulator, "uom")
    noon = datetime.datetime(2025, 12, 1, 12, tzinfo=UTC)
    assert noon - since_of(main) == datetime.timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z"])
def test_a_bookmark_at_the_beginning_of_time_reads_everything(
    simulator: Simulator,
    sync: Sync,
    value: str,
) -> None:
    run = sync(state_of({"replication_key_value": value}))
    assert run.exit_code == 0, run.stderr
    assert len(run.records("uom")) == simulator.count("uom")


# What moves and what stays


def test_the_bookmark_becomes_the_server_s_time(
    simulator: Simulator,
    sync: Sync,
) -> None:
    simulator.clock(frozen="2026-02-03T04:05:06.789+00:00")
    run = sync(state_of(BOOKMARK))
    # Of the first answer, less the second that asking may have taken.
    assert run.state["bookmarks"]["uom"] == {
        "replication_key": "mod_ts",
        "replication_key_value": "2026-02-03T04:05:05.000000+00:00",
    }


def test_a_bookmark_is_never_lowered(simulator: Simulator, sync: Sync) -> None:
    simulator.clock(frozen="2025-12-01T11:55:00+00:00")
    run = sync(state_of(BOOKMARK))
    assert run.exit_code == 0, run.stderr
    assert run.state["bookmarks"]["uom"] == BOOKMARK


def test_a_clock_before_the_look_back_window_is_warned_of(
    simulator: Simulator,
    sync: Sync,
) -> None:
    simulator.clock(frozen="2025-11-01T00:00:00+00:00")
    run = sync(state_of(BOOKMARK))
    assert run.exit_code == 0, run.stderr
    assert "clock" in run.stderr
    assert run.state["bookmarks"]["uom"] == BOOKMARK


@pytest.mark.parametrize("end", ["2025-06-30", "2025-12-01T11:59:59+00:00"])
def test_an_end_date_before_the_bookmark_leaves_it(sync: Sync, end: str) -> None:
    run = sync(state_of(BOOKMARK), end_date=end)
    assert run.exit_code == 0, run.stderr
    assert run.records("uom") == []
    assert run.state["bookmarks"]["uom"] == BOOKMARK


def test_an_end_date_is_the_bookmark_of_a_bounded_backfill(
    simulator: Simulator,
    sync: Sync,
) -> None:
    late = simulator.insert("uom", {"mod_ts": "2026-01-05T00:00:00Z"})
    early = simulator.insert("uom", {"mod_ts": "2025-12-31T23:59:59.5Z"})
    run = sync(state_of(BOOKMARK), end_date="2026-01-01T00:00:00Z")
    assert [row["id"] for row in run.records("uom")] == [early]
    assert queries(simulator, "uom")[0]["mod_ts__lt"] == "2026-01-01T00:00:00+00:00"
    after = run.state["bookmarks"]["uom"]["replication_key_value"]
    assert after == "2026-01-01T00:00:00.000000+00:00"
    rest = sync(run.state)
    assert late in [row["id"] for row in rest.records("uom")]


def test_bookmarks_of_other_streams_survive_byte_for_byte(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    others = {
        "zebra": {"replication_key_value": "2024-01-01T00:00:00-03:00"},
        "item": {
            "pass": {
                "until": None,
                "segments": [{"through": 7, "after": None}, {"after": 9}],
                "since": "2024-01-01T00:00:00Z",
            },
            "replication_key_value": "2024-01-01T00:00:00Z",
            "replication_key": "mod_ts",
        },
        "inventory_history": {
            "partitions": [
                {"replication_key_value": "2024-01-01T00:00:00Z", "context": {"a": 1}},
            ],
        },
    }
    catalog = with_metadata(catalog_of("uom", "item"), "item", selected=False)
    state = {"bookmarks": {**others, "uom": BOOKMARK}}
    simulator.clear_log()
    run = run_tap(config=config, catalog=catalog, state=state)
    assert run.exit_code == 0, run.stderr
    for written in run.states:
        kept = {name: written["bookmarks"][name] for name in others}
        assert json.dumps(kept) == json.dumps(others)
    assert {r["entity"] for r in simulator.requests()} == {"uom"}


def test_a_stream_that_fails_keeps_its_bookmark(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("uom", "company")
    simulator.configure(list_status={"value": 403, "entities": ["uom"]})
    state = {"bookmarks": {"uom": BOOKMARK, "company": BOOKMARK}}
    run = run_tap(config=config, catalog=catalog, state=state)
    assert run.exit_code == 1
    assert run.state["bookmarks"]["uom"] == BOOKMARK
    assert run.state["bookmarks"]["company"] != BOOKMARK
