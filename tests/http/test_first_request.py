"""The first request goes alone: many with a wrong password would lock the account."""

from __future__ import annotations

import threading
import typing as t

import pytest

from tap_oracle_wms.http import Client, SignInError
from tests.http.server import Asked, Reply, Server
from tests.http.test_gate import InFlight

Make: t.TypeAlias = t.Callable[..., Client]


def ask_at_once(client: Client, count: int) -> list[BaseException]:
    """Ask from many threads; what went wrong."""
    failures: list[BaseException] = []

    def ask(number: int) -> None:
        try:
            client.get(client.url(f"item_{number}"), subject=f"item_{number}")
        except Exception as error:  # noqa: BLE001 - handed to the test
            failures.append(error)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    return failures


def test_a_wrong_password_is_sent_once(server: Server, make_client: Make) -> None:
    server.script = InFlight(stay=0.1, answer=lambda _: Reply(status=401))
    client = make_client(max_concurrent_requests=8)
    failures = ask_at_once(client, 8)
    assert len(failures) == 8
    assert {type(failure) for failure in failures} == {SignInError}
    assert len(server.log) == 1


def test_a_refused_sign_in_is_not_tried_again(
    server: Server,
    make_client: Make,
) -> None:
    server.replies(Reply(status=401), Reply())
    client = make_client()
    for _ in range(3):
        with pytest.raises(SignInError, match="HTTP 401"):
            client.get(client.url("item"), subject="item")
    assert len(server.log) == 1


@pytest.mark.parametrize("status", [200, 403, 404, 503])
def test_after_any_answer_that_is_no_401_all_may_go(
    server: Server,
    make_client: Make,
    status: int,
) -> None:
    def answer(_: Asked) -> Reply:
        return Reply(status=status if len(server.log) == 1 else 200)

    client = make_client(max_concurrent_requests=4, max_retries=0)
    server.script = answer
    ask_at_once(client, 1)
    counting = server.script = InFlight(stay=0.05)
    assert ask_at_once(client, 8) == []
    assert 2 <= counting.most <= 4


def test_a_server_that_never_answers_lets_nobody_hang(make_client: Make) -> None:
    client = make_client(base_url="http://127.0.0.1:1/acme", max_retries=1)
    assert len(ask_at_once(client, 6)) == 6
