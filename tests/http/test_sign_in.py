"""401: once more after a new token, never for a fixed header."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.http import SignInError
from tests.http.server import Reply, Server

Ask: t.TypeAlias = t.Callable[..., t.Any]


@pytest.mark.parametrize(
    "method",
    [{"auth_method": "basic"}, {"auth_method": "bearer", "access_token": "tok-fixed"}],
    ids=["basic", "bearer"],
)
def test_fixed_credentials_are_not_tried_again(
    server: Server,
    ask: Ask,
    method: dict[str, str],
) -> None:
    server.replies(
        Reply({"code": "UNAUTHORIZED", "message": "Bad login"}, status=401),
    )
    with pytest.raises(SignInError, match="check auth_method") as caught:
        ask(**method)
    assert len(server.log) == 1
    assert "[UNAUTHORIZED: Bad login]" in str(caught.value)


def test_bearer_sends_the_token(server: Server, ask: Ask) -> None:
    ask(auth_method="bearer", access_token="tok-fixed")
    assert server.log[0].headers["authorization"] == "Bearer tok-fixed"


def test_a_missing_permission_is_no_failed_sign_in(server: Server, ask: Ask) -> None:
    server.replies(Reply(status=403))
    with pytest.raises(Exception, match="HTTP 403") as caught:
        ask()
    assert not isinstance(caught.value, SignInError)
