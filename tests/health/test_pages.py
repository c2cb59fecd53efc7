"""Pages of health: their statuses are what probes go by."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import time
import typing as t

import pytest

from tap_oracle_wms.health import HealthError, status
from tap_oracle_wms.health.server import HealthServer, Page
from tap_oracle_wms.health.status import Status

Json: t.TypeAlias = dict[str, t.Any]


class Answer(t.NamedTuple):
    status: int
    kind: str
    body: str

    @property
    def data(self) -> Json:
        return t.cast("Json", json.loads(self.body))


@contextlib.contextmanager
def serving(state: Status) -> t.Iterator[HealthServer]:
    server = HealthServer(0, state)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def ask(server: HealthServer, path: str, method: str = "GET") -> Answer:
    host = server.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=5)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        kind = response.getheader("Content-Type") or ""
        return Answer(response.status, kind, response.read().decode())
    finally:
        connection.close()


def at_work(state: Status, phase: status.Phase = "polling") -> None:
    state.moved(phase=phase, cycle=3, signed_in=True)


def test_it_is_live_from_the_start_and_ready_when_all_is_fresh() -> None:
    state = Status()
    with serving(state) as server:
        assert ask(server, "/healthz").status == 200
        assert ask(server, "/readyz").status == 503
        state.expect({"load": 60, "wave": 60})
        at_work(state)
        state.fresh("load", time.monotonic())
        early = ask(server, "/readyz")
        assert (early.status, early.data["late"]) == (503, ["wave"])
        state.fresh("wave", time.monotonic())
        assert ask(server, "/readyz").status == 200
        assert ask(server, "/readyz?verbose").data == {
            "ready": True,
            "phase": "polling",
            "signed_in": True,
            "cycle": 3,
            "late": [],
        }


def test_a_stream_beyond_its_bound_is_late() -> None:
    state = Status(lambda: 1000.0)
    state.expect({"load": 60})
    at_work(state)
    state.fresh("load", 939)
    assert state.ready()[1]["late"] == ["load"]
    state.fresh("load", 940)
    assert state.ready()[0]


@pytest.mark.parametrize("phase", ["starting", "down", "ending"])
def test_it_is_ready_in_no_other_phase(phase: status.Phase) -> None:
    state = Status()
    at_work(state)
    assert state.ready()[0]
    at_work(state, phase)
    assert not state.ready()[0]
    assert state.live()[0]


def test_nobody_is_ready_who_is_not_signed_in() -> None:
    state = Status()
    state.moved(phase="polling", cycle=1, signed_in=False)
    assert not state.ready()[0]


def test_a_loop_that_stands_still_is_not_live() -> None:
    now = 1000.0
    state = Status(lambda: now)
    with serving(state) as server:
        at_work(state)
        now += status.LIVE_BOUND
        assert ask(server, "/healthz").status == 200
        now += 1
        still = ask(server, "/healthz")
        assert (still.status, still.data["live"]) == (503, False)
        at_work(state)
        assert ask(server, "/healthz").status == 200


def test_a_failing_stream_shows() -> None:
    state = Status()
    state.expect({"load": 60})
    state.failing("load")
    assert state.report()["streams"]["load"]["failing"]
    state.fresh("load", time.monotonic())
    assert not state.report()["streams"]["load"]["failing"]


def test_other_pages_and_methods() -> None:
    with serving(Status()) as server:
        assert ask(server, "/").status == 404
        assert "/readyz" in ask(server, "/nothing").body
        head = ask(server, "/healthz", "HEAD")
        assert (head.status, head.body) == (200, "")
        assert ask(server, "/healthz", "POST").status == 501


def test_a_page_can_be_added() -> None:
    with serving(Status()) as server:
        server.mount("/extra", lambda: Page(200, "text/plain", b"more"))
        assert ask(server, "/extra") == Answer(200, "text/plain", "more")


def test_a_page_that_fails_harms_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> Page:
        msg = "secret"
        raise RuntimeError(msg)

    with serving(Status()) as server:
        server.mount("/broken", fail)
        with pytest.raises(http.client.HTTPException):
            ask(server, "/broken")
        assert ask(server, "/healthz").status == 200
    assert "secret" not in caplog.text


def test_a_client_that_says_nothing_holds_up_nobody() -> None:
    with serving(Status()) as server:
        host, _, port = server.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))):
            assert ask(server, "/healthz").status == 200


def test_it_is_for_this_machine_only() -> None:
    with serving(Status()) as server:
        assert server.url.startswith("http://127.0.0.1:")


def test_a_port_in_use_is_said_clearly_and_given_back_at_the_end() -> None:
    with serving(Status()) as server:
        port = int(server.url.rpartition(":")[2])
        with pytest.raises(HealthError, match=r"Setting 'health_port': port .* in use"):
            HealthServer(port, Status())
    again = HealthServer(port, Status())
    again.stop()
