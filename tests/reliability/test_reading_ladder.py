"""Services that do not read as the best way of reading needs it."""

from __future__ import annotations

import typing as t

import pytest

from tests.reliability.rungs import NO_IDS, way
from tests.reliability.service import Reply, Service
from tests.reliability.world import NULLABLE, World, handmade_catalog
from tests.support import Destination, run_tap

WorldOf: t.TypeAlias = t.Callable[..., World]


# Each rung


@pytest.mark.parametrize("order", ["random", "desc"])
@pytest.mark.parametrize("page_size", [1, 2, 7, 1000])
def test_an_odd_sequence_is_noticed_and_ordered(
    world: WorldOf,
    order: str,
    page_size: int,
) -> None:
    here = world("wave")
    here.simulator.configure(sequenced_order=order)
    arrived = Destination()
    run = here.load(arrived, page_size=page_size)
    here.assert_converged(arrived)
    assert "ordering=id" in run.stderr
    assert way(here.requests("wave")[-1]) == "ordered"


@pytest.mark.parametrize("page_size", [7, 40, 1000])
def test_a_sequence_by_time_that_almost_goes_by_id_loses_no_row(
    world: WorldOf,
    page_size: int,
) -> None:
    # In a table that is mostly appended to, pages by time look like pages by id,
    # until the last one, which holds the rows of old ids that were changed.
    here = world("uom_class")
    for minute in range(50):
        moment = f"2025-01-01T00:{minute:02}:00+00:00"
        here.simulator.insert("uom_class", {"create_ts": moment, "mod_ts": moment})
    first = min(here.ids("uom_class"))
    here.simulator.update("uom_class", first + 1)
    here.simulator.configure(sequenced_order="mod_ts")
    arrived = Destination()
    here.load(arrived, page_size=page_size)
    here.assert_converged(arrived)


def test_a_refused_sequenced_mode_is_replaced_by_ordering(world: WorldOf) -> None:
    here = world("task")
    here.simulator.configure(sequenced_refused=True)
    arrived = Destination()
    here.load(arrived, page_size=20)
    ways = [way(query) for query in here.requests("task")]
    assert ways.count("ordered") == len(ways) - ways.index("ordered")
    here.assert_converged(arrived)


@pytest.mark.parametrize(
    "switches",
    [
        NO_IDS,
        {"id_filter": "ignored"},
        {"id_filter": "refused"},
        {"sequenced_refused": True, "ordering": "refused"},
        {"sequenced_refused": True, "ordering": "ignored", "id_filter": "ignored"},
        {"sequenced_order": "random", "ordering": "refused"},
        {"sequenced_order": "desc", "ordering": "ignored", "id_filter": "ignored"},
        {"duplicate_rows": True},
        {"id_filter": "ignored", "short_pages": 0.4},
    ],
    ids=str,
)
def test_links_are_the_last_resort_and_settle(
    world: WorldOf,
    switches: dict[str, t.Any],
) -> None:
    here = world("task")
    here.simulator.configure(**switches)
    arrived = Destination()
    run = here.load(arrived, page_size=40)
    assert "agree" in run.stderr
    here.assert_converged(arrived)


def test_the_ladder_holds_for_an_incremental_pass_too(world: WorldOf) -> None:
    here = world("task")
    here.simulator.configure(**NO_IDS)
    arrived = Destination()
    here.load(arrived)
    for _ in range(8):
        here.simulator.change("task", "touch_random")
    here.simulator.change("task", "insert_backdated")
    here.load(arrived, page_size=3)
    here.assert_converged(arrived)


# Entities without ids


def test_an_entity_without_ids_is_read_once_along_the_links(world: WorldOf) -> None:
    here = world("rf_key_map")
    for number in range(30):
        here.simulator.insert("rf_key_map", {"facility_id": number + 1})
    run = here.sync(page_size=7)
    assert run.exit_code == 0, run.stderr
    assert len(run.records("rf_key_map")) == here.simulator.count("rf_key_map")
    assert run.state == {"bookmarks": {}}
    assert not any("id__gt" in query for query in here.requests("rf_key_map"))


def test_rows_without_an_id_fail_the_stream_that_has_ids(world: WorldOf) -> None:
    here = world("task", "load")
    here.simulator.configure(null_id={"value": True, "entities": ["task"]})
    run = here.sync()
    assert run.exit_code == 1
    assert "task: a row came without a usable id" in run.stderr
    here.assert_converged(Destination().take(run), "load")


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"results": None},
        {"results": {}},
        {"results": [1]},
        {"results": [None]},
        "text",
        None,
    ],
    ids=str,
)
def test_a_page_of_wrong_shape_is_an_error(body: object) -> None:
    with Service(lambda _: Reply(body)) as service:
        catalog = handmade_catalog("thing", name=NULLABLE["string"])
        run = run_tap(config=service.config, catalog=catalog)
    assert run.exit_code == 1
    assert "no list of rows" in run.stderr
