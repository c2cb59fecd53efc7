"""A service that is down for all stops the run; one broken entity never does."""

from __future__ import annotations

import queue
import threading
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.http import Client, ServiceDownError, UnavailableError
from tap_oracle_wms.http.breaker import CircuitBreaker
from tests.http.server import Asked, Reply, Server

Make: t.TypeAlias = t.Callable[..., Client]


def fails(breaker: CircuitBreaker, subject: str, *, alive: bool = False) -> bool:
    return breaker.failure(subject, lambda: alive, "HTTP 503")


def test_one_subject_alone_never_raises_the_alarm() -> None:
    breaker = CircuitBreaker(3)
    assert not any(fails(breaker, "a") for _ in range(100))


def test_enough_different_ones_in_a_row_do() -> None:
    breaker = CircuitBreaker(3)
    assert [fails(breaker, name) for name in "abc"] == [False, False, True]
    assert breaker.wait() == "HTTP 503"


def test_any_success_between_starts_anew() -> None:
    breaker = CircuitBreaker(3)
    fails(breaker, "a")
    fails(breaker, "b")
    breaker.success()
    assert [fails(breaker, name) for name in "cde"] == [False, False, True]


def test_a_service_that_still_answers_is_up_but_under_suspicion() -> None:
    breaker = CircuitBreaker(3)
    assert not any(fails(breaker, name, alive=True) for name in "abc")
    assert breaker.wait() is None
    assert breaker.suspicious
    breaker.success()
    assert not breaker.suspicious


@pytest.mark.parametrize("alive", [False, True])
def test_a_service_that_was_down_is_asked_again(alive: bool) -> None:  # noqa: FBT001
    breaker = CircuitBreaker(1)
    assert fails(breaker, "a")
    assert breaker.recover(lambda: alive and breaker.wait() is None) is alive
    assert breaker.wait() == (None if alive else "HTTP 503")
    assert breaker.suspicious
    breaker.success()
    assert not breaker.suspicious


def test_the_others_wait_while_one_finds_out() -> None:
    breaker = CircuitBreaker(1)
    asking, answer = threading.Event(), threading.Event()

    def is_alive() -> bool:
        asking.set()
        return answer.wait(10) and False

    threading.Thread(
        target=lambda: breaker.failure("a", is_alive, "HTTP 503"), daemon=True
    ).start()
    assert asking.wait(10)
    found: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    waiting = threading.Thread(target=lambda: found.put(breaker.wait()), daemon=True)
    waiting.start()
    waiting.join(0.05)
    assert waiting.is_alive()
    answer.set()
    assert found.get(timeout=10) == "HTTP 503"


@given(st.lists(st.sampled_from("abcd-")), st.integers(1, 4))
def test_it_counts_subjects_since_the_last_success(events: str, limit: int) -> None:
    breaker = CircuitBreaker(limit)
    failed: set[str] = set()
    for event in events:
        if breaker.wait() is not None:
            break
        if event == "-":
            failed.clear()
            breaker.success()
        else:
            failed.add(event)
            assert fails(breaker, event) is (len(failed) >= limit)


def fail_all(client: Client, names: str) -> None:
    for name in names:
        with pytest.raises(UnavailableError) as caught:
            client.get(client.url(name), subject=name)
        assert not isinstance(caught.value, ServiceDownError)


def test_a_service_that_fails_for_everything_is_down(
    server: Server,
    make_client: Make,
) -> None:
    server.replies(Reply({"results": []}), Reply(status=503))
    client = make_client(max_retries=0)
    client.get(client.url("fine"), [("page_size", "1000")], subject="fine")
    fail_all(client, "abcd")
    with pytest.raises(ServiceDownError, match="fails for everything") as caught:
        client.get(client.url("e"), subject="e")
    assert "HTTP 503" in str(caught.value)
    assert server.log[-1].path.endswith("/fine/")
    assert server.log[-1].query == {"page_size": "1"}


def test_what_worked_before_and_still_works_means_that_it_is_up(
    server: Server,
    make_client: Make,
) -> None:
    def script(asked: Asked) -> Reply:
        return Reply(status=200 if asked.path.endswith("/fine/") else 500)

    server.script = script
    client = make_client(max_retries=0)
    client.get(client.url("fine"), subject="fine")
    fail_all(client, "abcdefghijkl")


def test_a_refusal_means_that_it_is_up(server: Server, make_client: Make) -> None:
    def script(asked: Asked) -> Reply:
        if not asked.path.endswith("/fine/"):
            return Reply(status=500)
        return Reply(status=200 if len(server.log) == 1 else 403)

    server.script = script
    client = make_client(max_retries=0)
    client.get(client.url("fine"), subject="fine")
    fail_all(client, "abcdefg")


def test_a_service_that_never_answered_is_down(
    server: Server,
    make_client: Make,
) -> None:
    server.replies(Reply(reset=True))
    client = make_client(max_retries=0)
    fail_all(client, "abcd")
    with pytest.raises(ServiceDownError):
        client.get(client.url("e"), subject="e")


def test_pages_that_can_be_made_smaller_do_not_count(
    server: Server,
    make_client: Make,
) -> None:
    server.replies(Reply(status=504))
    client = make_client()
    for name in "abcdefghij":
        with pytest.raises(UnavailableError) as caught:
            client.get(client.url(name), subject=name, retry_heavy=False)
        assert not isinstance(caught.value, ServiceDownError)
