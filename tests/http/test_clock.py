"""The server's time, by its answers and our monotonic clock."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.http import Client, ServerClock, clock
from tap_oracle_wms.http.clock import parse_http_date
from tests.http.server import Reply, Server

Make: t.TypeAlias = t.Callable[..., Client]

NOON = datetime.datetime(2026, 7, 15, 12, 0, 0, tzinfo=datetime.timezone.utc)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("Wed, 15 Jul 2026 12:00:00 GMT", NOON),
        ("Wed, 15 Jul 2026 14:00:00 +0200", NOON),
        ("15 Jul 2026 12:00:00 GMT", NOON),
        ("Wed, 15 Jul 2026 12:00:00 -0000", NOON),
        (None, None),
        ("", None),
        ("yesterday", None),
        ("2026-07-15T12:00:00Z", None),
        ("Wed, 35 Jul 2026 12:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Mon, 01 Jan 2300 00:00:00 GMT", None),
        ("Wed, 15 Jul 2026 12:00:00 +9999", None),
    ],
)
def test_a_date_of_http(text: str | None, instant: datetime.datetime | None) -> None:
    assert parse_http_date(text) == instant


@settings(deadline=None, max_examples=150)
@given(
    st.text(max_size=40)
    | st.from_regex(
        r"[A-Z][a-z]{2}, [0-9]{1,3} [A-Z][a-z]{2} [0-9]{1,6} "
        r"[0-9]{1,3}:[0-9]{1,3}(:[0-9]{1,3})? ([A-Z]{1,4}|[+-][0-9]{1,6})",
        fullmatch=True,
    ),
)
def test_any_header_is_a_date_or_nothing(text: str) -> None:
    instant = parse_http_date(text)
    assert instant is None or 2000 <= instant.year <= 2200


@pytest.fixture
def monotonic(monkeypatch: pytest.MonkeyPatch) -> t.Callable[[float], None]:
    """Moves the clock by which a date ages."""
    now = [50.0]

    class Time:
        @staticmethod
        def monotonic() -> float:
            return now[0]

    monkeypatch.setattr(clock, "time", Time)

    def advance(seconds: float) -> None:
        now[0] += seconds

    return advance


def test_before_any_answer_it_is_unknown() -> None:
    assert ServerClock().now() is None


def test_it_ages_in_whole_seconds_and_is_never_ahead(
    monotonic: t.Callable[[float], None],
) -> None:
    server_clock = ServerClock()
    server_clock.observe(NOON)
    assert server_clock.now() == NOON
    monotonic(0.999)
    assert server_clock.now() == NOON
    monotonic(3600.002)
    assert server_clock.now() == NOON + datetime.timedelta(seconds=3601)


def test_an_answer_without_a_date_changes_nothing(
    monotonic: t.Callable[[float], None],
) -> None:
    server_clock = ServerClock()
    server_clock.observe(NOON)
    monotonic(10)
    server_clock.observe(None)
    assert server_clock.now() == NOON + datetime.timedelta(seconds=10)


def test_a_later_answer_counts(monotonic: t.Callable[[float], None]) -> None:
    server_clock = ServerClock()
    server_clock.observe(NOON)
    monotonic(100)
    server_clock.observe(NOON)
    assert server_clock.now() == NOON


@pytest.mark.parametrize("status", [200, 400, 503])
def test_any_answer_tells_the_time(
    server: Server,
    make_client: Make,
    status: int,
) -> None:
    server.replies(Reply({"ok": 1}, status=status))
    client = make_client(max_retries=0)
    if status == 200:
        answer = client.get(client.url("item"), subject="item")
        assert answer.date == NOON
        assert answer.seconds >= 0
    else:
        with pytest.raises(Exception, match=f"HTTP {status}"):
            client.get(client.url("item"), subject="item")
    now = client.clock.now()
    assert now is not None
    assert NOON <= now < NOON + datetime.timedelta(minutes=1)


@pytest.mark.parametrize("date", [None, "absurd", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_without_a_usable_date_there_is_no_time(
    server: Server,
    make_client: Make,
    date: str | None,
) -> None:
    server.replies(Reply(date=date))
    client = make_client()
    assert client.get(client.url("item"), subject="item").date is None
    assert client.clock.now() is None
