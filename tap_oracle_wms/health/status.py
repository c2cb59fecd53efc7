"""How continuous mode fares, as its loop tells and others ask. Knows no secret."""

from __future__ import annotations

import dataclasses
import datetime
import os
import threading
import time
import typing as t

LIVE_BOUND = 600
"""Seconds in which the loop must have moved. Requests never hold it up, but a target
that takes nothing does, and some take minutes to load what they have gathered."""

Phase: t.TypeAlias = t.Literal["starting", "polling", "down", "ending"]


@dataclasses.dataclass
class _Stream:
    bound: float
    fresh_at: float | None = None
    failing: bool = False


class Status:
    """The state of affairs. Safe to share between threads."""

    def __init__(self, clock: t.Callable[[], float] = time.monotonic) -> None:
        """Start with nothing read.

        Args:
            clock: The monotonic clock.
        """
        self._lock = threading.Lock()
        self._clock = clock
        self._moved_at = clock()
        self._phase: Phase = "starting"
        self._cycle = 0
        self._signed_in = False
        self._streams: dict[str, _Stream] = {}

    # The loop tells

    def expect(self, bounds: t.Mapping[str, float]) -> None:
        """Name the streams, and by how many seconds each may lag behind."""
        with self._lock:
            self._streams = {name: _Stream(bound) for name, bound in bounds.items()}

    def moved(self, *, phase: Phase, cycle: int, signed_in: bool) -> None:
        """Note that the loop is at work."""
        with self._lock:
            self._moved_at = self._clock()
            self._phase, self._cycle, self._signed_in = phase, cycle, signed_in

    def fresh(self, stream: str, at: float) -> None:
        """Note that all is written that the service showed at a time.

        Args:
            stream: Name of the stream.
            at: When the pass began, by the monotonic clock.
        """
        with self._lock:
            self._streams[stream].fresh_at = at
            self._streams[stream].failing = False

    def failing(self, stream: str) -> None:
        """Note that the last pass over a stream failed."""
        with self._lock:
            self._streams[stream].failing = True

    # Others ask

    def live(self) -> tuple[bool, dict[str, t.Any]]:
        """Whether the loop moves, and what there is to say about it."""
        with self._lock:
            still = self._clock() - self._moved_at
        live = still <= LIVE_BOUND
        return live, {"live": live, "seconds_since_it_moved": round(still, 3)}

    def ready(self) -> tuple[bool, dict[str, t.Any]]:
        """Whether all is signed in and fresh, and what there is to say about it."""
        whole = self.report()
        late = [name for name, one in whole["streams"].items() if one["late"]]
        reasons = {key: whole[key] for key in ("ready", "phase", "signed_in", "cycle")}
        return whole["ready"], {**reasons, "late": late}

    def report(self) -> dict[str, t.Any]:
        """All there is to say, as JSON data."""
        now = self._clock()
        with self._lock:
            streams = {name: _one(one, now) for name, one in self._streams.items()}
            ready = (
                self._signed_in
                and self._phase == "polling"
                and not any(one["late"] for one in streams.values())
            )
            return {
                "time": datetime.datetime.now(tz=datetime.timezone.utc).isoformat(),
                "pid": os.getpid(),
                "phase": self._phase,
                "cycle": self._cycle,
                "signed_in": self._signed_in,
                "ready": ready,
                "streams": streams,
            }


def _one(stream: _Stream, now: float) -> dict[str, t.Any]:
    lag = None if stream.fresh_at is None else now - stream.fresh_at
    return {
        "lag": None if lag is None else round(lag, 3),
        "bound": stream.bound,
        "late": lag is None or lag > stream.bound,
        "failing": stream.failing,
    }
