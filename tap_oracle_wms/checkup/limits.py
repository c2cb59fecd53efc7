"""Rate limits that show themselves during a check-up."""

from __future__ import annotations

import threading
import typing as t

from tap_oracle_wms.checkup.report import Finding, Level, Problem
from tap_oracle_wms.telemetry.events import RequestEnded

if t.TYPE_CHECKING:
    from tap_oracle_wms.telemetry import Recorder
    from tap_oracle_wms.telemetry.events import Event

_TOO_MANY = 429
_BUSY = 503


class LimitWatch:
    """A recorder that counts refusals for haste, and passes all on to another."""

    def __init__(self, recorder: Recorder) -> None:
        """Begin with none."""
        self._recorder = recorder
        self._lock = threading.Lock()
        self._limited = 0
        self._busy = 0

    def note(self, event: Event) -> None:
        """Count, and pass on."""
        if isinstance(event, RequestEnded):
            with self._lock:
                self._limited += event.status == _TOO_MANY
                self._busy += event.status == _BUSY
        self._recorder.note(event)

    def headers(self, request_id: str) -> t.Mapping[str, str]:
        """Headers of the other recorder."""
        return self._recorder.headers(request_id)

    @property
    def seen(self) -> bool:
        """Whether any request was refused so."""
        return bool(self._limited or self._busy)

    def finding(self) -> Finding:
        """What was seen so far."""
        step = "rate limits"
        if not self.seen:
            return Finding(step, Level.OK, "none seen")
        return Finding(
            step,
            Level.WARNING,
            f"{self._limited} times 429 (too many requests), {self._busy} times 503 "
            "(busy)",
            Problem.RATE,
            "The service limits the rate of requests, or is busy: the tap slows down "
            "by itself; max_requests_per_second or fewer max_concurrent_requests keep "
            "it from trying.",
        )
