"""Rows that change, come and go while a pass reads them."""

from __future__ import annotations

import datetime
import typing as t

import pytest

from tests.reliability.world import World, bookmark
from tests.support import Destination

WorldOf: t.TypeAlias = t.Callable[..., World]

HOUR = 3600
ACTIONS = (
    "touch_random",
    "touch_first",
    "touch_last",
    "touch_last_read",
    "insert",
    "insert_backdated",
    "late_commit",
    "delete_random",
    "delete_first",
    "delete_last",
    "delete_last_read",
)


def now(**shift: float) -> str:
    moment = datetime.datetime.now(tz=datetime.timezone.utc)
    return (moment + datetime.timedelta(**shift)).isoformat()


@pytest.mark.parametrize(
    ("action", "page_size"),
    [*((action, 4) for action in ACTIONS), ("touch_random", 25), ("delete_first", 25)],
)
def test_a_change_before_every_page_loses_nothing(
    world: WorldOf,
    action: str,
    page_size: int,
) -> None:
    here = world("load")
    arrived = Destination()
    before = here.ids("load")
    # Bounded, or pages of one new row each would never come to an end.
    hook = {"value": {"action": action, "every": 1}, "times": 30}
    with here.simulator.configured(paging_hook=hook):
        here.load(arrived, page_size=page_size)
    assert before & here.ids("load") <= arrived.rows["load"].keys()
    here.load(arrived, page_size=page_size, lookback_window=HOUR)
    here.assert_converged(arrived)


@pytest.mark.usefixtures("early_ranges")
@pytest.mark.parametrize("action", ACTIONS[::2])
def test_a_change_before_every_page_of_many_ranges_loses_nothing(
    world: WorldOf,
    action: str,
) -> None:
    here = world("task")
    arrived = Destination()
    before = here.ids("task")
    hook = {"value": {"action": action, "every": 1}, "times": 40}
    with here.simulator.configured(paging_hook=hook):
        here.load(arrived, page_size=5)
    assert any("id__lte" in query for query in here.requests("task"))
    assert before & here.ids("task") <= arrived.rows["task"].keys()
    here.load(arrived, page_size=5, lookback_window=HOUR)
    here.assert_converged(arrived)


@pytest.mark.parametrize("page_size", [3, 1000])
@pytest.mark.parametrize("action", ["touch_random", "delete_random", "insert"])
def test_changes_between_the_pages_of_an_incremental_pass(
    world: WorldOf,
    action: str,
    page_size: int,
) -> None:
    here = world("load")
    arrived = Destination()
    here.load(arrived)
    for _ in range(10):
        here.simulator.change("load", "touch_random")
    hook = {"value": {"action": action, "every": 1}, "times": 12}
    with here.simulator.configured(paging_hook=hook):
        here.load(arrived, page_size=page_size)
    here.load(arrived, page_size=page_size)
    here.assert_converged(arrived)


def test_a_row_that_changes_before_every_request_holds_up_nothing(
    world: WorldOf,
) -> None:
    here = world("task")
    hook = {"action": "touch_last", "every": 1}
    with here.simulator.configured(paging_hook=hook):
        run = here.load(Destination(), page_size=10)
    assert len(run.records("task")) == here.simulator.count("task")
    # Each page by itself, and one for a full last page.
    assert len(here.requests("task")) <= here.simulator.count("task") // 10 + 1


def test_runs_in_a_living_warehouse_converge_when_it_rests(world: WorldOf) -> None:
    here = world("allocation", "ib_shipment", "order_hdr", "wave")
    arrived = Destination()
    here.simulator.start_life(rate=40)
    here.load(arrived, page_size=100)
    here.load(arrived)
    here.simulator.stop_life()
    here.simulator.commit_held()
    here.load(arrived)
    here.assert_converged(arrived)


def test_rows_committed_late_are_found_within_the_lookback(world: WorldOf) -> None:
    here = world("load", "order_hdr")
    arrived = Destination()
    here.simulator.life(steps=3, kinds=["late_commit"])
    here.load(arrived)
    assert here.simulator.commit_held() > 0
    early = {"create_ts": now(minutes=-9), "mod_ts": now(minutes=-9)}
    late = here.simulator.insert("load", early)
    here.load(arrived)
    assert late in arrived.rows["load"]
    here.assert_converged(arrived)


def test_back_dated_rows_are_caught_up_with(world: WorldOf) -> None:
    here = world("load", "order_hdr")
    arrived = Destination()
    here.load(arrived)
    old = here.simulator.insert("load", {"mod_ts": "2020-02-02T00:00:00+00:00"})
    here.simulator.life(steps=3, kinds=["backdated"])
    here.load(arrived)
    assert old in arrived.rows["load"]
    here.assert_converged(arrived)


def test_start_date_does_not_limit_the_catch_up(world: WorldOf) -> None:
    here = world("load")
    arrived = Destination()
    here.load(arrived, start_date=now(days=-1))
    assert "load" not in arrived.rows
    old = here.simulator.insert("load", {"mod_ts": "2020-02-02T00:00:00+00:00"})
    here.load(arrived, start_date=now(days=-1))
    assert arrived.rows["load"].keys() == {old}


def test_the_first_pass_has_no_catch_up(world: WorldOf) -> None:
    here = world("load")
    here.simulator.insert("load", {"mod_ts": "2020-02-02T00:00:00+00:00"})
    here.load(Destination(), start_date=now(days=-1))
    assert not any("create_ts__gte" in query for query in here.requests("load"))


@pytest.mark.parametrize("page_size", [400, 1000])
def test_thousands_of_rows_with_one_timestamp(world: WorldOf, page_size: int) -> None:
    here = world("uom_class")
    moment = now(seconds=-5)
    same = {"create_ts": moment, "mod_ts": moment, "uom_class_code": "X{n}"}
    here.simulator.bulk("uom_class", 2000, **same)
    arrived = Destination()
    hook = {"value": {"action": "touch_random", "every": 1}, "times": 3}
    with here.simulator.configured(paging_hook=hook):
        here.load(arrived, page_size=page_size)
    assert here.ids("uom_class") <= arrived.rows["uom_class"].keys()
    # A second import with the very same time, after the first pass.
    here.simulator.bulk("uom_class", 500, **same)
    here.load(arrived, page_size=page_size)
    here.assert_converged(arrived)


def test_a_time_in_the_future_hides_no_later_change(world: WorldOf) -> None:
    here = world("load")
    arrived = Destination()
    ahead = here.simulator.insert("load", {"mod_ts": now(days=400)})
    first = here.load(arrived)
    assert ahead in arrived.rows["load"]
    assert bookmark(first, "load") < now()
    here.simulator.update("load", ahead, {"driver": "back again"})
    here.simulator.change("load", "touch_first")
    here.load(arrived)
    here.assert_converged(arrived)


@pytest.mark.parametrize("page_size", [3, 1000])
def test_without_any_lookback_nothing_falls_between_two_passes(
    world: WorldOf,
    page_size: int,
) -> None:
    here = world("load")
    arrived = Destination()
    hook = {"value": {"action": "touch_random", "every": 1}, "times": 40}
    with here.simulator.configured(paging_hook=hook):
        here.load(arrived, page_size=page_size, lookback_window=0)
        here.load(arrived, page_size=page_size, lookback_window=0)
    here.load(arrived, page_size=page_size, lookback_window=0)
    here.assert_converged(arrived)


def test_a_bookmark_never_exceeds_the_start_of_its_pass(world: WorldOf) -> None:
    here = world("load", "task")
    arrived = Destination()
    with here.simulator.configured(latency=0.02):
        run = here.load(arrived, page_size=10)
    started = {
        stream: here.simulator.requests(entity=stream, kind="list")[0]["started"]
        for stream in here.streams
    }
    for stream, seconds in started.items():
        value = datetime.datetime.fromisoformat(bookmark(run, stream))
        assert value.microsecond == 0
        assert seconds - 3 <= value.timestamp() <= seconds + 0.02
