"""Our clock, which can be replaced; and the server's, known from its answers."""

from __future__ import annotations

import datetime
import email.utils
import math
import threading
import time
import typing as t

UTC = datetime.timezone.utc

# No warehouse data is older than this and no server is that far ahead: a date
# outside of it is a broken clock or a hostile answer.
_EARLIEST = datetime.datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = datetime.datetime(2200, 1, 1, tzinfo=UTC)


class Clock(t.Protocol):
    """What this package asks of a clock; Python's module ``time`` is one."""

    def monotonic(self) -> float:
        """Seconds on a clock that can't be set."""

    def sleep(self, seconds: float, /) -> None:
        """Wait for so many seconds."""

    def time(self) -> float:
        """Seconds since 1970, by this machine's clock; for comparison only."""


def parse_http_date(text: str | None) -> datetime.datetime | None:
    """Read an HTTP date.

    Args:
        text: Value of a ``Date`` or ``Retry-After`` header.

    Returns:
        The instant in UTC, or None if there is none or it is absurd.
    """
    if not text:
        return None
    try:
        parsed = email.utils.parsedate_to_datetime(text)
        instant = parsed.replace(tzinfo=parsed.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return instant if _EARLIEST <= instant <= _LATEST else None


class ServerClock:
    """The time at the server. Safe to share between threads."""

    def __init__(self, ours: Clock | None = None) -> None:
        """Start without knowing the time.

        Args:
            ours: Our own clock, by which the server's ages.
        """
        self._ours = ours or time
        self._lock = threading.Lock()
        self._seen: tuple[datetime.datetime, float] | None = None

    def observe(self, date: datetime.datetime | None) -> None:
        """Take note of the ``Date`` of an answer that has just arrived."""
        if date is not None:
            with self._lock:
                self._seen = (date, self._ours.monotonic())

    def now(self) -> datetime.datetime | None:
        """The server's time, whole seconds, never ahead of it; None if unknown."""
        with self._lock:
            seen = self._seen
        if seen is None:
            return None
        date, at = seen
        aged = math.floor(self._ours.monotonic() - at)
        return date + datetime.timedelta(seconds=aged)
