"""A STATE message is never long in coming, however slow the service is."""

from __future__ import annotations

import typing as t

from tap_oracle_wms.ahead import lanes
from tap_oracle_wms.streams import cadence
from tests.support import run_tap

if t.TYPE_CHECKING:
    import pytest

    from wms_simulator import Simulator


def test_a_slow_page_does_not_keep_back_the_state_of_those_before(
    simulator: Simulator,
    config: dict[str, t.Any],
    catalog_of: t.Callable[..., dict[str, t.Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cadence, "STATE_SECONDS", 0.05)
    monkeypatch.setattr(lanes, "IDLE_SECONDS", 0.05)
    simulator.configure(latency={"value": 0.5, "entities": ["load"], "after": 1})
    run = run_tap(config={**config, "page_size": 20}, catalog=catalog_of("load"))
    assert run.exit_code == 0, run.stderr
    kinds = [message["type"] for message in run.messages]
    assert kinds.count("RECORD") == simulator.count("load") == 40
    first, second = run.records("load")[19]["id"], run.records("load")[39]["id"]
    # The state of the first page stands right behind it, before the second page.
    at = kinds.index("RECORD") + 20
    (segment,) = run.messages[at]["value"]["bookmarks"]["load"]["pass"]["segments"]
    assert segment == {"after": first, "through": None}
    assert second > first


def test_a_state_covers_no_record_that_follows_it(
    simulator: Simulator,
    config: dict[str, t.Any],
    catalog_of: t.Callable[..., dict[str, t.Any]],
) -> None:
    run = run_tap(config={**config, "page_size": 10}, catalog=catalog_of("order_hdr"))
    seen: set[int] = set()
    states = 0
    ids = {row["id"] for row in simulator.truth("order_hdr")}
    for message in run.messages:
        if message["type"] == "RECORD":
            seen.add(message["record"]["id"])
        elif message["type"] == "STATE":
            entry = message["value"]["bookmarks"].get("order_hdr", {})
            states += 1
            if "pass" in entry:
                (segment,) = entry["pass"]["segments"] or [{"after": max(ids)}]
                read = segment["after"] or 0
                assert {number for number in ids if number <= read} <= seen
            elif entry:
                assert seen == ids
    # 600 rows: one behind every ten pages, and those at both ends.
    assert states >= 7


def test_the_last_message_of_a_run_is_a_state(
    config: dict[str, t.Any],
    catalog_of: t.Callable[..., dict[str, t.Any]],
) -> None:
    """A target passes on only a state that follows the last record."""
    run = run_tap(config=config, catalog=catalog_of("load", "order_status", "uom"))
    assert run.messages[-1]["type"] == "STATE"
    assert run.state["bookmarks"].keys() == {"load", "uom"}
    again = run_tap(
        config=config,
        catalog=catalog_of("order_status"),
        state=run.state,
    )
    assert again.messages[-1] == {"type": "STATE", "value": run.state}


def test_a_window_without_room_asks_for_nothing_and_blames_no_clock(
    simulator: Simulator,
    config: dict[str, t.Any],
    catalog_of: t.Callable[..., dict[str, t.Any]],
) -> None:
    entry = {"replication_key_value": "2026-01-01T00:00:00.000000+00:00"}
    simulator.clear_log()
    run = run_tap(
        config={**config, "end_date": "2025-01-01"},
        catalog=catalog_of("uom"),
        state={"bookmarks": {"uom": entry}},
    )
    assert run.exit_code == 0, run.stderr
    assert "does not tell its time" not in run.stderr
    assert run.state["bookmarks"]["uom"] == {"replication_key": "mod_ts", **entry}
    assert all("mod_ts__gte" not in r["query"] for r in simulator.requests())
