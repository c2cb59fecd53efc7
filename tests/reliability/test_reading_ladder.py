"""Services that do not read as the best way of reading needs it."""

from __future__ import annotations

import typing as t

import pytest

from tests.reliability.service import Asked, Reply, Service, serving
from tests.reliability.world import NULLABLE, World, handmade_catalog
from tests.support import Destination, run_tap

WorldOf: t.TypeAlias = t.Callable[..., World]

NO_IDS: t.Final[dict[str, t.Any]] = {"ordering": "refused", "id_filter": "refused"}
"""Nothing is left but the service's own links."""


def way(query: dict[str, t.Any]) -> str:
    """How a page was asked for."""
    if "cursor" in query or "page" in query:
        return "link"
    if "ordering" in query:
        return "ordered"
    return str(query.get("page_mode", "paged"))


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


# Links


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


# Pages


@pytest.mark.parametrize("chance", [0.3, 1.0])
@pytest.mark.parametrize("page_size", [6, 1000])
def test_short_pages_are_no_ends(world: WorldOf, chance: float, page_size: int) -> None:
    here = world("task")
    here.simulator.configure(short_pages=chance)
    arrived = Destination()
    here.load(arrived, page_size=page_size)
    here.assert_converged(arrived)


@pytest.mark.parametrize(
    "switches",
    [
        {"page_size_cap": 30},
        {"page_size_cap": 30, "page_size_over": "400"},
        {"page_size_refused": True},
        {"page_size_refused": True, "page_size_default": 50},
        {"page_size_refused": True, "sequenced_refused": True},
        {"page_size_refused": True, "ordering": "refused", "id_filter": "refused"},
        {"page_size_refused": True, "next_page_null_early": True},
        {"page_size_cap": 30, "beyond_last": "empty", "empty_list": "200"},
        {"page_size_cap": 30, "short_pages": 0.5},
        {"page_size_cap": 30, "phantom_last_page": True},
    ],
    ids=str,
)
def test_services_with_a_page_size_of_their_own(
    world: WorldOf,
    switches: dict[str, t.Any],
) -> None:
    here = world("task")
    here.simulator.configure(**switches)
    arrived = Destination()
    here.load(arrived, page_size=100)
    here.assert_converged(arrived)


@pytest.mark.parametrize("beyond_last", ["404", "400", "empty", "500"])
@pytest.mark.parametrize(("empty_list", "page_size"), [("404", 50), ("200", 149)])
def test_every_way_to_say_that_there_is_no_more(
    world: WorldOf,
    empty_list: str,
    beyond_last: str,
    page_size: int,
) -> None:
    here = world("task", "asset")
    here.simulator.configure(empty_list=empty_list, beyond_last=beyond_last)
    arrived = Destination()
    here.load(arrived, page_size=page_size)
    here.load(arrived, page_size=page_size)
    here.assert_converged(arrived)
    assert "asset" not in arrived.rows


def test_a_gateway_timeout_halves_the_page_and_goes_on_from_the_same_id(
    world: WorldOf,
) -> None:
    here = world("task")
    limit = {"value": 30, "after": 2}
    here.simulator.configure(gateway_timeout_above=limit)
    arrived = Destination()
    here.load(arrived, page_size=60)
    asked = [(q["page_size"], q.get("id__gt")) for q in here.requests("task")]
    sizes = [size for size, _ in asked]
    assert sizes == ["60"] * 3 + ["30"] * (len(sizes) - 3)
    assert asked[2][1] == asked[3][1] is not None
    assert len(asked) == len(set(asked))
    here.assert_converged(arrived)


def test_a_gateway_timeout_at_every_size_is_a_failure(world: WorldOf) -> None:
    here = world("task", "load")
    rule = {"value": 0, "entities": ["task"]}
    here.simulator.configure(gateway_timeout_above=rule)
    run = here.sync(page_size=200, max_retries=2)
    assert run.exit_code == 1
    assert "504" in run.stderr
    sizes = [query["page_size"] for query in here.requests("task")]
    assert sizes == ["200", "100", "50", "25", "25", "25"]
    here.assert_converged(Destination().take(run), "load")


@pytest.mark.parametrize("fault", [{"hang": True}, {"slow_drip": 3.0}], ids=str)
def test_a_timeout_halves_the_page(world: WorldOf, fault: dict[str, t.Any]) -> None:
    here = world("task")
    (name, value) = next(iter(fault.items()))
    rule = {"value": value, "times": 1, "after": 1}
    here.simulator.configure(**{name: rule})
    arrived = Destination()
    here.load(arrived, page_size=60, request_timeout=1)
    sizes = [query["page_size"] for query in here.requests("task")]
    assert sizes[:3] == ["60", "60", "30"]
    here.assert_converged(arrived)


def test_a_gateway_timeout_along_links_begins_again_with_smaller_pages(
    world: WorldOf,
) -> None:
    here = world("task")
    here.simulator.configure(**NO_IDS, gateway_timeout_above={"value": 30, "after": 6})
    arrived = Destination()
    here.load(arrived, page_size=60)
    here.assert_converged(arrived)


# Filters


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
