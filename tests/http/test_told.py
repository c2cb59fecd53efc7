"""What a recorder is told of requests; each has an id that goes with it."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.http import Client, RefusedError, ServiceDownError, UnavailableError
from tap_oracle_wms.telemetry.events import (
    BreakerChanged,
    Errand,
    PaceChanged,
    RequestBegun,
    RequestEnded,
    RetryBegun,
    RetryWaited,
)
from tests.http.server import Reply, Server
from tests.support import Notes

Make: t.TypeAlias = t.Callable[..., Client]

PAGE = Errand("page", "item", "0123456789abcdef", 0, 1, 100, "sequenced")
PATH = "/acme/wms/lgfapi/v10/entity/item/"


def ask(client: Client, errand: Errand | None = PAGE) -> object:
    params = [("mod_user", "jane-doe")]
    return client.get(client.url("item"), params, subject="item", errand=errand).data


def test_a_request_is_told_of_as_it_begins_and_ends(
    server: Server,
    make_client: Make,
) -> None:
    server.replies(Reply({"x": 1}))
    notes = Notes()
    ask(make_client(notes))
    [begun], [ended] = notes.of(RequestBegun), notes.of(RequestEnded)
    assert begun[1:] == (PAGE, "GET", server.origin, PATH, 1)
    assert ended[1:6] == (PAGE, "GET", PATH, 1, 200)
    assert ended.request_id == begun.request_id
    assert ended.seconds > 0
    assert ended.received == len(b'{"x": 1}')
    assert "jane-doe" not in str(notes.events)


def test_the_id_goes_with_the_request_and_each_attempt_has_its_own(
    server: Server,
    make_client: Make,
) -> None:
    server.replies(Reply(status=503), Reply({}))
    notes = Notes(traceparent="00")
    ask(make_client(notes))
    ids = [asked.headers["x-request-id"] for asked in server.log]
    assert ids == [ended.request_id for ended in notes.of(RequestEnded)]
    assert len(set(ids)) == 2
    sent = [asked.headers["traceparent"] for asked in server.log]
    assert sent == [f"00-{one}" for one in ids]


def test_headers_that_are_configured_win(server: Server, make_client: Make) -> None:
    headers = {"x-request-id": "mine", "Traceparent": "mine as well"}
    ask(make_client(Notes(traceparent="00"), http_headers=headers))
    [asked] = server.log
    assert asked.headers["x-request-id"] == "mine"
    assert asked.headers["traceparent"] == "mine as well"


def test_waits_are_told_of(
    server: Server,
    make_client: Make,
    sleeps: list[float],
) -> None:
    server.replies(
        Reply(status=429, headers={"Retry-After": "7"}), Reply(reset=True), Reply({})
    )
    notes = Notes()
    ask(make_client(notes))
    begun, waited = notes.of(RetryBegun), notes.of(RetryWaited)
    assert [tuple(one) for one in begun] == [tuple(one) for one in waited]
    assert [(one.attempt, one.status) for one in begun] == [(2, 429), (3, None)]
    assert [one.seconds for one in begun] == sleeps
    assert [one.attempt for one in notes.of(RequestEnded)] == [1, 2, 3]


def test_errors_are_told_of_with_the_reference(
    server: Server,
    make_client: Make,
) -> None:
    notes = Notes()
    client = make_client(notes, max_retries=0)
    server.replies(Reply({"reference": "ref-4711"}, status=400))
    with pytest.raises(RefusedError):
        ask(client)
    server.replies(Reply(reset=True))
    with pytest.raises(UnavailableError) as caught:
        ask(client)
    refused, broken = notes.of(RequestEnded)
    assert (refused.status, refused.reference) == (400, "ref-4711")
    assert (broken.status, broken.fault) == (None, "the connection broke")
    assert f"(request {broken.request_id})" in str(caught.value)


def test_secrets_in_a_reference_are_not_told(server: Server, make_client: Make) -> None:
    notes = Notes()
    server.replies(Reply({"reference": "x hunter-22-pass y"}, status=400))
    with pytest.raises(RefusedError):
        ask(make_client(notes))
    assert notes.of(RequestEnded)[0].reference == "x *** y"


def test_tokens_are_requests_too(server: Server, make_client: Make) -> None:
    server.replies(Reply({"access_token": "given-token", "expires_in": 600}))
    notes = Notes()
    ask(
        make_client(
            notes,
            auth_method="oauth2_client_credentials",
            client_id="id",
            client_secret="acme-secret",
        ),
        None,
    )
    token, other = notes.of(RequestEnded)
    assert (token.method, token.errand) == ("POST", Errand("token"))
    assert other.errand == Errand("other", "item")
    assert "given-token" not in str(notes.events)


def test_pace_and_breaker_are_told_of(
    server: Server,
    make_client: Make,
) -> None:
    notes = Notes()
    client = make_client(notes, max_retries=0, max_concurrent_requests=4)
    ask(client)
    server.replies(Reply(status=503))
    for name in ("a", "b", "c", "d"):
        with pytest.raises(UnavailableError):
            client.get(client.url(name), subject=name)
    with pytest.raises(ServiceDownError):
        client.get(client.url("e"), subject="e")
    limits = [(one.at_once, one.slower) for one in notes.of(PaceChanged)]
    assert limits[:2] == [(2, True), (1, True)]
    assert notes.of(BreakerChanged) == [BreakerChanged("open")]


def test_a_service_that_is_well_after_all_is_told_of(
    server: Server,
    make_client: Make,
) -> None:
    notes = Notes()
    client = make_client(notes, max_retries=0)
    ask(client)
    bad = [Reply(status=500)] * 5
    server.replies(*bad, Reply({}))
    for name in ("a", "b", "c", "d", "e"):
        with pytest.raises(UnavailableError):
            client.get(client.url(name), subject=name)
    ask(client)
    states = [one.state for one in notes.of(BreakerChanged)]
    assert states == ["suspicious", "closed"]
    limits = [(one.at_once, one.slower) for one in notes.of(PaceChanged)]
    assert not limits
