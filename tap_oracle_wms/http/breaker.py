"""Telling a service that is down from a single thing that is broken."""

from __future__ import annotations

import threading
import typing as t

from tap_oracle_wms.telemetry import SILENCE
from tap_oracle_wms.telemetry.events import BreakerChanged

if t.TYPE_CHECKING:
    from tap_oracle_wms.telemetry import Recorder

THRESHOLD = 5
"""Failed subjects in a row, without any success between, that raise the alarm."""


class CircuitBreaker:
    """Counts what failed in a row. Safe to share between threads.

    Closed, all requests pass. When too much fails in a row, one thread asks once more
    for something that should work, while all others wait; then the breaker closes
    again, or is open for good.
    """

    def __init__(
        self,
        threshold: int = THRESHOLD,
        recorder: Recorder = SILENCE,
    ) -> None:
        """Start with nothing failed.

        Args:
            threshold: Number of different subjects that must fail in a row.
            recorder: Is told when the breaker changes its mind.
        """
        self._recorder = recorder
        self._threshold = threshold
        self._changed = threading.Condition()
        self._failed: set[str] = set()
        self._prober: int | None = None
        self._down: str | None = None
        self._suspicious = False

    @property
    def suspicious(self) -> bool:
        """Whether much has failed, and nothing ordinary has worked since."""
        return self._suspicious

    def success(self) -> None:
        """Anything at all was answered: the service is up."""
        with self._changed:
            self._failed.clear()
            trusted, self._suspicious = self._suspicious, False
        if trusted:
            self._recorder.note(BreakerChanged("closed"))

    def wait(self) -> str | None:
        """Wait while somebody finds out whether the service is down.

        Returns:
            Why it is down, None if it is not.
        """
        with self._changed:
            while self._prober not in {None, threading.get_ident()}:
                self._changed.wait()
            return self._down

    def recover(self, is_alive: t.Callable[[], bool]) -> bool:
        """Find out whether a service that was down is up again.

        Args:
            is_alive: Asks for something that should work.

        Returns:
            Whether it is: then requests pass again.
        """
        with self._changed:
            self._prober = threading.get_ident()
            why, self._down = self._down, None
        return self._probe(is_alive, why)

    def failure(self, subject: str, is_alive: t.Callable[[], bool], why: str) -> bool:
        """A request used up its retries.

        Args:
            subject: What was asked, an entity's name: one broken entity must never
                raise the alarm by itself.
            is_alive: Asks for something that should work.
            why: The failure, in words.

        Returns:
            Whether the service is down.
        """
        with self._changed:
            if self._prober is not None or self._down is not None:
                return self._down is not None
            self._failed.add(subject)
            if len(self._failed) < self._threshold:
                return False
            self._prober = threading.get_ident()
        return not self._probe(is_alive, why)

    def _probe(self, is_alive: t.Callable[[], bool], why: str | None) -> bool:
        """Find out whether the service is alive, while all others wait for it."""
        alive = False
        try:
            alive = is_alive()
        finally:
            with self._changed:
                self._prober = None
                # Alive, but of no use so far: no more long patience for each.
                self._suspicious = True
                self._down = None if alive else why
                self._failed.clear()
                self._changed.notify_all()
            self._recorder.note(BreakerChanged("suspicious" if alive else "open"))
        return alive
