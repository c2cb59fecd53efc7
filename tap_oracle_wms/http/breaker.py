"""Telling a service that is down from a single thing that is broken."""

from __future__ import annotations

import threading

THRESHOLD = 5
"""Failed subjects in a row, without any success between, that raise the alarm."""


class CircuitBreaker:
    """Counts what failed in a row. Safe to share between threads."""

    def __init__(self, threshold: int = THRESHOLD) -> None:
        """Start with nothing failed.

        Args:
            threshold: Number of different subjects that must fail in a row.
        """
        self._threshold = threshold
        self._lock = threading.Lock()
        self._failed: set[str] = set()

    def success(self) -> None:
        """Anything at all was answered: the service is up."""
        with self._lock:
            self._failed.clear()

    def failure(self, subject: str) -> bool:
        """A request used up its retries.

        Args:
            subject: What was asked, an entity's name: one broken entity must never
                raise the alarm by itself.

        Returns:
            Whether so many different subjects failed in a row that the service
            itself seems to be down.
        """
        with self._lock:
            self._failed.add(subject)
            return len(self._failed) >= self._threshold
