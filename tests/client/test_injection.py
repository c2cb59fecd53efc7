"""A session and a clock of somebody else, and errors as types."""

from __future__ import annotations

import datetime
import subprocess
import sys
import typing as t

import pytest
import requests
import requests.adapters

from tap_oracle_wms.client import (
    RefusedError,
    SignInError,
    UnavailableError,
    WmsError,
)
from tests.support.clock import Clock

if t.TYPE_CHECKING:
    from tests.client.conftest import MakeClient
    from wms_simulator import Simulator


class CountingAdapter(requests.adapters.HTTPAdapter):
    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str | None] = []
        self.closed = False

    def send(  # type: ignore[override]
        self,
        request: requests.PreparedRequest,
        **kwargs: t.Any,
    ) -> requests.Response:
        self.sent.append(request.headers.get("X-Trace"))
        return super().send(request, **kwargs)

    def close(self) -> None:
        self.closed = True
        super().close()


def test_a_session_of_somebody_else_sends_everything(
    simulator: Simulator,
    make_client: MakeClient,
) -> None:
    session = requests.Session()
    adapter = CountingAdapter()
    session.mount("http://", adapter)
    session.headers["X-Trace"] = "seven"
    with make_client(session=session) as wms:
        simulator.clear_log()
        assert len([*wms.records("order_hdr")]) == simulator.count("order_hdr")
    assert adapter.sent == ["seven"] * len(simulator.requests())
    assert not adapter.closed
    session.close()
    assert adapter.closed


def test_a_session_of_ours_is_closed(make_client: MakeClient) -> None:
    with make_client() as wms:
        wms.entities()
    wms.entities()  # and opens again where it is used


def test_waiting_is_done_by_the_clock(
    simulator: Simulator,
    make_client: MakeClient,
) -> None:
    clock = Clock()
    wms = make_client(clock=clock)
    trouble = {"status": 503, "retry_after": 600}
    simulator.configure(error={"value": trouble, "times": 1})
    assert len(wms.entities()) == 311
    assert clock.slept == [600.0]


def test_the_rate_is_kept_by_the_clock(make_client: MakeClient) -> None:
    clock = Clock()
    wms = make_client(clock=clock, max_requests_per_second=0.5)
    for _ in range(3):
        wms.count("item")
    assert clock.slept == [0.0, 2.0, 2.0]


def test_the_services_clock_ages_by_ours(
    simulator: Simulator,
    make_client: MakeClient,
) -> None:
    clock = Clock()
    simulator.clock(frozen="2026-07-15T12:00:00Z")
    wms = make_client(clock=clock)
    wms.entities()
    clock.now += 90
    assert wms.http.clock.now() == datetime.datetime(
        2026, 7, 15, 12, 1, 30, tzinfo=datetime.timezone.utc
    )


def test_a_refused_sign_in_says_what_the_service_says(make_client: MakeClient) -> None:
    with pytest.raises(SignInError) as caught:
        make_client(password="not-the-password").entities()
    error = caught.value
    assert isinstance(error, WmsError)
    assert (error.status, error.code) == (401, "AUTHENTICATION_FAILED")
    assert error.message
    assert error.reference
    assert error.reference in str(error)
    assert "not-the-password" not in str(error)


def test_a_missing_permission_is_a_refusal(make_client: MakeClient) -> None:
    wms = make_client(username="acme_noaccess", password="acme-noaccess-password")
    with pytest.raises(RefusedError) as caught:
        wms.entities()
    assert (caught.value.status, caught.value.code) == (403, "PERMISSION_DENIED")


def test_an_outage_is_told_with_the_wait_that_was_asked_for(
    simulator: Simulator,
    make_client: MakeClient,
) -> None:
    simulator.configure(error={"value": {"status": 503, "retry_after": 7}})
    wms = make_client(clock=Clock(), max_retries=1)
    with pytest.raises(UnavailableError) as caught:
        wms.count("item")
    assert (caught.value.status, caught.value.retry_after) == (503, 7)


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        (
            "from tap_oracle_wms import WmsClient",
            {"singer_sdk", "sqlalchemy", "jsonschema", "pendulum", "rich"},
        ),
        ("import tap_oracle_wms.tap", {"rich", "tap_oracle_wms.command"}),
        ("import tap_oracle_wms.command.main", {"singer_sdk", "requests", "rich"}),
    ],
)
def test_nobody_loads_what_he_does_not_need(statement: str, absent: set[str]) -> None:
    script = f"import sys; {statement}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()
    assert not absent & {*loaded}
