"""Clocks that differ, stand still, jump, or are not told at all."""

from __future__ import annotations

import datetime
import email.utils
import time
import typing as t

import pytest

from tests.reliability.service import NOT_FOUND, Asked, Reply, Service, serving
from tests.reliability.world import World, bookmark, handmade_catalog
from tests.support import Destination, run_tap

WorldOf: t.TypeAlias = t.Callable[..., World]

UTC = datetime.timezone.utc


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def since(here: World, stream: str) -> str:
    """The bound of the last main request."""
    bounds: list[str] = [
        q["mod_ts__gte"] for q in here.requests(stream) if "mod_ts__gte" in q
    ]
    return bounds[-1]


@pytest.mark.parametrize("hours", [-30, -5, 5, 30])
def test_the_bookmark_is_the_time_of_the_service(world: WorldOf, hours: int) -> None:
    here = world("load", "wave")
    shown = at(here.simulator.clock(offset=hours * 3600))
    arrived = Destination()
    run = here.load(arrived)
    for stream in here.streams:
        value = at(bookmark(run, stream))
        assert value.microsecond == 0
        assert abs(value - shown) < datetime.timedelta(seconds=20)
        assert value <= at(here.simulator.clock())
    for _ in range(5):
        here.simulator.change("load", "touch_random")
    here.load(arrived)
    here.assert_converged(arrived)


@pytest.mark.parametrize("header", ["missing", "absurd"])
def test_without_a_usable_date_rows_come_and_the_bookmark_stays(
    world: WorldOf,
    header: str,
) -> None:
    here = world("load")
    arrived = Destination()
    first = here.load(arrived)
    here.simulator.clock(date_header=header)
    here.simulator.change("load", "touch_first")
    second = here.load(arrived)
    assert "does not tell its time" in second.stderr
    assert bookmark(second, "load") == bookmark(first, "load")
    here.assert_converged(arrived)
    fresh = here.load(Destination())
    assert "does not tell its time" in fresh.stderr
    assert len(fresh.records("load")) == here.simulator.count("load")
    assert bookmark(fresh, "load") is None


def test_a_date_that_comes_late_in_the_run_does_not_time_a_pass(
    world: WorldOf,
) -> None:
    """What was read before the first Date may have changed before it."""
    here = world("load")
    rule = {"value": "missing", "times": 2}
    here.simulator.configure(date_header=rule)
    run = here.load(Destination(), page_size=10, max_concurrent_requests=1)
    assert bookmark(run, "load") is None


@pytest.mark.parametrize("hours", [1, 48])
def test_a_clock_that_was_set_back_is_warned_of(world: WorldOf, hours: int) -> None:
    here = world("load")
    arrived = Destination()
    first = here.load(arrived)
    here.simulator.clock(offset=-hours * 3600)
    second = here.load(arrived)
    assert "clock is earlier than the bookmark" in second.stderr
    assert bookmark(second, "load") == bookmark(first, "load")


def test_a_clock_that_is_back_by_less_than_the_lookback_is_no_news(
    world: WorldOf,
) -> None:
    here = world("load")
    arrived = Destination()
    first = here.load(arrived)
    here.simulator.clock(offset=-120)
    here.simulator.change("load", "touch_first")
    second = here.load(arrived)
    assert "clock is earlier" not in second.stderr
    assert bookmark(second, "load") == bookmark(first, "load")
    here.assert_converged(arrived)


def test_the_time_of_the_first_request_is_taken_off(world: WorldOf) -> None:
    """With a catalog and basic auth, nothing has told the time before."""
    here = world("load")
    here.simulator.configure(latency=1.2)
    # During the request, and hence before its Date, the row may change.
    before = time.time()
    run = here.load(Destination())
    value = at(bookmark(run, "load")).timestamp()
    assert before - 2 <= value <= before + 0.1


def test_later_passes_begin_when_they_begin(world: WorldOf) -> None:
    here = world("load", "wave")
    here.simulator.configure(latency=0.7)
    run = here.load(Destination())
    log = here.simulator.requests(entity="wave", kind="list")
    value = at(bookmark(run, "wave")).timestamp()
    assert log[0]["started"] - 2.8 <= value <= log[0]["started"]


# Zones


@pytest.mark.parametrize(
    "user", ["acme_reader", "acme_newyork", "acme_berlin", "acme_utc"]
)
def test_each_user_sees_the_same_instants(world: WorldOf, user: str) -> None:
    here = world("load", "task")
    account = here.simulator.accounts[user]
    login = {"username": account.username, "password": account.password}
    arrived = Destination()
    here.load(arrived, **login)
    for _ in range(5):
        here.simulator.change("task", "touch_random")
        here.simulator.change("load", "insert_backdated")
    run = here.load(arrived, **login)
    here.assert_converged(arrived)
    assert len(run.records("task")) < 10


NEW_YORK_FALL = "2025-11-02T0{}:30:00-0{}:00"
BERLIN_FALL = "2025-10-26T0{}:30:00+0{}:00"


@pytest.mark.parametrize(
    ("user", "early", "late"),
    [
        ("acme_newyork", NEW_YORK_FALL.format(1, 4), NEW_YORK_FALL.format(1, 5)),
        ("acme_berlin", BERLIN_FALL.format(2, 2), BERLIN_FALL.format(2, 1)),
    ],
)
def test_the_hour_that_comes_twice_in_autumn(
    world: WorldOf,
    user: str,
    early: str,
    late: str,
) -> None:
    here = world("load")
    account = here.simulator.accounts[user]
    login = {"username": account.username, "password": account.password}
    one = here.simulator.insert("load", {"mod_ts": early, "create_ts": early})
    other = here.simulator.insert("load", {"mod_ts": late, "create_ts": late})
    middle = at(late) - datetime.timedelta(minutes=30)
    for start, expected in ((early, {one, other}), (middle.isoformat(), {other})):
        arrived = Destination()
        here.load(arrived, start_date=start, **login)
        assert arrived.rows["load"].keys() == expected
    arrived = Destination()
    here.load(arrived, **login)
    assert [arrived.rows["load"][n]["mod_ts"] for n in (one, other)] == [
        at(text).astimezone(UTC).isoformat(timespec="microseconds")
        for text in (early, late)
    ]
    # And a state that ends between the two.
    state = {
        "bookmarks": {
            "load": {
                "replication_key": "mod_ts",
                "replication_key_value": middle.isoformat(),
            }
        }
    }
    run = here.sync(state, lookback_window=0, **login)
    assert {record["id"] for record in run.records("load")} == {other}


# Dates of the config


def test_times_in_filters_are_whole_seconds_with_an_offset(world: WorldOf) -> None:
    here = world("load")
    arrived = Destination()
    here.load(arrived, start_date="2024-01-01T00:00:00.123456+02:00")
    first = here.requests("load")[-1]
    assert first["mod_ts__gte"] == "2023-12-31T22:00:00+00:00"
    assert "mod_ts__lt" not in first
    here.load(arrived)
    value = at(since(here, "load"))
    assert value.tzinfo is not None
    assert value.microsecond == 0


def test_the_rows_of_the_second_of_the_start_are_in(world: WorldOf) -> None:
    here = world("load")
    inside = "2025-08-01T10:00:00.500000+00:00"
    row = here.simulator.insert("load", {"mod_ts": inside, "create_ts": inside})
    for start in ("2025-08-01T10:00:00+00:00", "2025-08-01T10:00:00.5+00:00"):
        arrived = Destination()
        here.load(arrived, start_date=start)
        assert row in arrived.rows["load"]


def test_an_end_date_bounds_the_pass_and_becomes_the_bookmark(world: WorldOf) -> None:
    here = world("load")
    inside, outside = "2025-08-01T09:59:59.9+00:00", "2025-08-01T10:00:00+00:00"
    one = here.simulator.insert("load", {"mod_ts": inside, "create_ts": inside})
    two = here.simulator.insert("load", {"mod_ts": outside, "create_ts": outside})
    arrived = Destination()
    run = here.load(arrived, end_date="2025-08-01T10:00:00Z")
    assert {q["mod_ts__lt"] for q in here.requests("load")} == {
        "2025-08-01T10:00:00+00:00"
    }
    assert one in arrived.rows["load"]
    assert two not in arrived.rows["load"]
    assert bookmark(run, "load") == "2025-08-01T10:00:00.000000+00:00"
    here.load(arrived)
    here.assert_converged(arrived)


def test_an_end_date_to_come_changes_nothing_but_the_bound(world: WorldOf) -> None:
    here = world("load")
    arrived = Destination()
    run = here.load(arrived, end_date="2199-01-01")
    assert at(bookmark(run, "load")) <= datetime.datetime.now(tz=UTC)
    here.assert_converged(arrived)


@pytest.mark.parametrize("days", [1, 400])
def test_an_end_date_before_the_bookmark_leaves_it(world: WorldOf, days: int) -> None:
    here = world("load")
    arrived = Destination()
    first = here.load(arrived)
    end = datetime.datetime.now(tz=UTC) - datetime.timedelta(days=days)
    second = here.load(arrived, end_date=end.isoformat())
    assert bookmark(second, "load") == bookmark(first, "load")


def test_a_start_date_in_words_is_read_in_utc(world: WorldOf) -> None:
    here = world("load")
    here.load(Destination(), start_date="2 days ago")
    expected = datetime.datetime.now(tz=UTC) - datetime.timedelta(days=2)
    assert abs(at(since(here, "load")) - expected) < datetime.timedelta(seconds=60)
    here.load(Destination(), start_date="2026-01-01")
    assert since(here, "load") == "2026-01-01T00:00:00+00:00"


def test_a_bookmark_of_any_zone_is_the_same_instant(world: WorldOf) -> None:
    here = world("load")
    bounds = set()
    for text in (
        "2025-06-01T12:00:00.000000+00:00",
        "2025-06-01T12:00:00Z",
        "2025-06-01T09:00:00-03:00",
        "2025-06-01T17:30:00.999999+05:30",
    ):
        here.sync(
            {
                "bookmarks": {
                    "load": {
                        "replication_key": "mod_ts",
                        "replication_key_value": text,
                    }
                }
            },
            lookback_window=60,
        )
        bounds.add(since(here, "load"))
    assert bounds == {"2025-06-01T11:59:00+00:00"}


@pytest.mark.parametrize(
    "text",
    [
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Wed, 31 Dec 9999 23:59:59 GMT",
        "Mon, 99 Foo 2026 25:61:61 GMT",
        "now",
        "",
        "2026-11-22T10:00:00Z",
        "Sun, 22 Nov 2026 10:00:00 -2400",
        "Sun, 22 Nov 2026 10:00:00 +9999999999",
    ],
)
def test_dates_of_any_kind_never_stop_a_run_nor_give_a_wild_bookmark(text: str) -> None:
    listing = serving('{"id": 1, "mod_ts": "2026-01-01T00:00:00+00:00"}')

    def respond(asked: Asked) -> Reply:
        reply = listing(asked)
        return Reply(reply.body, reply.status, {"Date": text})

    with Service(respond) as service:
        service.sends_date = False
        catalog = handmade_catalog("thing", incremental=True)
        run = run_tap(config=service.config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    assert len(run.records("thing")) == 1
    value = bookmark(run, "thing")
    if value is not None:
        told = email.utils.parsedate_to_datetime(text)
        assert abs(at(value) - told) < datetime.timedelta(minutes=2)
        assert at(value).year == 2026


def test_a_404_tells_the_time_as_well() -> None:
    def respond(asked: Asked) -> Reply:
        return Reply({}) if asked.path.endswith("describe/") else NOT_FOUND

    with Service(respond) as service:
        catalog = handmade_catalog("thing", incremental=True)
        run = run_tap(config=service.config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    value = at(bookmark(run, "thing"))
    assert abs(value - datetime.datetime.now(tz=UTC)) < datetime.timedelta(seconds=20)
