"""Everything that can go wrong between a client and the service."""

from __future__ import annotations

import gzip
import json
import time
import typing as t
from email.utils import parsedate_to_datetime

import pytest
import requests

if t.TYPE_CHECKING:
    from tests.simulator.api import Api
    from wms_simulator import Simulator


def test_errors_with_and_without_retry_after(api: Api, sim: Simulator) -> None:
    sim.configure(error={"status": 429, "retry_after": 2})
    answer = api.get("uom")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert answer.json()["code"] == "TOO_MANY_REQUESTS"
    sim.configure(error={"status": 503, "retry_after": "date:30"})
    answer = api.get("uom")
    after = parsedate_to_datetime(answer.headers["Retry-After"])
    assert (
        29
        <= (after - parsedate_to_datetime(answer.headers["Date"])).total_seconds()
        <= 31
    )
    sim.configure(error=409)
    assert "Retry-After" not in api.get("uom").headers


@pytest.mark.parametrize("status", [502, 503, 504])
def test_gateway_errors_are_html(api: Api, sim: Simulator, status: int) -> None:
    sim.configure(error=status)
    answer = api.get("uom")
    assert answer.status_code == status
    assert answer.text.startswith("<html>")


def test_large_pages_time_out(api: Api, sim: Simulator) -> None:
    sim.configure(gateway_timeout_above=100)
    answer = api.get("item", page_size=101)
    assert answer.status_code == 504
    assert answer.text.startswith("<html>")
    assert api.get("item", page_size=100).status_code == 200


@pytest.mark.parametrize("where", ["before", "headers", "middle"])
def test_resets(api: Api, sim: Simulator, where: str) -> None:
    sim.configure(reset=where)
    with pytest.raises(
        (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)
    ):
        api.get("item")
    sim.configure(reset=None)
    assert api.get("item").status_code == 200


@pytest.mark.parametrize("how", ["length", "chunked"])
def test_truncated_bodies(api: Api, sim: Simulator, how: str) -> None:
    sim.configure(truncate=how)
    with pytest.raises(
        (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)
    ):
        api.get("item")
    sim.configure(truncate=None)
    assert api.get("item").status_code == 200


def test_truncated_json(api: Api, sim: Simulator) -> None:
    sim.configure(truncate="json")
    with pytest.raises(requests.exceptions.JSONDecodeError):
        api.get("item").json()


def test_login_page(api: Api, sim: Simulator) -> None:
    sim.configure(login_page=True)
    answer = api.get("item")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("where", "host"), [("same", "127.0.0.1"), ("foreign", "localhost")]
)
def test_redirects(api: Api, sim: Simulator, where: str, host: str) -> None:
    sim.configure(redirect=where)
    answer = api.session.get(f"{api.root}/item", allow_redirects=False, timeout=5)
    assert answer.status_code == 302
    assert host in answer.headers["Location"]
    followed = api.session.get(f"{api.root}/item", timeout=5)
    assert followed.status_code == (200 if where == "same" else 404)
    log = sim.requests()
    assert log[-1]["headers"]["has_authorization"] is (where == "same")


def test_401_storm(api: Api, sim: Simulator) -> None:
    sim.configure(unauthorized={"value": True, "times": 2})
    assert [api.get("uom").status_code for _ in range(3)] == [401, 401, 200]


def test_latency_and_drip(api: Api, sim: Simulator) -> None:
    sim.configure(latency=0.2)
    started = time.monotonic()
    api.get("uom")
    assert time.monotonic() - started >= 0.2
    sim.configure(latency=[0, 0.01], slow_drip=0.2)
    started = time.monotonic()
    assert api.get("uom").json()
    assert time.monotonic() - started >= 0.15


def test_hang_and_in_flight(api: Api, sim: Simulator) -> None:
    sim.configure(hang={"value": True, "times": 1})
    with pytest.raises(requests.Timeout):
        api.session.get(f"{api.root}/item", timeout=0.2)
    assert sim.requests()[0]["status"] is None
    assert api.get("item").status_code == 200
    assert sim.max_in_flight() <= 2


def test_a_hung_request_ends_when_its_client_gives_up(api: Api, sim: Simulator) -> None:
    sim.configure(hang={"value": True, "times": 1})
    with pytest.raises(requests.Timeout):
        api.session.get(f"{api.root}/item", timeout=0.1)
    for _ in range(40):
        if sim.requests()[0]["ended"]:
            return
        time.sleep(0.05)
    pytest.fail("the request is still under way")


def test_what_one_test_leaves_behind_is_not_counted_by_the_next(
    api: Api, sim: Simulator
) -> None:
    sim.configure(latency={"value": 1, "times": 1})
    with pytest.raises(requests.Timeout):
        api.session.get(f"{api.root}/item", timeout=0.1)
    sim.restore()
    api.get("uom")
    assert sim.max_in_flight() == 1
    assert len(sim.requests()) == 1


def test_dates(api: Api, sim: Simulator) -> None:
    sim.clock(date_header="missing")
    assert "Date" not in api.get("uom").headers
    sim.clock(date_header="absurd")
    assert "1970" in api.get("uom").headers["Date"]
    sim.clock(frozen="2026-02-03T04:05:06Z", date_header=60)
    assert api.get("uom").headers["Date"] == "Tue, 03 Feb 2026 04:06:06 GMT"


def test_gzip_only_where_it_is_accepted(api: Api, sim: Simulator) -> None:
    plain = api.session.get(
        f"{api.root}/item", headers={"Accept-Encoding": "identity"}, timeout=5
    )
    assert "Content-Encoding" not in plain.headers
    packed = api.session.get(f"{api.root}/item", stream=True, timeout=5)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.raw.read())) == plain.json()
    sim.configure(gzip=False)
    assert "Content-Encoding" not in api.get("item").headers
