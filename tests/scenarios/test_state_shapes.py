"""States: what is taken, what is kept, and what is refused before any request."""

from __future__ import annotations

import datetime
import json
import typing as t

import pytest

from tests.scenarios.steps import (
    assert_asks_nothing,
    assert_fails,
    queries,
    with_metadata,
)
from tests.support import run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]

WHEN = "2025-12-01T12:00:00.000000+00:00"
BOOKMARK = {"replication_key": "mod_ts", "replication_key_value": WHEN}
UTC = datetime.timezone.utc


def state_of(entry: t.Any, stream: str = "uom") -> Json:  # noqa: ANN401 - any JSON
    return {"bookmarks": {stream: entry}}


def since_of(query: Json) -> datetime.datetime:
    text = query["mod_ts__gte"]
    assert len(text) == len("2025-12-01T11:50:00+00:00")
    return datetime.datetime.fromisoformat(text)


@pytest.fixture
def sync(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> t.Callable[..., Run]:
    """Syncs the units of measure from a state."""
    catalog = catalog_of("uom")
    simulator.clear_log()

    def run(state: t.Any, **settings: t.Any) -> Run:  # noqa: ANN401 - any JSON
        return run_tap(config={**config, **settings}, catalog=catalog, state=state)

    return run


Sync: t.TypeAlias = t.Callable[..., "Run"]


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


# Passes under way


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


# Refused

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
