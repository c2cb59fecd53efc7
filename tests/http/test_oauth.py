"""Tokens: grants, renewal ahead of time and after a 401, rotation, refusals."""

from __future__ import annotations

import base64
import threading
import time
import types
import typing as t

import pytest

from tap_oracle_wms.http import Client, SignInError, UnavailableError, auth
from tests.http.issuer import Issuer
from tests.http.server import Asked, Reply, Server

Make: t.TypeAlias = t.Callable[..., Client]

Ask: t.TypeAlias = t.Callable[..., t.Any]

CLIENT = {"client_id": "tap-client", "client_secret": "cs-secret-1"}
MACHINE = {"auth_method": "oauth2_client_credentials", **CLIENT}
USER = {"auth_method": "oauth2_password", **CLIENT}


@pytest.fixture
def issuer(server: Server) -> Issuer:
    return Issuer(server)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> types.SimpleNamespace:
    """The clock by which tokens end; moved by the test."""
    moved = types.SimpleNamespace(ahead=0.0)
    moved.monotonic = lambda: time.monotonic() + moved.ahead
    monkeypatch.setattr(auth, "time", moved)
    return moved


def get(client: Client) -> t.Any:  # noqa: ANN401 - any JSON
    return client.get(client.url("item"), subject="item").data


@pytest.mark.parametrize(
    ("settings", "form"),
    [
        (MACHINE, {"grant_type": "client_credentials"}),
        (
            {**MACHINE, "oauth_scope": "read"},
            {"grant_type": "client_credentials", "scope": "read"},
        ),
        (
            USER,
            {
                "grant_type": "password",
                "username": "svc_extract",
                "password": "hunter-22-pass",
            },
        ),
        (
            {**MACHINE, "refresh_token": "ref-0"},
            {"grant_type": "refresh_token", "refresh_token": "ref-0"},
        ),
        (
            {**USER, "refresh_token": "ref-0", "username": None, "password": None},
            {"grant_type": "refresh_token", "refresh_token": "ref-0"},
        ),
    ],
    ids=["client", "scope", "password", "refresh-client", "refresh-user"],
)
def test_each_grant(
    issuer: Issuer,
    ask: Ask,
    settings: dict[str, t.Any],
    form: dict[str, str],
) -> None:
    assert ask(**settings) == {"ok": True}
    (posted,) = issuer.server.asked("POST")
    assert posted.path == "/acme/api/oauth2/token/"
    assert posted.form == form
    login = base64.b64encode(b"tap-client:cs-secret-1").decode()
    assert posted.headers["authorization"] == f"Basic {login}"
    assert posted.headers["content-type"] == "application/x-www-form-urlencoded"


def test_one_token_serves_the_whole_run(issuer: Issuer, make_client: Make) -> None:
    client = make_client(**MACHINE)
    for _ in range(5):
        assert get(client) == {"ok": True}
    assert issuer.issued == 1


def test_nothing_is_asked_before_the_first_request(
    issuer: Issuer,
    make_client: Make,
) -> None:
    make_client(**MACHINE)
    assert issuer.server.log == []


@pytest.mark.parametrize(
    ("expires_in", "still_good", "renewed"),
    [
        (3600, 3600 - 61, 3600 - 59),
        (100, 89, 91),
        ("3600", 3600 - 61, 3600 - 59),
    ],
    ids=["hour", "short", "text"],
)
def test_a_token_is_renewed_ahead_of_its_end(
    *,
    issuer: Issuer,
    make_client: Make,
    clock: types.SimpleNamespace,
    expires_in: object,
    still_good: int,
    renewed: int,
) -> None:
    issuer.expires_in = expires_in
    client = make_client(**MACHINE)
    get(client)
    clock.ahead = still_good
    get(client)
    assert issuer.issued == 1
    clock.ahead = renewed
    get(client)
    assert issuer.issued == 2
    assert not any(
        asked.headers["authorization"] != f"Bearer tok-{1 + (number == 2)}"
        for number, asked in enumerate(issuer.server.asked("GET"))
    )


@pytest.mark.parametrize("expires_in", [None, "soon", 0, -5, "nan", {}], ids=repr)
def test_without_a_usable_end_a_token_is_used_until_it_is_refused(
    issuer: Issuer,
    make_client: Make,
    clock: types.SimpleNamespace,
    expires_in: object,
) -> None:
    issuer.expires_in = expires_in
    client = make_client(**MACHINE)
    get(client)
    clock.ahead = 10**7
    get(client)
    assert issuer.issued == 1


def test_a_token_that_is_refused_is_renewed_once(
    issuer: Issuer,
    make_client: Make,
    sleeps: list[float],
) -> None:
    client = make_client(**MACHINE)
    get(client)
    issuer.issued += 1  # as if another had been issued: ours is void
    assert get(client) == {"ok": True}
    assert len(issuer.forms) == 2
    assert sleeps == []


def test_a_new_token_that_is_refused_too_is_an_error(issuer: Issuer, ask: Ask) -> None:
    issuer.taken = False
    with pytest.raises(SignInError, match="HTTP 401"):
        ask(**MACHINE)
    assert len(issuer.forms) == 2
    assert len(issuer.server.asked("GET")) == 2


def test_the_newest_refresh_token_is_used(issuer: Issuer, make_client: Make) -> None:
    issuer.rotate = True
    client = make_client(**{**USER, "refresh_token": "ref-0"})
    for _ in range(3):
        get(client)
        issuer.issued += 10
    refreshes = [form["refresh_token"] for form in issuer.forms]
    assert refreshes == ["ref-0", "ref-1", "ref-12"]


@pytest.mark.parametrize("newest", ["", None, 7, ["ref"]], ids=repr)
def test_an_odd_refresh_token_does_not_replace_the_one_in_use(
    issuer: Issuer,
    make_client: Make,
    newest: object,
) -> None:
    issuer.extra = {"refresh_token": newest}
    client = make_client(**{**MACHINE, "refresh_token": "ref-0"})
    get(client)
    issuer.issued += 1
    get(client)
    assert [form["refresh_token"] for form in issuer.forms] == ["ref-0", "ref-0"]


@pytest.mark.parametrize("settings", [USER, MACHINE], ids=["user", "machine"])
def test_a_refresh_token_that_is_refused_gives_way_to_the_grant(
    issuer: Issuer,
    make_client: Make,
    settings: dict[str, str],
) -> None:
    issuer.refused = ["refresh_token"]
    client = make_client(**settings, refresh_token="ref-0")
    get(client)
    issuer.issued += 1
    get(client)
    grant = "password" if settings is USER else "client_credentials"
    kinds = [form["grant_type"] for form in issuer.forms]
    assert kinds == ["refresh_token", grant, grant]


def test_without_a_grant_its_refusal_is_an_error(issuer: Issuer, ask: Ask) -> None:
    issuer.refused = ["refresh_token"]
    with pytest.raises(SignInError, match=r"refused \(invalid_grant\)"):
        ask(**USER, refresh_token="ref-0", username=None, password=None)
    assert len(issuer.forms) == 1


def test_a_grant_that_is_refused_is_an_error(issuer: Issuer, ask: Ask) -> None:
    issuer.refused = ["password", "client_credentials"]
    for settings in (USER, MACHINE):
        with pytest.raises(SignInError) as caught:
            ask(**settings)
        message = str(caught.value)
        assert message.startswith("POST /acme/api/oauth2/token/: HTTP 400")
        assert "the token request was refused (invalid_grant)" in message
        assert "check auth_method" in message


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_issuer_in_trouble_is_asked_again(
    server: Server,
    ask: Ask,
    sleeps: list[float],
    status: int,
) -> None:
    issuer = Issuer(server)
    replies = [Reply(status=status, headers={"Retry-After": "3"}), Reply(reset=True)]

    def script(asked: Asked) -> Reply:
        if asked.method == "POST" and replies:
            return replies.pop()
        return issuer(asked)

    server.script = script
    assert ask(**MACHINE) == {"ok": True}
    assert len(sleeps) == 2
    assert sleeps[1] == 3.0


def test_a_token_answer_that_is_cut_off_is_asked_for_again(
    server: Server,
    ask: Ask,
) -> None:
    issuer = Issuer(server)
    replies = [Reply(b'{"access_token": "tok')]

    def script(asked: Asked) -> Reply:
        if asked.method == "POST" and replies:
            return replies.pop()
        return issuer(asked)

    server.script = script
    assert ask(**MACHINE) == {"ok": True}


def test_an_issuer_that_stays_in_trouble_is_no_refusal(
    server: Server, ask: Ask
) -> None:
    server.replies(Reply(status=503))
    with pytest.raises(UnavailableError, match="POST /acme/api/oauth2/token/"):
        ask(**MACHINE)
    assert len(server.log) == 4


@pytest.mark.parametrize(
    "reply",
    [
        Reply({}),
        Reply({"access_token": ""}),
        Reply({"access_token": None}),
        Reply({"access_token": 7}),
        Reply({"access_token": "tok\r\nX-Evil: 1"}),
        Reply(["tok"]),
        Reply(b"<html>Sign in</html>", headers={"Content-Type": "text/html"}),
        Reply({"access_token": "tok"}, status=201),
        Reply(status=302, headers={"Location": "/elsewhere"}),
        Reply({"error": "invalid_client", "error_description": "MARK"}, status=401),
        Reply({"error": {"a": "MARK"}}, status=400),
    ],
    ids=[
        "nothing",
        "blank",
        "null",
        "number",
        "injection",
        "list",
        "page",
        "created",
        "redirect",
        "client",
        "odd",
    ],
)
def test_an_answer_without_a_token_is_an_error(
    server: Server,
    ask: Ask,
    reply: Reply,
) -> None:
    server.replies(reply)
    with pytest.raises(SignInError, match="the token request was refused") as caught:
        ask(**MACHINE)
    assert "MARK" not in str(caught.value)
    assert server.asked("GET") == []


def test_another_issuer_gets_no_header_of_the_gateway(
    server: Server,
    second_server: Server,
    ask: Ask,
) -> None:
    second_server.replies(Reply({"access_token": "tok-9"}))
    ask(
        **MACHINE,
        token_url=f"{second_server.origin}/oauth2/v1/token",
        http_headers={"X-Api-Key": "key-123"},
    )
    (posted,) = second_server.log
    assert "x-api-key" not in posted.headers
    (asked,) = server.log
    assert asked.headers["x-api-key"] == "key-123"
    assert asked.headers["authorization"] == "Bearer tok-9"


def test_the_tenants_own_issuer_does(issuer: Issuer, ask: Ask) -> None:
    ask(**MACHINE, http_headers={"X-Api-Key": "key-123"})
    (posted,) = issuer.server.asked("POST")
    assert posted.headers["x-api-key"] == "key-123"


def test_many_threads_ask_for_one_token(issuer: Issuer, make_client: Make) -> None:
    client = make_client(**MACHINE, max_concurrent_requests=8)
    in_parallel(8, lambda: get(client))
    assert issuer.issued == 1
    issuer.issued += 1
    in_parallel(8, lambda: get(client))
    assert len(issuer.forms) == 2


def in_parallel(count: int, work: t.Callable[[], object]) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
