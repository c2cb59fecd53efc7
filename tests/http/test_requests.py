"""What a request looks like, and what must never get into it."""

from __future__ import annotations

import base64
import typing as t

import pytest

from tap_oracle_wms import __version__
from tap_oracle_wms.http import Client
from tests.http.conftest import PASSWORD
from tests.http.server import Reply, Server

if t.TYPE_CHECKING:
    import pathlib

Make: t.TypeAlias = t.Callable[..., Client]
Ask: t.TypeAlias = t.Callable[..., t.Any]


def test_an_entity_is_asked_for_where_it_lives(
    server: Server, make_client: Make
) -> None:
    client = make_client()
    assert client.url() == f"{server.base_url}/wms/lgfapi/v10/entity/"
    assert client.url("item", "describe") == (
        f"{server.base_url}/wms/lgfapi/v10/entity/item/describe/"
    )
    assert make_client(api_version="v9").url("a/b?c").endswith("/v9/entity/a%2Fb%3Fc/")


def test_the_parts_of_a_request(server: Server, ask: Ask) -> None:
    server.replies(Reply({"results": [1]}))
    assert ask(http_headers={"X-Api-Key": "key-123"}) == {"results": [1]}
    (asked,) = server.log
    assert asked.method == "GET"
    assert asked.path == "/acme/wms/lgfapi/v10/entity/item/"
    assert asked.query == {"page_size": "5"}
    login = base64.b64encode(f"svc_extract:{PASSWORD}".encode()).decode()
    assert asked.headers["authorization"] == f"Basic {login}"
    assert asked.headers["user-agent"] == f"tap-oracle-wms/{__version__}"
    assert asked.headers["accept"] == "application/json"
    assert asked.headers["accept-encoding"] == "gzip"
    assert asked.headers["x-api-key"] == "key-123"
    assert "cookie" not in asked.headers


def test_an_offset_is_written_so_that_its_plus_survives(
    server: Server,
    make_client: Make,
) -> None:
    client = make_client()
    bound = ("mod_ts__gte", "2026-07-15T12:00:00+00:00")
    client.get(client.url("item"), [bound, ("code", "a b&c")], subject="item")
    assert server.log[0].query == {bound[0]: bound[1], "code": "a b&c"}


def test_user_and_password_may_hold_any_letter(server: Server, ask: Ask) -> None:
    ask(username="användare", password="pässwörd:☃")
    login = base64.b64encode("användare:pässwörd:☃".encode()).decode()
    assert server.log[0].headers["authorization"] == f"Basic {login}"


def test_the_user_agent_can_be_set(server: Server, ask: Ask) -> None:
    ask(user_agent="acme/1.0")
    assert server.log[0].headers["user-agent"] == "acme/1.0"


@pytest.mark.parametrize("method", ["basic", "bearer", "oauth2_client_credentials"])
def test_a_netrc_file_is_not_looked_at(
    server: Server,
    ask: Ask,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password stolen\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.replies(Reply({"access_token": "tok-1"}))
    ask(
        auth_method=method,
        access_token="tok-0",
        client_id="tap",
        client_secret="cs-1",
    )
    stolen = base64.b64encode(b"other:stolen").decode()
    assert server.log
    for asked in server.log:
        assert asked.headers["authorization"] != f"Basic {stolen}"


def test_no_cookie_is_kept(server: Server, make_client: Make) -> None:
    server.replies(Reply(headers={"Set-Cookie": "session=abc; Path=/"}))
    client = make_client()
    for _ in range(2):
        client.get(client.url("item"), subject="item")
    assert len(server.log) == 2
    assert all("cookie" not in asked.headers for asked in server.log)


def test_a_connection_is_used_again(server: Server, make_client: Make) -> None:
    ports = set()
    serve = server.serve

    def note(handler: t.Any) -> None:  # noqa: ANN401 - a request handler
        ports.add(handler.client_address[1])
        serve(handler)

    server.serve = note  # type: ignore[method-assign]
    client = make_client()
    for _ in range(5):
        client.get(client.url("item"), subject="item")
    assert len(ports) == 1
