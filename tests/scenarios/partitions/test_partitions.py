"""Partitions of a stream, read and bookmarked each by itself."""

from __future__ import annotations

import typing as t

import pytest

from tests.scenarios.partitions.steps import (
    EMPTY,
    FIRST,
    GROUPING,
    SECOND,
    STREAM,
    THIRD,
    Sync,
    entries,
    ids,
    truth_of,
)
from tests.scenarios.steps import assert_asks_nothing, assert_fails, queries
from tests.support import Destination, run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator


Json: t.TypeAlias = dict[str, t.Any]

CatalogOf: t.TypeAlias = t.Callable[..., Json]


def test_partitions_are_read_one_by_one_and_bookmarked_each_by_itself(
    simulator: Simulator,
    sync: Sync,
) -> None:
    run = sync(FIRST, SECOND)
    assert run.exit_code == 0, run.stderr
    assert len(ids(run)) == len(set(ids(run)))
    assert set(ids(run)) == truth_of(simulator, FIRST, SECOND)
    kept = entries(run)
    assert [entry["context"] for entry in kept] == [FIRST, SECOND]
    for entry in kept:
        assert entry.keys() == {"context", "replication_key", "replication_key_value"}
        assert entry["replication_key"] == "mod_ts"
    # One SCHEMA for all of them.
    assert [m["type"] for m in run.messages].count("SCHEMA") == 1


def test_each_partition_sends_its_own_filters(
    simulator: Simulator,
    sync: Sync,
) -> None:
    sync(FIRST, SECOND)
    asked = queries(simulator, STREAM)
    for wanted in (FIRST, SECOND):
        mine = {name: str(value) for name, value in wanted.items()}
        assert sum(mine.items() <= query.items() for query in asked) == 1
    assert len(asked) == 2


def test_the_next_run_brings_each_partition_s_changes(
    simulator: Simulator,
    sync: Sync,
) -> None:
    first = sync(FIRST, SECOND)
    (changed, *_) = sorted(truth_of(simulator, SECOND))
    (elsewhere, *_) = sorted(truth_of(simulator, THIRD))
    for number in (changed, elsewhere):
        simulator.update(STREAM, number, {"ref_code_1": "seen"})
    run = sync(FIRST, SECOND, state=first.state)
    assert run.exit_code == 0, run.stderr
    assert ids(run) == [changed]
    for before, after in zip(entries(first), entries(run), strict=True):
        assert after["replication_key_value"] >= before["replication_key_value"]


def test_an_empty_partition_is_no_failure(simulator: Simulator, sync: Sync) -> None:
    run = sync(EMPTY, FIRST)
    assert run.exit_code == 0, run.stderr
    assert set(ids(run)) == truth_of(simulator, FIRST)
    assert [entry["context"] for entry in entries(run)] == [EMPTY, FIRST]
    assert all("replication_key_value" in entry for entry in entries(run))


def test_a_new_partition_is_read_afresh_the_others_go_on(
    simulator: Simulator,
    sync: Sync,
) -> None:
    first = sync(FIRST)
    run = sync(THIRD, FIRST, state=first.state)
    assert run.exit_code == 0, run.stderr
    assert set(ids(run)) == truth_of(simulator, THIRD)
    assert {e["context"]["facility_id__code"] for e in entries(run)} == {"WH01", "WH03"}


def test_a_removed_partition_is_dropped(simulator: Simulator, sync: Sync) -> None:
    first = sync(FIRST, SECOND, THIRD)
    run = sync(THIRD, state=first.state)
    assert run.exit_code == 0, run.stderr
    assert ids(run) == []
    assert [entry["context"] for entry in entries(run)] == [THIRD]
    # Put back, it starts afresh: nobody looked at it meanwhile.
    again = sync(FIRST, THIRD, state=run.state)
    assert set(ids(again)) == truth_of(simulator, FIRST)


@pytest.mark.parametrize(
    "change",
    [{"status_id": 0}, {"item_code__isnull": False}],
    ids=["value", "filter"],
)
def test_a_changed_partition_starts_afresh(
    simulator: Simulator,
    sync: Sync,
    change: Json,
) -> None:
    first = sync(FIRST, SECOND)
    changed = {**FIRST, **change}
    run = sync(changed, SECOND, state=first.state)
    assert run.exit_code == 0, run.stderr
    assert set(ids(run)) == truth_of(simulator, changed)
    assert len(entries(run)) == 2
    assert FIRST not in [entry["context"] for entry in entries(run)]


def test_the_order_of_filters_is_no_change(sync: Sync) -> None:
    first = sync(FIRST, SECOND)
    turned = dict(reversed(FIRST.items()))
    run = sync(SECOND, turned, state=first.state)
    assert run.exit_code == 0, run.stderr
    assert ids(run) == []
    assert len(entries(run)) == 2


def test_a_run_that_broke_off_goes_on_inside_its_partitions(
    simulator: Simulator,
    sync: Sync,
) -> None:
    pages = {"page_size": 25, "max_retries": 0, "max_concurrent_requests": 1}
    everything = truth_of(simulator, FIRST, SECOND)
    simulator.configure(list_status={"value": 403, "after": 5})
    broken = sync(FIRST, SECOND, **pages)
    assert_fails(broken, STREAM, "403")
    assert 0 < len(ids(broken)) < len(everything)
    under_way = [entry for entry in entries(broken) if "pass" in entry]
    assert under_way
    simulator.configure(list_status=None)
    simulator.clear_log()
    run = sync(FIRST, SECOND, state=broken.state, **pages)
    assert run.exit_code == 0, run.stderr
    # Nothing twice, nothing missing, each pass with the end it had.
    assert sorted(ids(broken) + ids(run)) == sorted(everything)
    done = {str(entry["context"]): entry for entry in entries(run)}
    assert len(done) == 2
    for entry in under_way:
        after = done[str(entry["context"])]["replication_key_value"]
        assert after == entry["pass"]["until"]


def test_every_state_of_a_run_can_be_gone_on_from(
    simulator: Simulator,
    sync: Sync,
) -> None:
    whole = sync(FIRST, SECOND, page_size=30)
    everything = truth_of(simulator, FIRST, SECOND)
    for number, message in enumerate(whole.messages):
        if message["type"] == "STATE":
            arrived = Destination().take(whole, lines=number + 1)
            rest = sync(FIRST, SECOND, page_size=200, state=message["value"])
            assert rest.exit_code == 0, rest.stderr
            assert set(arrived.take(rest).rows[STREAM]) == everything


def test_back_dated_rows_are_caught_up_within_their_partition(
    simulator: Simulator,
    sync: Sync,
) -> None:
    first = sync(FIRST, SECOND)
    (like, *_) = sorted(truth_of(simulator, FIRST))
    model = simulator.truth_by_id(STREAM, fields=[*GROUPING, "item_id"])[like]
    number = simulator.insert(
        STREAM,
        {
            "facility_id": model["facility_id"]["id"],
            "company_id": model["company_id"]["id"],
            "history_activity_id": model["history_activity_id"]["id"],
            "status_id": 90,
            "item_id": model["item_id"]["id"],
            "mod_ts": "2025-01-01T00:00:00+00:00",
        },
    )
    run = sync(FIRST, SECOND, state=first.state)
    assert ids(run) == [number]


def test_partitions_work_for_streams_that_are_read_whole(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    halves = [{"id__lt": 40}, {"id__gte": 40}]
    config |= {
        "entity_options": {"order_status": {"partitions": halves, "page_size": 3}},
    }
    run = run_tap(config=config, catalog=catalog_of("order_status"))
    assert run.exit_code == 0, run.stderr
    assert sorted(ids(run, "order_status")) == sorted(
        simulator.truth_by_id("order_status")
    )
    left = run.state["bookmarks"].get("order_status", {})
    assert left.get("partitions", []) == []


# States of the other form


def test_a_stream_that_gets_partitions_starts_afresh_and_says_so(
    simulator: Simulator,
    sync: Sync,
) -> None:
    plain = {"replication_key_value": "2026-01-01T00:00:00+00:00"}
    run = sync(FIRST, state={"bookmarks": {STREAM: plain}})
    assert run.exit_code == 0, run.stderr
    assert set(ids(run)) == truth_of(simulator, FIRST)
    assert [entry["context"] for entry in entries(run)] == [FIRST]
    assert "afresh" in run.stderr


def test_a_stream_that_loses_its_partitions_starts_afresh_and_says_so(
    simulator: Simulator,
    sync: Sync,
) -> None:
    first = sync(FIRST)
    simulator.configure(mandatory_filters=False)
    run = sync(state=first.state)
    assert run.exit_code == 0, run.stderr
    assert len(ids(run)) == simulator.count(STREAM)
    assert run.state["bookmarks"][STREAM].keys() == {
        "replication_key",
        "replication_key_value",
    }
    assert "afresh" in run.stderr


@pytest.mark.parametrize(
    "partitions",
    [
        5,
        {},
        [5],
        [{}],
        [{"context": 5}],
        [{"context": FIRST}, {"context": FIRST}],
        [{"context": FIRST, "progress": 5}],
        [{"context": FIRST, "replication_key_value": "yesterday"}],
        [{"context": FIRST, "pass": {"segments": 5}}],
    ],
)
def test_partitions_of_a_state_that_are_none_are_refused(
    simulator: Simulator,
    sync: Sync,
    partitions: t.Any,  # noqa: ANN401 - wrong on purpose
) -> None:
    run = sync(FIRST, state={"bookmarks": {STREAM: {"partitions": partitions}}})
    assert_fails(run, f"'{STREAM}'")
    assert run.stdout == ""
    assert_asks_nothing(simulator)


def test_an_entry_with_its_context_alone_is_a_first_run(
    simulator: Simulator,
    sync: Sync,
) -> None:
    state = {"bookmarks": {STREAM: {"partitions": [{"context": FIRST}]}}}
    run = sync(FIRST, state=state)
    assert run.exit_code == 0, run.stderr
    assert set(ids(run)) == truth_of(simulator, FIRST)
