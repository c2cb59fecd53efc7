"""What the warehouse says of itself agrees: stock, history, orders, counts."""

from __future__ import annotations

import collections
import typing as t
from decimal import Decimal

import pytest

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

STOCK_CHANGES = {1, 3, 17}

Place: t.TypeAlias = tuple[int, int]


def on_hand(sim: Simulator) -> dict[Place, Decimal]:
    found: dict[Place, Decimal] = collections.defaultdict(Decimal)
    for row in sim.truth("inventory", fields=["facility_id", "item_id", "curr_qty"]):
        place = row["facility_id"]["id"], row["item_id"]["id"]
        found[place] += Decimal(row["curr_qty"])
    return found


def movements(sim: Simulator) -> list[tuple[str, Place, Decimal]]:
    wanted = ["facility_id", "item_id", "adj_qty", "history_activity_id", "create_ts"]
    return [
        (
            row["create_ts"],
            (row["facility_id"]["id"], row["item_id"]["id"]),
            Decimal(row["adj_qty"]),
        )
        for row in sim.truth("inventory_history", zone="UTC", fields=wanted)
        if row["history_activity_id"]["id"] in STOCK_CHANGES
    ]


def assert_never_negative(sim: Simulator) -> None:
    balance = on_hand(sim)
    assert min(balance.values()) >= 0
    for when, place, change in sorted(movements(sim), reverse=True):
        balance[place] -= change
        assert balance[place] >= 0, (when, place)


def test_history_leads_to_the_stock_that_is_there(sim: Simulator) -> None:
    assert_never_negative(sim)


def test_what_the_writer_does_is_told_in_full(sim: Simulator) -> None:
    before, known = on_hand(sim), len(movements(sim))
    sim.life(150, kinds=["order", "wave", "pick", "pack", "ship", "receive", "adjust"])
    after = on_hand(sim)
    told: dict[Place, Decimal] = collections.defaultdict(Decimal)
    for _, place, change in movements(sim)[known:]:
        told[place] += change
    assert any(told.values())
    for place in before.keys() | after.keys() | told.keys():
        assert before[place] + told[place] == after[place], place
    assert_never_negative(sim)


@pytest.mark.parametrize("steps", [0, 200])
def test_orders_go_forwards(sim: Simulator, steps: int) -> None:
    if steps:
        sim.life(steps, kinds=["order", "wave", "pick", "pack", "ship"])
    orders = sim.truth_by_id("order_hdr", zone="UTC")
    lines = sim.truth_by_id("order_dtl", zone="UTC")
    seen = 0
    for row in sim.truth("allocation", zone="UTC"):
        order = orders[lines[row["order_dtl_id"]["id"]]["order_id"]["id"]]
        times = [order["create_ts"], row["create_ts"], row["picked_ts"]]
        times.append(order["order_shipped_ts"])
        known = [one for one in times if one]
        assert known == sorted(known)
        assert bool(order["order_shipped_ts"]) == (order["status_id"] == 90)
        assert Decimal(row["packed_qty"]) <= Decimal(row["alloc_qty"])
        seen += order["status_id"] == 90
    assert seen


def test_goods_of_an_lpn_are_those_of_its_shipment(sim: Simulator) -> None:
    received: dict[int, Decimal] = collections.defaultdict(Decimal)
    for row in sim.truth("ib_shipment_dtl"):
        received[row["ib_shipment_id"]["id"]] += Decimal(row["received_qty"])
    for row in sim.truth("container", zone="UTC"):
        if row["rcvd_shipment_id"] and row["first_putaway_ts"]:
            assert row["rcvd_ts"] <= row["first_putaway_ts"]
    shipments = sim.truth_by_id("ib_shipment")
    assert {
        number for number, row in shipments.items() if row["status_id"] == 0
    }.isdisjoint(number for number, total in received.items() if total)


def test_counts_that_differ_are_in_the_history_under_their_group(
    sim: Simulator,
) -> None:
    sim.life(20, kinds=["adjust"])
    groups = {
        row["group_nbr"]: Decimal(row["adj_qty"])
        for row in sim.truth("inventory_history")
        if row["history_activity_id"]["id"] == 17
    }
    headers = sim.truth_by_id("cc_adjustment_hdr")
    differing = 0
    for row in sim.truth("cc_adjustment_dtl"):
        header = headers[row["cc_adjustment_hdr_id"]["id"]]
        change = Decimal(row["counted_qty"]) - Decimal(row["expected_qty"])
        if change and header["status_id"] == 90:
            differing += 1
            assert groups[header["group_nbr"]] == change
    assert differing
