"""Services that take times in filters for local times of their user."""

from __future__ import annotations

import typing as t

import pytest

from tests.support import Destination, expected_records, run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
Discover: t.TypeAlias = t.Callable[..., "Run"]

SEVERAL = ("l*", "o*", "t*")
NOT_FOUND = "is not found by its own mod_ts written in UTC"


def login(simulator: Simulator, user: str) -> Json:
    account = simulator.accounts[user]
    return {"username": account.username, "password": account.password}


def deselect(entry: Json) -> None:
    for item in entry["metadata"]:
        if item["breadcrumb"] == []:
            item["metadata"]["selected"] = False


def incremental(run: Run) -> bool:
    return any(one.get("replication_key") == "mod_ts" for one in run.catalog["streams"])


@pytest.mark.parametrize("user", ["acme_newyork", "acme_reader", "acme_berlin"])
def test_where_offsets_are_ignored_no_stream_is_incremental(
    simulator: Simulator,
    discover: Discover,
    config: Json,
    user: str,
) -> None:
    simulator.configure(time_filter="offset_ignored")
    found = discover(*SEVERAL, **login(simulator, user))
    assert found.stderr.count(NOT_FOUND) == 1
    for entry in found.catalog["streams"]:
        assert entry["replication_method"] == "FULL_TABLE"
        assert entry.get("replication_key") is None
        if entry["tap_stream_id"] != "task":
            deselect(entry)
    arrived = Destination()
    for _ in range(3):
        for _ in range(4):
            simulator.change("task", "touch_random")
        run = run_tap(
            config={**config, **login(simulator, user)},
            catalog=found.catalog,
            state=arrived.state,
        )
        assert run.exit_code == 0, run.stderr
        arrived.take(run)
        for row in expected_records(simulator, "task", found.catalog):
            assert arrived.rows["task"][row["id"]] == row


@pytest.mark.parametrize(
    ("how", "user", "requests"),
    [
        ("ok", "acme_newyork", 1),
        ("ok", "acme_utc", 0),
        ("offset_ignored", "acme_utc", 0),
        ("subsecond_refused", "acme_newyork", 1),
        ("z_refused", "acme_newyork", 1),
    ],
)
def test_where_times_are_understood_it_costs_a_request_at_most(
    simulator: Simulator,
    discover: Discover,
    how: str,
    user: str,
    requests: int,
) -> None:
    simulator.configure(time_filter=how)
    found = discover(*SEVERAL, **login(simulator, user))
    assert NOT_FOUND not in found.stderr
    assert incremental(found)
    looked = [r for r in simulator.requests(kind="list") if "id" in r["query"]]
    assert len(looked) == requests


def test_a_service_that_refuses_to_tell_is_taken_at_its_word(
    simulator: Simulator,
    discover: Discover,
) -> None:
    simulator.configure(time_filter="naive_only")
    found = discover(*SEVERAL)
    assert found.exit_code == 0, found.stderr
    assert incremental(found)


def test_a_discovery_of_a_few_asks_for_samples_only(
    simulator: Simulator,
    discover: Discover,
) -> None:
    discover("load", "task")
    assert len(simulator.requests(kind="list")) == 2


def test_without_samples_it_is_not_tried(
    simulator: Simulator,
    discover: Discover,
) -> None:
    simulator.configure(time_filter="offset_ignored")
    found = discover(*SEVERAL, discovery_sample=False)
    assert found.exit_code == 0
    assert not simulator.requests(kind="list")
