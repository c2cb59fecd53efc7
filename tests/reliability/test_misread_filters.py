"""Filters that a service ignores, refuses or reads in a way of its own."""

from __future__ import annotations

import typing as t

import pytest

from tests.reliability.world import World
from tests.support import Destination

WorldOf: t.TypeAlias = t.Callable[..., World]


def test_a_time_filter_that_is_ignored_is_said_to_be(world: WorldOf) -> None:
    here = world("task", "load")
    arrived = Destination()
    here.load(arrived)
    rule = {"value": True, "entities": ["task"]}
    here.simulator.configure(ignore_mod_ts_filter=rule)
    before = arrived.state
    run = here.sync(before)
    assert run.exit_code == 1
    assert "ignored the filter mod_ts__gte" in run.stderr
    assert before is not None
    assert (
        run.state["bookmarks"]["task"]["replication_key_value"]
        == (before["bookmarks"]["task"]["replication_key_value"])
    )


@pytest.mark.parametrize("how", ["z_refused", "subsecond_refused", "ok"])
def test_every_exact_way_to_read_times_in_filters(world: WorldOf, how: str) -> None:
    here = world("task")
    arrived = Destination()
    here.load(arrived)
    here.simulator.configure(time_filter=how)
    for _ in range(5):
        here.simulator.change("task", "touch_random")
    here.load(arrived)
    here.assert_converged(arrived)


# A service that ignores offsets hides rows from a user west of UTC without any sign of
# it in its answers: discovery tries it out (tests/scenarios/test_zones.py).
@pytest.mark.parametrize(
    ("how", "user"),
    [
        ("offset_ignored", "acme_berlin"),
        ("offset_ignored", "acme_utc"),
        ("naive_only", "acme_reader"),
        ("naive_only", "acme_berlin"),
        ("naive_only", "acme_utc"),
    ],
)
def test_times_in_filters_that_are_misread_never_lose_a_row(
    world: WorldOf,
    how: str,
    user: str,
) -> None:
    """If a service takes our UTC time for local time, nothing may be left out."""
    here = world("task")
    arrived = Destination()
    account = here.simulator.accounts[user]
    login = {"username": account.username, "password": account.password}
    here.load(arrived, **login)
    for _ in range(5):
        here.simulator.change("task", "touch_random")
    here.simulator.configure(time_filter=how)
    run = here.sync(arrived.state, **login)
    arrived.take(run)
    if run.exit_code == 0:
        here.assert_converged(arrived)
    else:
        here.simulator.configure(time_filter="ok")
        here.load(arrived, **login)
        here.assert_converged(arrived)


@pytest.mark.parametrize("answer", ["400", "ignored"])
def test_an_unknown_filter_of_the_user(world: WorldOf, answer: str) -> None:
    here = world("task", "load")
    here.simulator.configure(unknown_filter=answer)
    options = {"task": {"filters": {"no_such_field": "1"}}}
    run = here.sync(entity_options=options)
    arrived = Destination().take(run)
    here.assert_converged(arrived, "load")
    if answer == "400":
        assert run.exit_code == 1
        assert "no_such_field" in run.stderr
        assert "task" not in arrived.rows
    else:
        assert run.exit_code == 0, run.stderr
