"""How many requests may be under way, and how soon the next may start."""

from __future__ import annotations

import contextlib
import threading
import time
import typing as t


class Gate:
    """The one budget of requests of a run. Safe to share between threads.

    Requests go one by one until the first was accepted: many at once with a wrong
    password would lock the account.
    """

    def __init__(self, at_once: int, per_second: float | None = None) -> None:
        """Set the budget.

        Args:
            at_once: Most requests in flight.
            per_second: Most requests started in a second, None for no limit.
        """
        self._at_once = at_once
        self._limit = 1
        self._in_flight = 0
        self._changed = threading.Condition()
        self._interval = 1 / per_second if per_second else 0.0
        self._next_start = 0.0

    def widen(self) -> None:
        """Let the whole budget be used from now on."""
        if self._limit != self._at_once:
            with self._changed:
                self._limit = self._at_once
                self._changed.notify_all()

    @contextlib.contextmanager
    def request(self) -> t.Iterator[None]:
        """Hold a place in flight; waits for one, and for the rate limit."""
        with self._changed:
            while self._in_flight >= self._limit:
                self._changed.wait()
            self._in_flight += 1
        try:
            self._await_turn()
            yield
        finally:
            with self._changed:
                self._in_flight -= 1
                self._changed.notify()

    def _await_turn(self) -> None:
        if not self._interval:
            return
        with self._changed:
            start = max(time.monotonic(), self._next_start)
            self._next_start = start + self._interval
        time.sleep(max(0.0, start - time.monotonic()))
