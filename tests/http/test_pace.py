"""Fewer requests at once for a service that has too much to do, more again later."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.http.pace import Pace, means_overload
from tests.http.server import Asked, Reply, Server
from tests.http.test_gate import InFlight, Make, run_all

PAGE = ("order_hdr", 20)


def fine(pace: Pace, *seconds: float, ticket: int = 10**6) -> list[bool]:
    return [pace.answered(ticket, ticket, PAGE, each) for each in seconds]


def test_overload_halves_and_success_adds_one_a_round() -> None:
    pace = Pace(8)
    assert pace.overloaded(1, 8)
    assert pace.limit == 4
    fine(pace, *[0.1] * 4)
    assert pace.limit == 4  # a whole round makes almost one
    fine(pace, 0.1)
    assert pace.limit == 5
    fine(pace, *[0.1] * 100)
    assert pace.limit == 8


def test_what_was_under_way_then_tells_nothing_new() -> None:
    pace = Pace(16)
    assert [pace.overloaded(ticket, 16) for ticket in range(1, 17)].count(True) == 1
    assert pace.limit == 8
    assert pace.overloaded(17, 30)
    assert pace.limit == 4


def test_never_below_one() -> None:
    pace = Pace(2)
    assert [pace.overloaded(n, n) for n in range(1, 5)] == [True, False, False, False]
    assert pace.limit == 1


def test_answers_that_take_ever_longer_mean_overload() -> None:
    pace = Pace(8)
    assert not any(fine(pace, 0.5, 0.5, 0.6))
    assert any(fine(pace, *[6.0] * 4))
    assert pace.limit < 8


def test_short_delays_and_single_slow_answers_mean_nothing() -> None:
    pace = Pace(8)
    assert not any(fine(pace, *[0.01, 0.9] * 20))
    assert not any(fine(pace, 0.5, 3.0, 0.5, 0.5, 0.5, 3.0))
    assert pace.limit == 8


def test_answers_of_different_size_are_not_compared() -> None:
    pace = Pace(8)
    for _ in range(20):
        assert not pace.answered(1, 1, ("order_hdr", 8), 0.1)
        assert not pace.answered(1, 1, ("order_hdr", 22), 9.0)
    assert pace.limit == 8


def test_a_service_that_stays_slow_is_slow_by_nature() -> None:
    pace = Pace(8)
    fine(pace, *[0.5] * 3)
    for ticket in range(400):
        pace.answered(ticket, ticket, PAGE, 4.0)
    assert pace.limit == 8


@given(
    st.integers(1, 32),
    st.lists(st.tuples(st.booleans(), st.floats(0, 400), st.integers(0, 50))),
)
def test_always_between_one_and_the_setting(
    at_once: int,
    answers: list[tuple[bool, float, int]],
) -> None:
    pace = Pace(at_once)
    for number, (good, seconds, age) in enumerate(answers):
        if good:
            pace.answered(number - age, number, PAGE, seconds)
        else:
            pace.overloaded(number - age, number)
        assert 1 <= pace.limit <= at_once


@pytest.mark.parametrize("status", [429, 503, 504])
def test_the_client_asks_for_less_at_once_after(
    server: Server,
    make_client: Make,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
) -> None:
    # On a busy machine answers take several times as long by themselves.
    monkeypatch.setattr("tap_oracle_wms.http.pace._RISEN", 1000)
    counting = server.script = InFlight(stay=0.2)
    client = make_client(max_concurrent_requests=8, max_retries=5)

    def ask() -> object:
        return client.get(client.url("item"), subject="item")

    ask()
    run_all(*[ask] * 16)
    assert counting.most == 8
    refused = iter([True])

    def once_too_much(_: Asked) -> Reply:
        return Reply(status=status) if next(refused, False) else Reply()

    counting.answer = once_too_much
    ask()
    counting.most = 0
    run_all(*[ask] * 5)
    assert counting.most == 4
    counting.stay = 0.01
    run_all(*[ask] * 60)
    counting.stay, counting.most = 0.2, 0
    run_all(*[ask] * 16)
    assert counting.most == 8
    assert means_overload(status)
