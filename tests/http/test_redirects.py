"""Redirects and links: at home only, credentials go nowhere else."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.http import Client, LinkError
from tests.http.server import Asked, Reply, Server

Make: t.TypeAlias = t.Callable[..., Client]
Ask: t.TypeAlias = t.Callable[..., t.Any]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("absolute", [True, False], ids=["absolute", "path"])
def test_a_redirect_at_home_is_followed_with_credentials(
    server: Server,
    ask: Ask,
    status: int,
    absolute: bool,  # noqa: FBT001
) -> None:
    target = "/acme/moved/?page_size=5"
    location = f"{server.origin}{target}" if absolute else target
    server.replies(
        Reply(status=status, headers={"Location": location}),
        Reply({"ok": True}),
    )
    assert ask() == {"ok": True}
    first, second = server.log
    assert (second.method, second.path) == ("GET", "/acme/moved/")
    assert second.query == {"page_size": "5"}
    assert second.headers["authorization"] == first.headers["authorization"]


def test_a_relative_redirect_is_relative_to_what_was_asked(
    server: Server,
    make_client: Make,
) -> None:
    def script(asked: Asked) -> Reply:
        if asked.path.endswith("/"):
            return Reply({"ok": True})
        return Reply(status=301, headers={"Location": "item/?page_size=5"})

    server.script = script
    client = make_client()
    client.get(client.url("item").rstrip("/"), subject="item")
    assert server.log[-1].path == "/acme/wms/lgfapi/v10/entity/item/"


def test_a_redirect_elsewhere_is_not_followed(
    server: Server,
    second_server: Server,
    ask: Ask,
) -> None:
    server.replies(
        Reply(status=302, headers={"Location": f"{second_server.origin}/login"}),
    )
    with pytest.raises(LinkError, match="redirects to another host") as caught:
        ask()
    assert second_server.log == []
    assert len(server.log) == 1
    assert second_server.origin not in str(caught.value)


@pytest.mark.parametrize(
    "location",
    [
        "//wms.example.org/x",
        "https://wms.example.org/x",
        "http://user:pw@127.0.0.1/x",
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
        "http://[broken",
        "javascript:alert(1)",
    ],
)
def test_odd_targets_are_not_followed(server: Server, ask: Ask, location: str) -> None:
    server.replies(Reply(status=302, headers={"Location": location}))
    with pytest.raises(LinkError):
        ask()
    assert len(server.log) == 1


def test_a_redirect_without_a_target_is_an_error(server: Server, ask: Ask) -> None:
    server.replies(Reply(status=302), Reply({"results": []}))
    with pytest.raises(LinkError):
        ask()
    assert len(server.log) == 1


def test_redirects_in_circles_end(server: Server, ask: Ask) -> None:
    server.replies(Reply(status=302, headers={"Location": "/acme/x"}))
    with pytest.raises(LinkError, match="in circles"):
        ask()
    assert len(server.log) == 6


def test_a_link_at_home_is_followed_in_the_configured_spelling(
    server: Server,
    make_client: Make,
) -> None:
    client = make_client()
    link = f"{server.origin.upper().replace('HTTP', 'http')}/acme/x?cursor=cD0x#top"
    assert client.follow(link) == f"{server.origin}/acme/x?cursor=cD0x"


def test_a_link_elsewhere_is_an_error_that_does_not_show_it(make_client: Make) -> None:
    with pytest.raises(LinkError) as caught:
        make_client().follow("https://evil.example.org/x?mod_user=jane")
    assert "evil" not in str(caught.value)
    assert "jane" not in str(caught.value)
