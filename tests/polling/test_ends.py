"""How continuous mode ends."""

from __future__ import annotations

import signal
import time
import typing as t

import pytest

from tests.polling.steps import Polled
from tests.support import Destination

PolledOf: t.TypeAlias = t.Callable[..., Polled]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_its_state(
    polled: PolledOf,
    number: signal.Signals,
) -> None:
    here = polled("facility", "load")
    arrived = here.begin()
    with here.running(arrived.state) as running:
        here.simulator.update("load", 1, {"bol_nbr": "BOL-NEW"})
        here.simulator.change("load", "touch_first")
        running.record("load")
        began = time.monotonic()
        run = running.end(number)
        seconds = time.monotonic() - began
    assert run.exit_code == 128 + number
    assert seconds < 2
    assert run.messages[-1]["type"] == "STATE"
    arrived.take(run)
    here.world.assert_converged(arrived.take(here.once(arrived.state)))


def test_a_signal_is_heard_while_the_service_hangs(polled: PolledOf) -> None:
    here = polled("facility", "load")
    arrived = here.begin()
    with here.running(arrived.state) as running:
        here.simulator.change("load", "touch_first")
        running.record("load")
        here.simulator.configure(hang=True)
        time.sleep(0.3)
        began = time.monotonic()
        run = running.end()
        seconds = time.monotonic() - began
    assert run.exit_code == 143
    assert seconds < 2
    assert run.messages[-1]["type"] == "STATE"


def test_a_target_that_is_gone_ends_it(polled: PolledOf) -> None:
    here = polled("facility", "load")
    arrived = here.begin()
    with here.running(arrived.state) as running:
        here.simulator.change("load", "touch_first")
        running.record("load")
        assert running.process.stdout is not None
        assert running.process.stderr is not None
        running.process.stdout.close()
        here.simulator.change("load", "touch_last")
        log = running.process.stderr.read().decode()
        running.process.wait(timeout=20)
    assert running.process.returncode == 1
    assert "Output failed" in log
    assert "Traceback" not in log


def test_a_limit_leaves_no_pass_under_way(polled: PolledOf) -> None:
    here = polled("facility", "load")
    run = here.cycles(3)
    assert run.exit_code == 0, run.stderr
    for entry in run.state["bookmarks"].values():
        assert entry.keys() == {"replication_key", "replication_key_value"}
    assert Destination().take(run).state == run.state
