"""No password, token or key in any message or log, whatever echoes it."""

from __future__ import annotations

import base64
import logging
import typing as t
from urllib.parse import quote

import pytest

from tap_oracle_wms.http import ApiError, Client
from tap_oracle_wms.http.redact import Redactor
from tests.http.server import Asked, Reply, Server

Make: t.TypeAlias = t.Callable[..., Client]
Ask: t.TypeAlias = t.Callable[..., t.Any]

PASSWORD = 'p&ss "w/rd-4711'
CLIENT_SECRET = "cs-secret-4711"
LONG_TOKEN = "eyJhbGciOi" + "abcdefghij" * 20


def shown(caplog: pytest.LogCaptureFixture, error: BaseException) -> str:
    logged = "".join(f"{r.getMessage()} {r.args!r}\n" for r in caplog.records)
    return f"{error} {error!r} {caplog.text} {logged}"


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def test_a_password_that_is_echoed(
    server: Server,
    ask: Ask,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def echo(asked: Asked) -> Reply:
        login = asked.headers["authorization"]
        return Reply(
            {
                "code": PASSWORD,
                "message": f"for {login} and {PASSWORD} and {quote(PASSWORD, safe='')}",
                "reference": f"x-{PASSWORD}-key-1234",
            },
            status=503,
        )

    server.script = echo
    with pytest.raises(ApiError) as caught:
        ask(
            password=PASSWORD,
            max_retries=1,
            http_headers={"X-Api-Key": "key-1234"},
        )
    text = shown(caplog, caught.value)
    assert "***" in text
    assert PASSWORD not in text
    assert quote(PASSWORD, safe="") not in text
    assert base64.b64encode(f"svc_extract:{PASSWORD}".encode()).decode() not in text
    assert "key-1234" not in text
    assert "attempt 2 follows" in text


@pytest.mark.parametrize("before", [0, 280, 290, 295, 299])
def test_a_secret_at_the_edge_of_a_long_message(
    server: Server,
    ask: Ask,
    caplog: pytest.LogCaptureFixture,
    before: int,
) -> None:
    """Shortened first and searched afterwards, half of it would be left."""
    server.replies(Reply({"message": "." * before + "hunter-22-pass"}, status=400))
    with pytest.raises(ApiError) as caught:
        ask()
    text = shown(caplog, caught.value)
    assert "hunt" not in text


@pytest.mark.parametrize("status", [401, 400, 503])
def test_tokens_that_are_echoed(
    server: Server,
    make_client: Make,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    def echo(asked: Asked) -> Reply:
        if asked.method == "POST":
            return Reply({"access_token": LONG_TOKEN, "refresh_token": "ref-secret-1"})
        message = f"{asked.headers['authorization']} ref-secret-0 ref-secret-1"
        return Reply({"message": f"{message} {CLIENT_SECRET}"}, status=status)

    server.script = echo
    client = make_client(
        auth_method="oauth2_client_credentials",
        client_id="tap",
        client_secret=CLIENT_SECRET,
        refresh_token="ref-secret-0",
        max_retries=1,
    )
    with pytest.raises(ApiError) as caught:
        client.get(client.url("item"), subject="item")
    text = shown(caplog, caught.value)
    assert LONG_TOKEN not in text
    assert "eyJhbGciOi" not in text
    assert "ref-secret" not in text
    assert CLIENT_SECRET not in text


@pytest.mark.parametrize(
    "secret",
    [
        CLIENT_SECRET,
        LONG_TOKEN,
        base64.b64encode(f"tap:{CLIENT_SECRET}".encode()).decode(),
    ],
    ids=["client-secret", "refresh-token", "basic-header"],
)
def test_an_issuer_that_echoes_what_it_was_sent(
    server: Server,
    ask: Ask,
    caplog: pytest.LogCaptureFixture,
    secret: str,
) -> None:
    server.replies(Reply({"error": f"bad {secret}"}, status=400))
    with pytest.raises(ApiError) as caught:
        ask(
            auth_method="oauth2_client_credentials",
            client_id="tap",
            client_secret=CLIENT_SECRET,
            refresh_token=LONG_TOKEN,
        )
    text = shown(caplog, caught.value)
    assert secret[:20] not in text


def test_addresses_with_their_queries_are_not_logged(
    server: Server,
    make_client: Make,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = make_client()
    client.get(client.url("item"), [("mod_user", "jane-doe")], subject="item")
    assert len(server.log) == 1
    assert "jane-doe" not in caplog.text
    assert "hunter-22-pass" not in caplog.text


def test_an_exception_carries_no_request(server: Server, ask: Ask) -> None:
    server.replies(Reply(reset=True))
    with pytest.raises(ApiError) as caught:
        ask(max_retries=0)
    chain: BaseException | None = caught.value
    while chain is not None:
        assert not hasattr(chain, "response")
        chain = chain.__cause__ or (
            None if chain.__suppress_context__ else chain.__context__
        )


def test_the_redactor_replaces_the_longest_first() -> None:
    redactor = Redactor(["abcd", "abcdefgh", "no"])
    assert redactor.clean("abcdefgh abcd no") == "*** *** no"
    redactor.add("later-token")
    assert redactor.clean("a later-token") == "a ***"


def test_issued_secrets_are_remembered_for_as_long_as_they_matter() -> None:
    redactor = Redactor(["password"])
    for number in range(1000):
        redactor.add_issued(f"token-{number}")
        assert redactor.clean(f"token-{number} of password") == "*** of ***"
    assert "token-1 " in redactor.clean("token-1 ")
