"""A service that fails: what passes is repeated, what does not is told."""

from __future__ import annotations

import itertools
import threading
import time
import typing as t

import pytest

from tests.reliability.service import NOT_FOUND, Asked, Reply, Service, serving
from tests.reliability.world import STUBBORN, World, handmade_catalog
from tests.support import Destination, run_tap
from wms_simulator import Simulator

WorldOf: t.TypeAlias = t.Callable[..., World]

PASSING: dict[str, dict[str, t.Any]] = {
    **{f"error {status}": {"error": status} for status in (408, 409, 429, 500, 502)},
    **{f"error {status}": {"error": status} for status in (503, 504)},
    "500 as a web page": {"error": {"status": 500, "body": "html"}},
    "503 without a body": {"error": {"status": 503, "body": "empty"}},
    "429 to come back at once": {"error": {"status": 429, "retry_after": 0}},
    "reset before": {"reset": "before"},
    "reset in the headers": {"reset": "headers"},
    "reset in the body": {"reset": "middle"},
    "cut off": {"truncate": "length"},
    "cut off in chunks": {"truncate": "chunked"},
    "cut off in the JSON": {"truncate": "json"},
    "redirected": {"redirect": "same"},
    "dripping": {"slow_drip": 0.05},
    "never compressed": {"gzip": False},
}


@pytest.mark.parametrize("fault", PASSING)
def test_faults_that_pass_cost_nothing_but_time(world: WorldOf, fault: str) -> None:
    here = world("load")
    ((name, value),) = PASSING[fault].items()
    here.simulator.configure(**{name: {"value": value, "rate": 0.15}})
    arrived = Destination()
    here.load(arrived, page_size=4, max_retries=STUBBORN)
    for _ in range(3):
        here.simulator.change("load", "touch_random")
    here.load(arrived, page_size=4, max_retries=STUBBORN)
    here.assert_converged(arrived)


def test_all_faults_at_once(world: WorldOf) -> None:
    here = world("load", "task", "ib_shipment")

    def sometimes(entities: str, *values: t.Any) -> list[dict[str, t.Any]]:
        return [{"value": n, "rate": 0.03, "entities": entities} for n in values]

    here.simulator.configure(
        error=sometimes("*", 408, 409, 429, 500, 502, 503, 504),
        reset=sometimes("task", "before", "headers", "middle"),
        truncate=sometimes("[!t]*", "length", "chunked", "json"),
        paging_hook={"value": {"action": "touch_random"}, "times": 60},
    )
    arrived = Destination()
    here.load(arrived, page_size=10, max_retries=STUBBORN)
    here.load(arrived, page_size=10, max_retries=STUBBORN)
    here.simulator.configure(error=None, reset=None, truncate=None, paging_hook=None)
    here.load(arrived)
    here.assert_converged(arrived)


def test_answers_that_never_come_are_asked_for_again(world: WorldOf) -> None:
    here = world("load")
    here.simulator.configure(hang={"value": True, "times": 1, "after": 1})
    arrived = Destination()
    here.load(arrived, page_size=10, request_timeout=1)
    here.assert_converged(arrived)


def test_a_body_that_drips_is_given_up_in_time() -> None:
    """Each byte comes in time, the whole does not: no timeout of a socket sees it."""
    with Simulator(size="tiny", switches={"slow_drip": 12}) as simulator:
        config = {
            "base_url": simulator.base_url,
            "username": simulator.username,
            "password": simulator.password,
            "request_timeout": 1,
            "max_retries": 0,
            "entity_options": {"load": {"page_size": 5}},
        }
        started = time.monotonic()
        run = run_tap(config=config, catalog=handmade_catalog("load"))
        took = time.monotonic() - started
    assert run.exit_code == 1
    assert took < 5


# Web pages and redirects


def test_a_sign_in_page_with_status_200_is_no_data(world: WorldOf) -> None:
    here = world("load", "task")
    rule = {"value": True, "entities": ["task"], "after": 2}
    here.simulator.configure(login_page=rule)
    run = here.sync(page_size=20)
    assert run.exit_code == 1
    assert "a web page came instead of data" in run.stderr
    assert "bookmark" not in str(run.state["bookmarks"]["task"])
    arrived = Destination().take(run)
    here.assert_converged(arrived, "load")
    here.simulator.configure(login_page=None)
    here.load(arrived)
    here.assert_converged(arrived)


def test_a_redirect_to_another_host_fails_and_is_not_followed(world: WorldOf) -> None:
    here = world("load")
    with Service(lambda _: NOT_FOUND) as elsewhere:
        here.simulator.configure(redirect=f"{elsewhere.origin}/elsewhere/")
        run = here.sync()
        assert elsewhere.asked == []
    assert run.exit_code == 1
    assert "redirects to another host" in run.stderr


def test_redirects_in_circles_end() -> None:
    with Service(lambda a: Reply(status=302, headers={"Location": a.path})) as service:
        run = run_tap(config=service.config, catalog=handmade_catalog("thing"))
        assert run.exit_code == 1
        assert "circles" in run.stderr
        assert len(service.asked) < 10


# Waiting


def waits(here: World, stream: str) -> list[float]:
    """Seconds between the end of each request and the start of the next."""
    log = here.simulator.requests(entity=stream, kind="list")
    return [after["started"] - one["ended"] for one, after in itertools.pairwise(log)]


def test_retry_after_is_honoured(world: WorldOf) -> None:
    here = world("load")
    value = {"status": 429, "retry_after": 1}
    here.simulator.configure(error={"value": value, "times": 1})
    arrived = Destination()
    here.load(arrived)
    assert 0.99 <= waits(here, "load")[0] < 3
    here.assert_converged(arrived)


def test_a_retry_after_date_is_read_against_the_clock_of_the_service(
    world: WorldOf,
) -> None:
    here = world("load")
    here.simulator.clock(offset=-7200)
    value = {"status": 503, "retry_after": "date:2"}
    here.simulator.configure(error={"value": value, "times": 1})
    here.load(Destination())
    assert 0.99 <= waits(here, "load")[0] < 3


@pytest.mark.parametrize(("status", "form"), [(429, 901), (503, "date:1000")])
def test_a_retry_after_that_is_too_long_fails_the_stream(
    world: WorldOf,
    status: int,
    form: t.Any,  # noqa: ANN401
) -> None:
    here = world("load", "task")
    value = {"status": status, "retry_after": form}
    here.simulator.configure(error={"value": value, "entities": ["load"]})
    run = here.sync()
    assert run.exit_code == 1
    assert "Retry-After" in run.stderr
    assert "Stream 'load' failed" in run.stderr
    assert len(here.requests("load")) == 1
    here.assert_converged(Destination().take(run), "task")


@pytest.mark.parametrize("header", ["soon", "-5", "", "1e3", "Thu, 32 Foo 2026"])
def test_a_retry_after_that_says_nothing_is_overlooked(header: str) -> None:
    answers = iter([Reply(status=503, headers={"Retry-After": header})])
    listing = serving('{"id": 1}')

    def respond(asked: Asked) -> Reply:
        return next(answers, None) or listing(asked)

    with Service(respond) as service:
        run = run_tap(config=service.config, catalog=handmade_catalog("thing"))
    assert run.exit_code == 0, run.stderr
    assert len(run.records("thing")) == 1


# What is not repeated


@pytest.mark.parametrize("status", [400, 403, 405])
def test_refusals_are_not_repeated(world: WorldOf, status: int) -> None:
    here = world("load", "task")
    here.simulator.configure(list_status={"value": status, "entities": ["load"]})
    run = here.sync()
    assert run.exit_code == 1
    assert f"HTTP {status}" in run.stderr
    asked = [str(query) for query in here.requests("load")]
    assert len(asked) == len(set(asked))
    here.assert_converged(Destination().take(run), "task")


def test_not_found_is_not_repeated_but_the_entity_is_confirmed(world: WorldOf) -> None:
    here = world("load")
    here.simulator.configure(list_status=404)
    run = here.sync()
    assert run.exit_code == 0, run.stderr
    assert [r["kind"] for r in here.simulator.requests()] == ["list", "describe"]


def test_a_bad_request_behind_the_first_page_is_no_end(world: WorldOf) -> None:
    here = world("load")
    here.simulator.configure(list_status={"value": 400, "after": 2})
    run = here.sync(page_size=10)
    assert run.exit_code == 1
    arrived = Destination().take(run)
    here.simulator.configure(list_status=None)
    here.load(arrived)
    here.assert_converged(arrived)


@pytest.mark.parametrize("status", [401, 403, 405, 410, 418, 501, 505])
def test_no_error_behind_the_first_page_is_an_end(world: WorldOf, status: int) -> None:
    here = world("load")
    here.simulator.configure(error={"value": status, "after": 2})
    run = here.sync(page_size=10)
    assert run.exit_code == 1
    assert f"HTTP {status}" in run.stderr
    arrived = Destination().take(run)
    here.simulator.configure(error=None)
    here.load(arrived)
    here.assert_converged(arrived)


@pytest.mark.parametrize("retries", [0, 1, 3])
@pytest.mark.parametrize(
    "fault", ["error 500", "error 429", "reset before", "cut off in the JSON"]
)
def test_repetitions_are_bounded(world: WorldOf, fault: str, retries: int) -> None:
    here = world("load", "task")
    ((name, value),) = PASSING[fault].items()
    here.simulator.configure(**{name: {"value": value, "entities": ["load"]}})
    run = here.sync(max_retries=retries)
    assert run.exit_code == 1
    assert len(here.requests("load")) == retries + 1
    here.assert_converged(Destination().take(run), "task")


def test_endless_timeouts_are_bounded(world: WorldOf) -> None:
    here = world("load")
    here.simulator.configure(hang=True)
    run = here.sync(page_size=25, max_retries=1, request_timeout=1)
    assert run.exit_code == 1
    assert "no answer within 1 s" in run.stderr
    assert len(here.requests("load")) == 2


# Many at once


def test_what_is_in_flight_stays_within_its_limit_under_faults(world: WorldOf) -> None:
    here = world("load", "task", "location")
    here.simulator.configure(
        latency=[0.0, 0.01],
        error={"value": 503, "rate": 0.1},
        reset={"value": "middle", "rate": 0.1},
    )
    arrived = Destination()
    here.load(arrived, page_size=30, max_concurrent_requests=2, max_retries=STUBBORN)
    assert here.simulator.max_in_flight() <= 2
    here.assert_converged(arrived)


@pytest.mark.usefixtures("early_ranges")
def test_faults_in_one_of_many_ranges(world: WorldOf) -> None:
    here = world("load", "task")
    here.simulator.configure(
        error={"value": 503, "rate": 0.1},
        reset={"value": "middle", "rate": 0.1},
        latency=[0.0, 0.01],
    )
    arrived = Destination()
    here.load(arrived, page_size=5, max_retries=STUBBORN)
    assert here.simulator.max_in_flight() <= 4
    here.assert_converged(arrived)


@pytest.mark.usefixtures("early_ranges")
@pytest.mark.parametrize("after", [6, 10, 15])
def test_a_range_that_fails_for_good_fails_its_stream(
    world: WorldOf,
    after: int,
) -> None:
    here = world("load", "task")
    rule = {"value": 500, "entities": ["task"], "after": after}
    here.simulator.configure(error=rule)
    run = here.sync(page_size=5, max_retries=0)
    assert run.exit_code == 1
    arrived = Destination().take(run)
    here.assert_converged(arrived, "load")
    here.simulator.configure(error=None)
    here.load(arrived, page_size=5)
    here.assert_converged(arrived)


@pytest.mark.timeout(30)
def test_streams_that_fail_while_they_are_written_hold_up_no_others(
    world: WorldOf,
) -> None:
    """More of them than threads that read ahead."""
    failing = ("container", "ib_shipment", "load", "location", "purchase_order_dtl")
    here = world(*failing, "task", "wave")
    maps = {stream: {"broken": "[1, 2] + driver_of_no_row"} for stream in failing}
    run = here.sync(page_size=5, max_concurrent_requests=2, stream_maps=maps)
    assert run.exit_code == 1
    here.assert_converged(Destination().take(run), "task", "wave")


def test_no_thread_is_left_behind_by_a_failing_run(world: WorldOf) -> None:
    here = world("load", "task")
    before = threading.active_count()
    here.simulator.configure(error=503)
    assert here.sync(max_retries=0).exit_code == 1
    deadline = time.monotonic() + 2
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before
