"""One entity that is broken, and a service that is down."""

from __future__ import annotations

import contextlib
import typing as t

import pytest

from tests.reliability.world import World, whole_lines
from tests.support import Destination, Run, start_cli
from wms_simulator import Simulator

WorldOf: t.TypeAlias = t.Callable[..., World]


def test_broken_entities_among_healthy_ones_stop_nothing(world: WorldOf) -> None:
    here = world(
        "company", "facility", "item_facility", "load", "order_type", "task", "wave"
    )
    broken = ["facility", "order_type"]
    here.simulator.configure(error={"value": 500, "entities": broken})
    run = here.sync(max_retries=1)
    assert run.exit_code == 1
    assert "2 of the streams failed" in run.stderr
    healthy = set(here.streams) - set(broken)
    here.assert_converged(Destination().take(run), *healthy)


@pytest.mark.parametrize("first", [True, False])
def test_many_broken_entities_in_a_row_do_not_make_a_dead_service(
    world: WorldOf,
    first: bool,  # noqa: FBT001
) -> None:
    """Five neighbours fail for ever; whether any other was asked before or not."""
    here = world(
        "company", "facility", "ib_shipment", "load", "order_type", "task", "wave"
    )
    broken = here.streams[:6] if first else here.streams[1:]
    here.simulator.configure(error={"value": 500, "entities": broken})
    run = here.sync(max_retries=0)
    assert run.exit_code == 1
    assert "6 of the streams failed" in run.stderr
    here.assert_converged(Destination().take(run), *set(here.streams) - set(broken))


DOWN: dict[str, dict[str, t.Any]] = {
    "errors": {"error": 503},
    "resets": {"reset": "before"},
    "login page": {"login_page": True},
}


@pytest.mark.parametrize("how", ["errors", "resets"])
def test_a_service_that_goes_down_ends_the_run_after_few_requests(
    world: WorldOf,
    full_catalog: dict[str, t.Any],
    how: str,
) -> None:
    here = world("load")
    everything = World(here.simulator, here.config, full_catalog)
    ((name, value),) = DOWN[how].items()
    here.simulator.configure(**{name: {"value": value, "after": 12}})
    run = everything.sync(max_retries=2)
    assert run.exit_code == 1
    assert "the service fails for everything" in run.stderr
    failed = len(here.simulator.requests()) - 12
    # Five in a row, those in flight meanwhile, and one more to make sure.
    assert failed <= 60
    here.simulator.configure(**{name: None})
    arrived = Destination().take(run)
    here.load(arrived)
    here.assert_converged(arrived, "load")


def test_a_service_that_is_killed_ends_the_run_and_leaves_a_good_state(
    full_catalog: dict[str, t.Any],
    tmp_path: t.Any,  # noqa: ANN401
) -> None:
    """The real thing: the process is gone, and comes back on the same port."""
    database = tmp_path / "warehouse.sqlite3"
    streams = ("company", "facility", "item", "item_barcode", "load", "location")
    catalog = {
        "streams": [
            entry
            for entry in full_catalog["streams"]
            if entry["tap_stream_id"] in streams
        ],
    }
    switches = {"latency": 0.02}
    simulator = Simulator(size="tiny", switches=switches, database=database)
    with contextlib.closing(_Stoppable(simulator)):
        port = int(simulator.base_url.rsplit(":", 1)[1].split("/")[0])
        config = {
            "base_url": simulator.base_url,
            "username": simulator.username,
            "password": simulator.password,
            "max_retries": 1,
            "page_size": 3,
        }
        with start_cli(config=config, catalog=catalog) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            data = b"".join(process.stdout.readline() for _ in range(12))
            simulator.stop()
            data += process.stdout.read()
            log = process.stderr.read()
            process.wait(timeout=30)
    assert process.returncode == 1
    assert b"Traceback" not in log
    assert b"refused" in log or b"broke" in log
    messages, cut_off = whole_lines(data)
    assert cut_off == b""
    arrived = Destination().take(Run(1, data.decode(), log.decode()))
    with Simulator(size="tiny", database=database, port=port) as again:
        here = World(again, config, catalog)
        here.load(arrived)
        here.assert_converged(arrived)
    assert messages


class _Stoppable:
    """A simulator that may have been stopped when it is closed."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator.start()

    def close(self) -> None:
        self._simulator.stop()
