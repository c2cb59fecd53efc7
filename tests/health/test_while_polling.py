"""Health of the real command, from its first moment to its last."""

from __future__ import annotations

import json
import re
import signal
import socket
import time
import typing as t
import urllib.error
import urllib.request

import pytest

from tests.polling.steps import Polled
from tests.reliability.world import World
from tests.support import run_tap

if t.TYPE_CHECKING:
    import pathlib
    import subprocess

    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
SOON = 20.0
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture
def here(
    simulator: Simulator,
    config: Json,
    catalog_of: t.Callable[..., Json],
) -> Polled:
    settings = {**config, "poll_interval": 0.1, "health_port": 0}
    return Polled(World(simulator, settings, catalog_of("facility", "load")))


def address(process: subprocess.Popen[bytes]) -> str:
    """Where the log says that the pages are."""
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(rb"http://127\.0\.0\.1:\d+(?=/healthz)", line)
        if found:
            return found[0].decode()
    msg = "no pages"
    raise AssertionError(msg)


def ask(url: str) -> tuple[int, str]:
    try:
        with OPENER.open(url, timeout=5) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def becomes(url: str, status: int) -> str:
    """Ask until a page has a status."""
    end = time.monotonic() + SOON
    while time.monotonic() < end:
        answer, body = ask(url)
        if answer == status:
            return body
        time.sleep(0.05)
    msg = f"{url} is not {status}: {body}"
    raise AssertionError(msg)


def test_it_gets_ready_and_unready_and_ready_again(
    here: Polled,
    tmp_path: pathlib.Path,
) -> None:
    beat = tmp_path / "beat.json"
    with here.running(heartbeat_file=str(beat), lag_bound=1) as running:
        url = address(running.process)
        becomes(f"{url}/readyz", 200)
        here.simulator.configure(error=403)
        late = json.loads(becomes(f"{url}/readyz", 503))
        assert set(late["late"]) <= {"facility", "load"}
        assert late["phase"] == "polling"
        assert ask(f"{url}/healthz")[0] == 200
        here.simulator.configure(error=None)
        becomes(f"{url}/readyz", 200)
        status, body = ask(f"{url}/metrics")
        assert status == 200
        assert 'tap_oracle_wms_stream_failed{stream="load"} 0.0' in body
        assert 'tap_oracle_wms_stream_failures_total{stream="load"}' in body
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=5) == 143
    content = json.loads(beat.read_text(encoding="utf-8"))
    assert content["streams"].keys() == {"facility", "load"}
    assert content["cycle"] > 1
    assert here.simulator.password not in beat.read_text(encoding="utf-8")


def test_a_port_in_use_ends_it_before_the_first_request(here: Polled) -> None:
    here.simulator.clear_log()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        # Without a catalog, so that discovery would be the first to ask.
        run = run_tap(config=here.world.options(health_port=port, poll_limit=1))
    assert run.exit_code == 1
    assert f"Setting 'health_port': port {port}" in run.stderr
    assert "Traceback" not in run.stderr
    assert here.simulator.requests() == []


def test_the_last_beat_tells_how_it_ended(here: Polled, tmp_path: pathlib.Path) -> None:
    beat = tmp_path / "beat.json"
    run = here.cycles(3, heartbeat_file=str(beat), health_port=None)
    assert run.exit_code == 0, run.stderr
    content = json.loads(beat.read_text(encoding="utf-8"))
    assert (content["phase"], content["cycle"]) == ("ending", 3)
    assert not any(one["late"] for one in content["streams"].values())


def test_a_run_of_one_pass_has_no_pages_and_says_so(here: Polled) -> None:
    run = here.world.sync(None, poll_interval=None)
    assert run.exit_code == 0
    assert "health_port: without effect" in run.stderr
    assert "Health pages" not in run.stderr
