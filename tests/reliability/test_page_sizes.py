"""Pages that are short, cut or too heavy."""

from __future__ import annotations

import typing as t

import pytest

from tests.reliability.rungs import NO_IDS
from tests.reliability.world import World
from tests.support import Destination

WorldOf: t.TypeAlias = t.Callable[..., World]


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
