"""Rows that were inserted with an old modification time: no pass loses them."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.polling import polled as polled_module
from tests.polling.steps import Polled, up_to

if t.TYPE_CHECKING:
    from tests.support import Destination, Run

PolledOf: t.TypeAlias = t.Callable[..., Polled]
Json: t.TypeAlias = dict[str, t.Any]

STREAMS = ("order_hdr", "load")
HOOK = {
    "value": {"action": "insert_backdated", "entity": "order_hdr", "every": 2},
    "times": 12,
}


def has_all(here: Polled, arrived: Destination, later: Run | None = None) -> None:
    if later is not None:
        arrived.take(later)
    here.world.assert_converged(arrived)


def test_the_end_finds_them(polled: PolledOf) -> None:
    here = polled(*STREAMS)
    arrived = here.begin()
    here.simulator.configure(paging_hook=HOOK)
    run = here.cycles(10, arrived.state)
    assert run.exit_code == 0, run.stderr
    has_all(here, arrived, run)


def test_they_are_looked_for_at_a_slower_pace(
    polled: PolledOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polled_module, "catch_up_every", lambda _: 1.0)
    here = polled(*STREAMS)
    arrived = here.begin()
    number = here.simulator.change("order_hdr", "insert_backdated")
    run = here.cycles(25, arrived.state)
    asked, caught_up = len(here.asked("load")), len(here.caught_up("load"))
    assert asked == 25
    assert 2 <= caught_up <= 5
    # It arrived once, and with the first of them rather than at the end.
    assert [row["id"] for row in run.records("order_hdr")] == [number]
    bookmarks = [
        state["bookmarks"]["load"]["replication_key_value"] for state in run.states
    ]
    assert bookmarks == sorted(bookmarks)
    assert len(set(bookmarks)) >= 2


@pytest.mark.parametrize("part", [0.3, 0.8])
@pytest.mark.parametrize("polls_on", [False, True], ids=["one run", "polled"])
def test_whatever_state_was_written_last_loses_none(
    polled: PolledOf,
    part: float,
    polls_on: bool,  # noqa: FBT001 - a parameter
) -> None:
    """The bookmark waits for the catch-up that was put off, after a kill too."""
    here = polled(*STREAMS)
    arrived = here.begin()
    here.simulator.configure(
        paging_hook=[HOOK, {"value": {"action": "life"}, "times": 20}],
    )
    run = here.cycles(12, arrived.state)
    here.simulator.configure(paging_hook=None)
    here.simulator.commit_held()
    killed = up_to(run, int(part * len(run.states)))
    arrived.take(killed)
    state = arrived.state
    later = here.cycles(2, state) if polls_on else here.once(state)
    assert later.exit_code == 0, later.stderr
    arrived.take(later)
    if not polls_on:  # it ended the pass that stood, and now there is a new one
        arrived.take(here.once(arrived.state))
    has_all(here, arrived)


def test_a_standing_pass_is_an_ordinary_state(polled: PolledOf) -> None:
    here = polled("load")
    arrived = here.begin()
    assert arrived.state is not None
    bookmark = arrived.state["bookmarks"]["load"]["replication_key_value"]
    with here.running(arrived.state) as running:
        here.simulator.insert("load", {"load_nbr": "LD-NEW"})
        running.record("load", load_nbr="LD-NEW")
        entry = running.state()["bookmarks"]["load"]
        running.end()
    assert entry.keys() == {"replication_key", "replication_key_value", "pass"}
    assert entry["replication_key_value"] == bookmark
    assert entry["pass"]["segments"] == []
    assert entry["pass"]["until"] >= bookmark
    assert "catch_up" not in entry["pass"]
