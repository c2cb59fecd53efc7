"""A clock on which waiting takes no time."""

from __future__ import annotations

import threading


class Clock:
    """Time that passes by sleeping only."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert 0 <= seconds <= threading.TIMEOUT_MAX
        self.slept.append(seconds)
        self.now += seconds

    def time(self) -> float:
        return self.now
