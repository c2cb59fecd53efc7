"""Retry-After: in seconds or as a date, honoured up to a quarter of an hour."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.http import UnavailableError
from tap_oracle_wms.http.retry import retry_after
from tests.http.server import Reply, Server

Ask: t.TypeAlias = t.Callable[..., t.Any]

NOW = datetime.datetime(2026, 7, 15, 12, 0, 0, tzinfo=datetime.timezone.utc)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("7", 7),
        (" 7 ", 7),
        ("0", 0),
        ("1.5", 1.5),
        ("900", 900),
        ("Wed, 15 Jul 2026 12:00:30 GMT", 30),
        ("Wed, 15 Jul 2026 14:00:30 +0200", 30),
        ("Wed, 15 Jul 2026 11:00:00 GMT", 0),
        ("-5", None),
        ("soon", None),
        ("inf", None),
        ("1e3", None),
        ("99999999999999999999", None),
        ("Wed, 99 Jul 2026 12:00:30 GMT", None),
    ],
)
def test_what_it_says(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


def test_a_date_needs_the_date_of_the_answer() -> None:
    assert retry_after("Wed, 15 Jul 2026 12:00:30 GMT", None) is None
    assert retry_after("7", None) == 7


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_harmless(header: str) -> None:
    seconds = retry_after(header, NOW)
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("header", "wait"),
    [("7", 7.0), ("900", 900.0), ("Wed, 15 Jul 2026 12:01:00 GMT", 60.0)],
)
def test_it_is_honoured(
    *,
    server: Server,
    ask: Ask,
    sleeps: list[float],
    status: int,
    header: str,
    wait: float,
) -> None:
    server.replies(Reply(status=status, headers={"Retry-After": header}), Reply())
    ask()
    assert sleeps == [wait]


@pytest.mark.parametrize("header", ["901", "86400", "Wed, 15 Jul 2026 13:00:00 GMT"])
def test_a_longer_one_fails_the_request_and_is_named(
    server: Server,
    ask: Ask,
    sleeps: list[float],
    header: str,
) -> None:
    server.replies(
        Reply({"code": "BUSY"}, status=503, headers={"Retry-After": header}),
    )
    with pytest.raises(UnavailableError, match=r"\(Retry-After\)") as caught:
        ask()
    assert caught.value.status == 503
    assert caught.value.body.code == "BUSY"
    assert "900 s" in str(caught.value)
    assert len(server.log) == 1
    assert sleeps == []


def test_one_that_is_not_usable_is_passed_over(
    server: Server,
    ask: Ask,
    sleeps: list[float],
) -> None:
    server.replies(Reply(status=503, headers={"Retry-After": "soon"}), Reply())
    ask()
    assert len(sleeps) == 1
    assert sleeps[0] <= 0.5


def test_a_date_is_read_against_the_servers_own_clock(
    server: Server,
    ask: Ask,
    sleeps: list[float],
) -> None:
    """A server that is years behind still means half a minute."""
    server.replies(
        Reply(
            status=503,
            date="Wed, 15 Jul 2009 12:00:00 GMT",
            headers={"Retry-After": "Wed, 15 Jul 2009 12:00:30 GMT"},
        ),
        Reply(),
    )
    ask()
    assert sleeps == [30.0]
