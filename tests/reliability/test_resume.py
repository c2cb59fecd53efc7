"""Runs that are killed, and those that go on from their state."""

from __future__ import annotations

import copy
import itertools
import typing as t

import pytest

from tests.reliability.going_on import go_on, seen
from tests.reliability.world import World, bookmark, cut
from tests.support import Destination, Run, start_cli

WorldOf: t.TypeAlias = t.Callable[..., World]

Json: t.TypeAlias = dict[str, t.Any]


# Kills


@pytest.mark.parametrize("size", [1, 30_000])
def test_a_killed_run_goes_on_where_its_state_stood(world: WorldOf, size: int) -> None:
    here = world("ib_shipment", "load")
    here.simulator.configure(latency=0.002)
    config = here.options(page_size=2)
    with start_cli(config=config, catalog=here.catalog) as process:
        assert process.stdout is not None
        data = process.stdout.read(size)
        process.kill()
        # What was written and not yet read is in the pipe: a target would see it.
        data += process.stdout.read()
    here.simulator.configure(latency=None)
    go_on(here, seen(data), page_size=2)


@pytest.mark.parametrize("page_size", [1, 1000])
def test_resuming_from_each_state_that_a_run_wrote(
    world: WorldOf, page_size: int
) -> None:
    here = world("facility", "vendor")
    run = here.load(Destination(), page_size=page_size)
    lines = run.stdout.splitlines(keepends=True)
    ends = [n + 1 for n, line in enumerate(lines) if line.startswith('{"type":"STATE')]
    states = len({line for line in lines if line.startswith('{"type":"STATE')})
    assert states >= len(here.streams)
    # The line behind a STATE belongs to no STATE yet: it comes again.
    for end in itertools.chain(ends, (ends[0] + 3, ends[-2] + 2)):
        go_on(here, cut(run, sum(map(len, lines[:end]))), page_size=page_size)


@pytest.mark.usefixtures("early_ranges")
def test_resuming_from_each_state_of_ranges_that_are_read_at_once(
    world: WorldOf,
) -> None:
    here = world("ib_shipment", "load")
    run = here.load(Destination(), page_size=3)
    assert max(len(segments) for segments in segments_of(run)) > 1
    lines = run.stdout.splitlines(keepends=True)
    ends = [n + 1 for n, line in enumerate(lines) if line.startswith('{"type":"STATE')]
    for end in ends:
        go_on(here, cut(run, sum(map(len, lines[:end]))), page_size=3)


def segments_of(run: Run) -> list[list[Json]]:
    """The open segments in all states of a run."""
    return [
        entry["pass"]["segments"]
        for state in run.states
        for entry in state["bookmarks"].values()
        if "pass" in entry
    ]


def test_resuming_within_an_incremental_pass_and_its_catch_up(world: WorldOf) -> None:
    here = world("load")
    first = Destination()
    here.load(first, lookback_window=0)
    for _ in range(25):
        here.simulator.change("load", "insert_backdated")
    for _ in range(15):
        here.simulator.change("load", "touch_first")
        here.simulator.change("load", "touch_random")
    run = here.sync(first.state, page_size=1, lookback_window=0)
    phases = set()
    for state in run.states:
        under_way = state["bookmarks"]["load"].get("pass", {})
        phases.add("catch_up" if "catch_up" in under_way else "main")
    assert phases == {"main", "catch_up"}
    lines = run.stdout.splitlines(keepends=True)
    for number in range(0, len(lines), 4):
        arrived = copy.deepcopy(first)
        arrived.take(cut(run, sum(map(len, lines[: number + 1]))))
        here.load(arrived, page_size=3, lookback_window=0)
        here.assert_converged(arrived)


def test_a_killed_run_of_a_whole_table_goes_on(world: WorldOf) -> None:
    here = world("order_status", "location_type")
    for entry in here.catalog["streams"]:
        assert entry["replication_method"] == "FULL_TABLE"
    run = here.load(Destination(), page_size=1)
    assert run.state == {"bookmarks": {}}
    lines = run.stdout.splitlines(keepends=True)
    for number in range(1, len(lines), 2):
        part = cut(run, sum(map(len, lines[:number])))
        arrived = Destination().take(part)
        last = here.load(arrived, page_size=1)
        here.assert_converged(arrived)
        assert last.state == {"bookmarks": {}}


# Passes given in a state


def passing(stream: str, since: str | None, until: str | None, *parts: Json) -> Json:
    """A state with a pass under way."""
    under_way = {"since": since, "until": until, "segments": [*parts]}
    return {"bookmarks": {stream: {"pass": under_way}}}


UNTIL = "2025-07-01T00:00:00.000000+00:00"


def test_a_resume_never_moves_the_end_of_the_pass(world: WorldOf) -> None:
    here = world("load")
    ids = sorted(here.ids("load"))
    part = {"after": ids[9], "through": None}
    run = here.sync(passing("load", None, UNTIL, part), page_size=3)
    assert run.exit_code == 0, run.stderr
    assert [record["id"] for record in run.records("load")] == ids[10:]
    assert {
        state["bookmarks"]["load"]["pass"]["until"]
        for state in run.states
        if "pass" in state["bookmarks"]["load"]
    } <= {UNTIL}
    assert bookmark(run, "load") == UNTIL


def test_a_resume_keeps_the_window_of_its_pass(world: WorldOf) -> None:
    here = world("load")
    since = "2024-06-01T00:00:00.000000+00:00"
    state = passing("load", since, UNTIL, {"after": None, "through": None})
    run = here.sync(state, start_date="2020-01-01")
    assert run.exit_code == 0, run.stderr
    assert {query["mod_ts__gte"] for query in here.requests("load")} == {
        "2024-06-01T00:00:00+00:00"
    }


@pytest.mark.parametrize("page_size", [2, 5, 1000])
def test_several_segments_of_a_state_are_all_read(
    world: WorldOf, page_size: int
) -> None:
    here = world("load")
    ids = sorted(here.ids("load"))
    parts: list[Json] = [
        {"after": None, "through": ids[4]},
        {"after": ids[9], "through": ids[14]},
        {"after": ids[14], "through": ids[14] + 1},
        {"after": ids[29], "through": None},
    ]
    run = here.sync(passing("load", None, UNTIL, *parts), page_size=page_size)
    assert run.exit_code == 0, run.stderr
    between = [n for n in ids[15:16] if n == ids[14] + 1]
    expected = [*ids[:5], *ids[10:15], *between, *ids[30:]]
    # The segments may be read side by side.
    assert sorted(record["id"] for record in run.records("load")) == expected
    assert bookmark(run, "load") == UNTIL


def test_segments_along_links_are_read_whole(world: WorldOf) -> None:
    here = world("load")
    ids = sorted(here.ids("load"))
    here.simulator.configure(ordering="refused", id_filter="refused")
    parts: list[Json] = [
        {"after": None, "through": ids[4]},
        {"after": ids[4], "through": None},
    ]
    arrived = Destination()
    arrived.state = passing("load", None, UNTIL, *parts)
    here.load(arrived, page_size=15)
    here.assert_converged(arrived)


def test_a_pass_without_any_segment_left_only_ends(world: WorldOf) -> None:
    here = world("load")
    run = here.sync(passing("load", None, UNTIL))
    assert run.exit_code == 0, run.stderr
    assert run.records("load") == []
    assert bookmark(run, "load") == UNTIL


def test_a_pass_whose_end_is_unknown_leaves_the_bookmark(world: WorldOf) -> None:
    here = world("load")
    ids = sorted(here.ids("load"))
    part = {"after": ids[9], "through": None}
    state = passing("load", None, None, part)
    run = here.sync(state)
    assert run.exit_code == 0, run.stderr
    assert [record["id"] for record in run.records("load")] == ids[10:]
    assert bookmark(run, "load") is None
    assert "does not tell its time" in run.stderr
    old = "2025-01-01T00:00:00.000000+00:00"
    state["bookmarks"]["load"] |= {
        "replication_key": "mod_ts",
        "replication_key_value": old,
    }
    run = here.sync(state)
    assert run.exit_code == 0, run.stderr
    assert bookmark(run, "load") == old


def test_a_resumed_pass_never_lowers_the_bookmark(world: WorldOf) -> None:
    here = world("load")
    state = passing("load", UNTIL, "2025-06-01T00:00:00.000000+00:00")
    state["bookmarks"]["load"] |= {
        "replication_key": "mod_ts",
        "replication_key_value": UNTIL,
    }
    run = here.sync(state)
    assert run.exit_code == 0, run.stderr
    assert bookmark(run, "load") == UNTIL


def test_rows_that_change_before_the_resume_come_with_the_next_pass(
    world: WorldOf,
) -> None:
    here = world("load")
    run = here.load(Destination(), page_size=3)
    lines = run.stdout.splitlines(keepends=True)
    middle = next(
        number
        for number, state in enumerate(lines)
        if '"pass"' in state and '"after":null' not in state
    )
    arrived = Destination().take(cut(run, sum(map(len, lines[: middle + 1]))))
    for _ in range(20):
        here.simulator.change("load", "touch_random")
    here.load(arrived, page_size=3)
    here.load(arrived, page_size=3)
    here.assert_converged(arrived)
