"""How many requests may be under way, and how soon the next may start."""

from __future__ import annotations

import contextlib
import threading
import time
import typing as t


class Gate:
    """The one budget of requests of a run. Safe to share between threads."""

    def __init__(self, at_once: int, per_second: float | None = None) -> None:
        """Set the budget.

        Args:
            at_once: Most requests in flight.
            per_second: Most requests started in a second, None for no limit.
        """
        self._slots = threading.BoundedSemaphore(at_once)
        self._interval = 1 / per_second if per_second else 0.0
        self._lock = threading.Lock()
        self._next_start = 0.0

    @contextlib.contextmanager
    def request(self) -> t.Iterator[None]:
        """Hold a place in flight; waits for one, and for the rate limit."""
        with self._slots:
            self._await_turn()
            yield

    def _await_turn(self) -> None:
        if not self._interval:
            return
        with self._lock:
            start = max(time.monotonic(), self._next_start)
            self._next_start = start + self._interval
        time.sleep(max(0.0, start - time.monotonic()))
