"""Rows that change: by tests, by themselves, and between pages."""

from __future__ import annotations

import threading
import time
import typing as t

import pytest

from wms_simulator import SimulatorError

if t.TYPE_CHECKING:
    from tests.simulator.api import Api
    from wms_simulator import Simulator


def test_direct_writes_are_seen_at_once(api: Api, sim: Simulator) -> None:
    sim.clock(frozen="2026-02-03T04:05:06.000007Z")
    number = sim.insert("order_hdr", {"order_nbr": "X", "facility_id": 201})
    row = api.get(f"order_hdr/{number}").json()
    assert row["mod_ts"] == row["create_ts"] == "2026-02-03T01:05:06.000007-03:00"
    assert row["facility_id"]["key"] == "WH01"
    sim.clock(frozen="2026-02-03T05:00:00Z")
    assert sim.update(
        "order_hdr", number, {"order_nbr": "Y", "total_orig_ord_qty": "10.50"}
    )
    row = api.get(f"order_hdr/{number}").json()
    assert (row["order_nbr"], row["total_orig_ord_qty"]) == ("Y", "10.5")
    assert row["mod_ts"] > row["create_ts"]
    assert sim.delete("order_hdr", number)
    assert not sim.delete("order_hdr", number)
    api.error(404, f"order_hdr/{number}")


def test_unknown_fields_are_told(sim: Simulator) -> None:
    with pytest.raises(SimulatorError, match="has no field nothing"):
        sim.insert("order_hdr", {"nothing": 1})
    with pytest.raises(SimulatorError):
        sim.insert("order_hdr", {"total_orig_ord_qty": "much"})
    with pytest.raises(SimulatorError, match="above 0"):
        sim.start_life(rate=0)


def test_bulk(sim: Simulator) -> None:
    ids = sim.bulk("serial_nbr", 2000, serial_nbr="S{n}", facility_id=201)
    assert len(ids) == sim.count("serial_nbr") == 2000
    assert sim.truth_by_id("serial_nbr")[ids[7]]["serial_nbr"] == "S7"


def test_restore_brings_everything_back(api: Api, sim: Simulator) -> None:
    before = sim.truth("order_hdr")
    sim.life(30)
    sim.configure(error=500)
    sim.clock(offset=1e6)
    api.get("uom")
    sim.restore()
    assert sim.truth("order_hdr") == before
    assert sim.requests() == []
    assert api.get("uom").status_code == 200


@pytest.mark.parametrize(
    "kind",
    [
        "order",
        "wave",
        "pick",
        "pack",
        "ship",
        "receive",
        "move",
        "adjust",
        "history",
        "purge",
    ],
)
def test_each_kind_of_life_changes_rows(api: Api, sim: Simulator, kind: str) -> None:
    watched = ("order_hdr", "allocation", "container", "inventory", "ib_shipment")
    sim.clock(frozen="2026-01-01T00:00:00Z")
    before = sim.count("inventory_history")
    assert sim.life(3, kinds=[kind]) == {kind: 3}
    changed = [api.ids(name, mod_ts__gte="2026-01-01T00:00:00Z") for name in watched]
    assert any(changed) or sim.count("inventory_history") != before


def test_purges_delete_rows(sim: Simulator) -> None:
    before = sim.count("inventory_history")
    sim.life(2, kinds=["purge"])
    assert sim.count("inventory_history") == before - 6


def test_life_is_the_same_for_the_same_seed(sim: Simulator) -> None:
    seen = []
    for _ in range(2):
        sim.restore()
        sim.clock(frozen="2026-01-01T00:00:00Z")
        sim.life(40)
        seen.append(sim.truth("order_dtl"))
    assert seen[0] == seen[1]


def test_late_commits_appear_with_an_older_time(sim: Simulator) -> None:
    sim.clock(frozen="2026-01-01T00:00:00Z")
    before = sim.truth_by_id("order_hdr")
    sim.life(2, kinds=["late_commit"])
    assert sim.truth_by_id("order_hdr") == before
    sim.clock(frozen="2026-01-01T01:00:00Z")
    assert sim.commit_held() == 2
    new = [
        row
        for number, row in sim.truth_by_id("order_hdr", zone="UTC").items()
        if number not in before
    ]
    assert [row["mod_ts"][:16] for row in new] == ["2026-01-01T00:00"] * 2
    assert {row["create_ts"][11:13] for row in new} == {"00", "01"}


def test_backdated_rows(sim: Simulator) -> None:
    before = sim.truth_by_id("order_hdr")
    sim.life(1, kinds=["backdated"])
    (new,) = (
        row
        for number, row in sim.truth_by_id("order_hdr").items()
        if number not in before
    )
    assert new["mod_ts"] < new["create_ts"]


def test_life_goes_on_by_itself(sim: Simulator) -> None:
    before = sim.count("order_hdr")
    sim.start_life(rate=200, kinds=["order"])
    time.sleep(0.2)
    sim.stop_life()
    after = sim.count("order_hdr")
    assert after > before
    time.sleep(0.05)
    assert sim.count("order_hdr") == after


def test_a_row_moves_between_two_pages(api: Api, sim: Simulator) -> None:
    sim.configure(paging_hook={"value": {"action": "touch_last_read"}, "after": 1})
    first = api.page("order_hdr", page_size=5, page_mode="sequenced")
    last = first["results"][-1]
    api.session.get(first["next_page"], timeout=5)
    row = api.get(f"order_hdr/{last['id']}").json()
    assert row["mod_ts"] != last["mod_ts"]


@pytest.mark.parametrize(("action", "change"), [("insert", 4), ("delete_random", -4)])
def test_rows_come_and_go_between_pages(
    api: Api, sim: Simulator, action: str, change: int
) -> None:
    sim.configure(paging_hook={"action": action, "every": 2, "count": 2})
    before = sim.count("item")
    for _ in range(5):
        api.get("item")
    assert sim.count("item") == before + change


def test_a_change_can_be_made_by_name(sim: Simulator) -> None:
    number = sim.change("order_hdr", "insert_backdated")
    assert number is not None
    row = sim.truth_by_id("order_hdr")[number]
    assert row["mod_ts"] < row["create_ts"]
    assert sim.change("serial_nbr", "touch_random") is None
    with pytest.raises(SimulatorError, match="no change"):
        sim.change("order_hdr", "explode")


def test_many_at_once(api: Api, sim: Simulator) -> None:
    failures: list[int] = []

    def read() -> None:
        for _ in range(3):
            answer = api.session.get(f"{api.root}/order_hdr", timeout=20)
            if answer.status_code != 200:
                failures.append(answer.status_code)

    sim.configure(latency=0.05)
    sim.start_life(rate=100)
    threads = [threading.Thread(target=read) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sim.stop_life()
    assert not failures
    assert 2 < sim.max_in_flight() <= 32


def test_the_log_says_what_was_asked(api: Api, sim: Simulator) -> None:
    api.get()
    api.get("item/describe")
    api.get("item", page_size=7)
    api.get("item/1")
    log = sim.requests()
    assert [one["kind"] for one in log] == ["listing", "describe", "list", "one"]
    listed = sim.requests(entity="item", kind="list")[0]
    assert listed["query"] == {"page_size": "7"}
    assert listed["rows"] == 7
    assert listed["status"] == 200
    assert listed["headers"]["has_authorization"] is True
    assert listed["bytes"] > 0
    assert listed["ended"] >= listed["started"]
    assert sim.password not in str(log)
    sim.clear_log()
    assert sim.requests() == []
