"""What is repeated, how often, and after which waits."""

from __future__ import annotations

import itertools
import threading
import time
import typing as t

import pytest

from tap_oracle_wms.http import (
    AnswerError,
    ApiError,
    Client,
    RefusedError,
    SignInError,
    UnavailableError,
)
from tap_oracle_wms.http.retry import waits
from tests.http.server import Reply, Server

Make: t.TypeAlias = t.Callable[..., Client]
Ask: t.TypeAlias = t.Callable[..., t.Any]

FINE = Reply({"ok": True})


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504])
def test_what_may_pass_is_repeated(
    server: Server,
    ask: Ask,
    sleeps: list[float],
    status: int,
) -> None:
    server.replies(Reply(status=status), Reply(status=status), FINE)
    assert ask() == {"ok": True}
    assert len(server.log) == 3
    assert len(sleeps) == 2
    assert len({asked.path for asked in server.log}) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 418, 501])
def test_what_will_not_pass_is_not(
    server: Server,
    ask: Ask,
    sleeps: list[float],
    status: int,
) -> None:
    server.replies(Reply(status=status))
    with pytest.raises(ApiError) as caught:
        ask()
    assert caught.value.status == status
    assert len(server.log) == 1
    assert sleeps == []
    wanted = {401: SignInError, 501: AnswerError}.get(status, RefusedError)
    assert type(caught.value) is wanted


@pytest.mark.parametrize("status", [201, 204, 206, 304])
def test_a_status_that_is_no_answer_is_an_error(
    server: Server,
    ask: Ask,
    status: int,
) -> None:
    server.replies(Reply(b"", status=status))
    with pytest.raises(AnswerError, match=f"HTTP {status}"):
        ask()


@pytest.mark.parametrize("retries", [0, 1, 4])
def test_so_often_and_no_more(
    server: Server,
    ask: Ask,
    sleeps: list[float],
    retries: int,
) -> None:
    server.replies(Reply(status=503))
    with pytest.raises(UnavailableError) as caught:
        ask(max_retries=retries)
    assert caught.value.status == 503
    assert len(server.log) == retries + 1
    assert len(sleeps) == retries


@pytest.mark.parametrize(
    "reply",
    [
        Reply(reset=True),
        Reply({"rows": list(range(100))}, length=5000),
        Reply(b'{"results": [{"id": 1}, {"id"'),
        Reply(b""),
        Reply(b"not compressed", headers={"Content-Encoding": "gzip"}),
        Reply(b'{"a": NaN}'),
        Reply(b"\xff\xfe{}"),
    ],
    ids=["reset", "short", "cut", "empty", "gzip", "nan", "bytes"],
)
def test_a_broken_answer_is_repeated(server: Server, ask: Ask, reply: Reply) -> None:
    server.replies(reply, FINE)
    assert ask() == {"ok": True}
    assert len(server.log) == 2


def test_a_broken_answer_for_ever_is_an_error(server: Server, ask: Ask) -> None:
    server.replies(Reply(b'{"results": ['))
    with pytest.raises(UnavailableError, match="the answer is cut off"):
        ask(max_retries=2)
    assert len(server.log) == 3


def test_nobody_listens(ask: Ask, sleeps: list[float]) -> None:
    with pytest.raises(UnavailableError, match="the connection was refused"):
        ask(base_url="http://127.0.0.1:1/acme", max_retries=2)
    assert len(sleeps) == 2


def test_a_host_that_can_not_be_resolved(ask: Ask) -> None:
    with pytest.raises(UnavailableError, match="host name can't be resolved"):
        ask(base_url="https://wms.invalid/acme", max_retries=0)


def test_an_answer_that_does_not_come_is_heavy(
    server: Server, make_client: Make
) -> None:
    hang = threading.Event()
    server.replies(Reply(hang=hang))
    client = make_client(request_timeout=1)
    try:
        with pytest.raises(UnavailableError, match="no answer within 1 s") as caught:
            client.get(client.url("item"), subject="item", retry_heavy=False)
    finally:
        hang.set()
    assert caught.value.heavy
    assert len(server.log) == 1


def test_an_answer_that_drips_does_not_hold_us(
    server: Server,
    make_client: Make,
) -> None:
    server.replies(Reply(b'{"results": [' + b" " * 60 + b"]}", drip=0.1))
    client = make_client(request_timeout=1)
    started = time.monotonic()
    with pytest.raises(UnavailableError, match="did not end within 1 s") as caught:
        client.get(client.url("item"), subject="item", retry_heavy=False)
    assert caught.value.heavy
    assert time.monotonic() - started < 3.5


@pytest.mark.parametrize(("status", "heavy"), [(504, True), (503, False), (500, False)])
def test_a_gateway_timeout_is_heavy(
    server: Server,
    make_client: Make,
    status: int,
    heavy: bool,  # noqa: FBT001
) -> None:
    server.replies(Reply(status=status))
    client = make_client()
    with pytest.raises(UnavailableError) as caught:
        client.get(client.url("item"), subject="item", retry_heavy=False)
    assert caught.value.heavy is heavy
    assert len(server.log) == (1 if heavy else 4)


def test_an_answer_that_is_too_large_is_heavy(
    server: Server,
    make_client: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tap_oracle_wms.http.transport.MAX_BODY", 1000)
    server.replies(Reply({"text": "x" * 2000}))
    client = make_client()
    with pytest.raises(UnavailableError, match="larger than") as caught:
        client.get(client.url("item"), subject="item", retry_heavy=False)
    assert caught.value.heavy


def test_a_renewed_sign_in_costs_no_retry(server: Server, ask: Ask) -> None:
    tokens = itertools.count(1)
    failing = iter([Reply(status=401), Reply(status=503), Reply(status=503), FINE])

    def script(asked: t.Any) -> Reply:  # noqa: ANN401
        if asked.method == "POST":
            return Reply({"access_token": f"tok-{next(tokens)}"})
        return next(failing)

    server.script = script
    got = ask(
        auth_method="oauth2_client_credentials",
        client_id="tap",
        client_secret="cs-1",
        max_retries=2,
    )
    assert got == {"ok": True}


def test_waits_grow_with_full_jitter() -> None:
    ceilings = [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    greatest = [0.0] * len(ceilings)
    for _ in range(300):
        for number, wait in enumerate(itertools.islice(waits(), len(ceilings))):
            assert 0 <= wait <= ceilings[number]
            greatest[number] = max(greatest[number], wait)
    assert all(g > c / 2 for g, c in zip(greatest, ceilings, strict=True))
