"""Proxies: never for what goes to this machine in clear text."""

from __future__ import annotations

import typing as t

import pytest

from tests.http.server import Reply, Server

Ask: t.TypeAlias = t.Callable[..., t.Any]


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy"])
def test_requests_to_this_machine_do_not_go_by_a_proxy(
    server: Server,
    second_server: Server,
    ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    monkeypatch.setenv(name, second_server.origin)
    for variable in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    server.replies(Reply({"access_token": "tok-1"}))
    ask(
        auth_method="oauth2_client_credentials",
        client_id="tap",
        client_secret="cs-1",
    )
    assert [asked.method for asked in server.log] == ["POST", "GET"]
    assert second_server.log == []
