"""Links of pages that mislead: read along where nothing else is left, or overlooked."""

from __future__ import annotations

import typing as t

import pytest

from tests.reliability.rungs import NO_IDS, way
from tests.reliability.service import Asked, Reply, Service, serving
from tests.reliability.world import World, handmade_catalog
from tests.support import Destination, run_tap

WorldOf: t.TypeAlias = t.Callable[..., World]


@pytest.mark.parametrize(
    "action", ["touch_random", "insert", "delete_random", "delete_last"]
)
@pytest.mark.parametrize(
    ("mode", "beyond_last"),
    [("sequenced", "404"), ("paged", "404"), ("paged", "empty"), ("paged", "500")],
)
def test_moving_rows_along_links_are_complete_or_a_failure(
    world: WorldOf,
    action: str,
    beyond_last: str,
    mode: str,
) -> None:
    here = world("load")
    before = here.ids("load")
    here.simulator.configure(
        **NO_IDS,
        sequenced_refused=mode == "paged",
        beyond_last=beyond_last,
        paging_hook={"value": {"action": action, "every": 2}, "times": 3},
    )
    arrived = Destination()
    run = here.sync(page_size=10, max_retries=1)
    arrived.take(run)
    if run.exit_code == 0:
        assert before & here.ids("load") <= arrived.rows["load"].keys()
    else:
        assert "Stream 'load' failed" in run.stderr
        assert "replication_key_value" not in run.state["bookmarks"]["load"]
    here.simulator.configure(paging_hook=None)
    here.load(arrived)
    here.assert_converged(arrived)


def test_rows_that_never_settle_fail_the_stream_after_five_readings(
    world: WorldOf,
) -> None:
    here = world("load", "task")
    here.simulator.configure(
        **NO_IDS, paging_hook={"action": "touch_random", "entity": "load"}
    )
    run = here.sync(page_size=20)
    assert run.exit_code == 1
    assert "5 readings" in run.stderr
    firsts = [query for query in here.requests("load") if way(query) == "sequenced"]
    # The first page and its refused successor, by sequence and by order, come first.
    assert len(firsts) == 5 + 2
    here.assert_converged(Destination().take(run), "task")


def test_links_that_go_in_circles_are_a_failure() -> None:
    rows = ['{"id": 2}', '{"id": 1}']
    with Service(serving(*rows)) as service:
        service.respond = serving(*rows, link=f"{service.base_url}/again/?page=2")
        run = run_tap(config=service.config, catalog=handmade_catalog("thing"))
        assert run.exit_code == 1
        assert "circles" in run.stderr
        assert len(service.asked) < 10


def test_links_that_never_end_are_a_failure_or_end() -> None:
    """Each link is new and brings the same rows: nothing may be read for ever."""
    number = 0

    def respond(asked: Asked) -> Reply:
        nonlocal number
        number += 1
        if number > 500:
            return Reply(b"{}", status=405)
        link = f"/acme_test/wms/lgfapi/v10/entity/thing/?page={number}"
        return serving('{"id": 2}', '{"id": 1}', link=link)(asked)

    with Service(respond) as service:
        run = run_tap(config=service.config, catalog=handmade_catalog("thing"))
    assert run.exit_code == 1


@pytest.mark.parametrize("host", ["foreign", "https", "internal_port", "missing_port"])
def test_odd_links_do_not_stop_reading_by_id_and_fail_reading_by_links(
    world: WorldOf,
    host: str,
) -> None:
    here = world("task")
    here.simulator.configure(next_page_host=host)
    arrived = Destination()
    here.load(arrived, page_size=40)
    here.assert_converged(arrived)
    here.simulator.configure(**NO_IDS)
    run = here.sync(page_size=40)
    assert run.exit_code == 1
    assert "another host" in run.stderr
    assert "bookmark" not in str(run.state["bookmarks"]["task"])


def test_relative_links_are_followed(world: WorldOf) -> None:
    here = world("task")
    here.simulator.configure(**NO_IDS, next_page_host="relative")
    arrived = Destination()
    here.load(arrived, page_size=40)
    here.assert_converged(arrived)


@pytest.mark.parametrize("page_size", [10, 150, 1000])
def test_missing_links_do_not_end_reading_by_id(world: WorldOf, page_size: int) -> None:
    here = world("task")
    here.simulator.configure(next_page_null_early=True)
    arrived = Destination()
    here.load(arrived, page_size=page_size)
    here.assert_converged(arrived)


@pytest.mark.parametrize("mode", ["sequenced", "ordered", "links"])
def test_a_phantom_last_page_is_never_taken_for_the_end(
    world: WorldOf,
    mode: str,
) -> None:
    here = world("load")
    here.simulator.configure(
        phantom_last_page=True,
        sequenced_refused=mode == "ordered",
        **(NO_IDS if mode == "links" else {}),
    )
    run = here.sync(page_size=30, max_retries=1)
    here.assert_converged(Destination().take(run))
    assert run.exit_code == (1 if mode == "links" else 0), run.stderr


def test_counts_that_fall_from_page_to_page_mean_nothing(world: WorldOf) -> None:
    here = world("task")
    here.simulator.configure(sequenced_refused=True, result_count_falls=True)
    arrived = Destination()
    here.load(arrived, page_size=20)
    here.assert_converged(arrived)


def test_a_stale_cursor_is_not_taken_for_the_end(world: WorldOf) -> None:
    here = world("load")
    here.simulator.configure(**NO_IDS, stale_cursor=True)
    run = here.sync(page_size=30)
    assert run.exit_code == 1
    here.simulator.configure(stale_cursor=None)
    arrived = Destination().take(run)
    here.load(arrived)
    here.assert_converged(arrived)
