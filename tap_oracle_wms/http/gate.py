"""How many requests may be under way, and how soon the next may start."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import typing as t

from tap_oracle_wms.http.pace import Pace, means_overload
from tap_oracle_wms.telemetry import SILENCE
from tap_oracle_wms.telemetry.events import PaceChanged

if t.TYPE_CHECKING:
    from tap_oracle_wms.http.clock import Clock
    from tap_oracle_wms.http.transport import Exchange
    from tap_oracle_wms.telemetry import Recorder

logger = logging.getLogger(__name__)


class Gate:
    """The one budget of requests of a run. Safe to share between threads.

    Requests go one by one until the first was accepted: many at once with a wrong
    password would lock the account. Then as many as are allowed, fewer while the
    service has too much to do; see `Pace`.

    Attributes:
        proven: Whether a request was accepted.
    """

    def __init__(
        self,
        at_once: int,
        per_second: float | None = None,
        clock: Clock | None = None,
        recorder: Recorder = SILENCE,
    ) -> None:
        """Set the budget.

        Args:
            at_once: Most requests in flight.
            per_second: Most requests started in a second, None for no limit.
            clock: Waits where a limit asks for it.
            recorder: Is told when more or fewer are allowed.
        """
        self._clock = clock or time
        self._recorder = recorder
        self._pace = Pace(at_once)
        self.proven = False
        self._in_flight = 0
        self._ticket = 0
        self._requests = 0
        self._changed = threading.Condition()
        self._interval = 1 / per_second if per_second else 0.0
        self._next_start = 0.0

    @property
    def requests(self) -> int:
        """Requests for resources that were begun so far."""
        return self._requests

    @property
    def _limit(self) -> int:
        return self._pace.limit if self.proven else 1

    def widen(self) -> None:
        """Let the whole budget be used from now on."""
        if not self.proven:
            with self._changed:
                self.proven = True
                self._changed.notify_all()

    def answered(self, ticket: int, exchange: Exchange, resource: str) -> None:
        """Take note of an answer: how many requests at once are good depends on it.

        Args:
            ticket: What `request` gave.
            exchange: The answer.
            resource: What was asked for, without its parameters.
        """
        if means_overload(exchange.status):
            self.overloaded(ticket)
            return
        with self._changed:
            before = self._pace.limit
            kind = (resource, len(exchange.body).bit_length())
            fewer = self._pace.answered(ticket, self._ticket, kind, exchange.seconds)
            after = self._pace.limit
            self._changed.notify_all()
        if fewer:
            self._report("answers take several times as long as before")
        elif after != before:
            self._recorder.note(PaceChanged(after, slower=False))

    def overloaded(self, ticket: int) -> None:
        """Take note that the service had too much to do, or no time at all."""
        with self._changed:
            fewer = self._pace.overloaded(ticket, self._ticket)
        if fewer:
            self._report("the service has too much to do")

    def _report(self, why: str) -> None:
        limit = self._pace.limit
        logger.info("%s: %d requests at once from now on", why, limit)
        self._recorder.note(PaceChanged(limit, slower=True))

    @contextlib.contextmanager
    def request(self, *, counts: bool = True) -> t.Iterator[int]:
        """Hold a place in flight; waits for one, and for the rate limit.

        Args:
            counts: Whether a resource is asked for; a token may be, or nothing.

        Yields:
            A ticket that names the request.
        """
        with self._changed:
            while self._in_flight >= self._limit:
                self._changed.wait()
            self._in_flight += 1
            self._ticket += 1
            self._requests += counts
            ticket = self._ticket
        try:
            self._await_turn()
            yield ticket
        finally:
            with self._changed:
                self._in_flight -= 1
                self._changed.notify()

    def _await_turn(self) -> None:
        if not self._interval:
            return
        with self._changed:
            start = max(self._clock.monotonic(), self._next_start)
            self._next_start = start + self._interval
        self._clock.sleep(max(0.0, start - self._clock.monotonic()))
