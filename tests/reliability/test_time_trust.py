"""Runs that prove, before they trust a window, that its times are understood."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms import WmsClient
from tap_oracle_wms.pages import TimesError
from tests.reliability.world import World, bookmark
from tests.support import Destination, run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
WorldOf: t.TypeAlias = t.Callable[..., World]

STREAMS = ("item", "load")
NOT_FOUND = "is not found by its own mod_ts written in UTC"
NOT_SHOWN = "No row of this run shows"


def proofs(here: World) -> list[Json]:
    """Queries that ask for a row by its time."""
    asked = [query for stream in STREAMS for query in here.requests(stream)]
    return [query for query in asked if "id" in query]


def begun(world: WorldOf) -> tuple[World, Destination]:
    here = world(*STREAMS)
    arrived = Destination()
    here.load(arrived)
    here.simulator.clear_log()
    return here, arrived


def test_rows_that_would_be_missed_fail_the_run_and_stay_to_be_read(
    world: WorldOf,
) -> None:
    here, arrived = begun(world)
    assert arrived.state is not None
    before = arrived.state["bookmarks"]
    here.simulator.configure(time_filter="offset_ignored")
    touched = here.simulator.change("load", "touch_random")
    run = here.sync(arrived.state, verify_time_filters=True)
    assert run.exit_code == 1
    for stream in STREAMS:
        assert f"{stream}: a row {NOT_FOUND}" in run.stderr
        assert bookmark(run, stream) == before[stream]["replication_key_value"]
    assert not run.records("load")
    arrived.take(run)
    here.simulator.configure(time_filter="ok")
    later = here.load(arrived, verify_time_filters=True)
    assert touched in {row["id"] for row in later.records("load")}
    for stream in STREAMS:
        assert sorted(arrived.rows[stream]) == sorted(here.ids(stream))


def test_without_a_proof_they_are_missed_with_a_warning(world: WorldOf) -> None:
    here, arrived = begun(world)
    here.simulator.configure(time_filter="offset_ignored")
    here.simulator.change("load", "touch_random")
    run = here.load(arrived)
    assert not run.records("load")
    assert run.stderr.count(NOT_SHOWN) == 1
    assert here.load(arrived, verify_time_filters=False).stderr.count(NOT_SHOWN) == 0
    assert not proofs(here)


def test_what_was_read_before_the_refusal_is_read_again(
    world: WorldOf,
) -> None:
    here, arrived = begun(world)
    touched = here.simulator.bulk("item", 30)
    here.simulator.configure(time_filter="offset_ignored")
    assert arrived.state is not None
    entry = arrived.state["bookmarks"]["item"]
    since = entry["replication_key_value"]
    behind_them = [{"after": max(touched), "through": None}]
    entry["pass"] = {"since": since, "until": since, "segments": behind_them}
    assert here.sync(arrived.state, verify_time_filters=True).exit_code == 1
    run = here.sync(arrived.state, verify_time_filters=True)
    arrived.take(run)
    here.simulator.configure(time_filter="ok")
    here.load(arrived, verify_time_filters=True)
    assert set(touched) <= set(arrived.rows["item"])


@pytest.mark.parametrize("touched", [True, False])
def test_where_all_is_well_a_run_costs_two_requests_more_at_most(
    world: WorldOf,
    touched: bool,  # noqa: FBT001
) -> None:
    here, arrived = begun(world)
    if touched:
        here.simulator.change("item", "touch_random")
    run = here.load(arrived, verify_time_filters=True)
    plain = [query for query in here.requests("item") if "mod_ts__gte" not in query]
    # Before that, or at the same time, `load` may have been the first to be asked of.
    plain += [query for query in here.requests("load") if "mod_ts__gte" not in query]
    rows_asked_for = [query for query in plain if "create_ts__gte" not in query]
    assert len(proofs(here)) <= 1
    assert len(rows_asked_for) <= 1
    assert touched or len(proofs(here)) == 1
    assert NOT_SHOWN not in run.stderr


def test_one_stream_shows_it_for_all(world: WorldOf) -> None:
    here = world("load")
    arrived = Destination()
    here.load(arrived)
    here.simulator.change("load", "touch_random")
    here.simulator.clear_log()
    run = here.load(arrived, verify_time_filters=True)
    assert NOT_SHOWN not in run.stderr
    assert not proofs(here)
    assert NOT_SHOWN not in here.load(arrived).stderr


def test_a_first_run_without_a_window_asks_for_nothing(world: WorldOf) -> None:
    here = world(*STREAMS)
    here.load(Destination(), verify_time_filters=True)
    assert not proofs(here)


@pytest.mark.parametrize("verify", [None, True])
def test_continuous_mode_proves_it_by_itself(
    world: WorldOf,
    verify: bool | None,  # noqa: FBT001
) -> None:
    here, arrived = begun(world)
    here.simulator.configure(time_filter="offset_ignored")
    options: Json = {"poll_interval": 0.1, "poll_limit": 2}
    run = here.sync(arrived.state, verify_time_filters=verify, **options)
    assert run.exit_code == 1
    assert NOT_FOUND in run.stderr
    here.simulator.configure(time_filter="ok")
    here.simulator.clear_log()
    run = here.sync(arrived.state, verify_time_filters=verify, **options)
    assert run.exit_code == 0, run.stderr
    assert len(proofs(here)) <= 1


@pytest.mark.parametrize(
    ("options", "incremental"),
    [
        ({"verify_time_filters": True}, False),
        ({"poll_interval": 1}, True),
        ({}, True),
    ],
)
def test_a_discovery_of_a_few_tries_it_where_a_proof_is_needed(
    simulator: Simulator,
    config: Json,
    options: Json,
    incremental: bool,  # noqa: FBT001
) -> None:
    simulator.configure(time_filter="offset_ignored")
    few = {"entities": ["load", "item"]}
    found = run_tap("--discover", config={**config, **few, **options})
    assert (NOT_FOUND in found.stderr) is not incremental
    for entry in found.catalog["streams"]:
        is_incremental = entry["replication_method"] == "INCREMENTAL"
        assert is_incremental is incremental


def test_a_discovery_of_many_does_not_where_nobody_wants_it(
    simulator: Simulator,
    config: Json,
) -> None:
    simulator.configure(time_filter="offset_ignored")
    many = {"entities": ["l*", "o*", "t*"], "verify_time_filters": False}
    found = run_tap("--discover", config={**config, **many})
    assert NOT_FOUND not in found.stderr


def test_what_discovery_has_shown_is_not_asked_again(
    simulator: Simulator,
    config: Json,
) -> None:
    few = {"entities": ["load", "item"], "verify_time_filters": True}
    start = {"start_date": "2020-01-01T00:00:00Z"}
    run = run_tap(config={**config, **few, **start})
    assert run.exit_code == 0, run.stderr
    asked = [one["query"] for one in simulator.requests(kind="list")]
    assert len([query for query in asked if "id" in query]) == 1


def test_programs_are_refused_rows_that_may_have_holes(
    simulator: Simulator,
    config: Json,
) -> None:
    simulator.configure(time_filter="offset_ignored")
    simulator.change("load", "touch_random")
    token = WmsClient(config).changes("load", since="2026-01-01")
    with pytest.raises(TimesError):
        list(token)
    with pytest.raises(TimesError):
        list(WmsClient(config).records("load", since="1 hour ago"))
    sure = WmsClient(config, verify_time_filters=False)
    assert not list(sure.records("load", since="1 hour ago"))
