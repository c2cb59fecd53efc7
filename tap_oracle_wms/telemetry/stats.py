"""The figures of a run, summed up from events. Safe to share between threads."""

from __future__ import annotations

import dataclasses
import threading
import time
import typing as t

from typing_extensions import override

from tap_oracle_wms.telemetry import events
from tap_oracle_wms.telemetry.recorder import Listener

if t.TYPE_CHECKING:
    import datetime

    from tap_oracle_wms.telemetry.events import Event, Outcome


FAULT = "fault"
"""In place of a status where no whole answer came."""

_MAIN = "main"
_NOT_OF_STREAMS = frozenset({"listing", "describe", "sample", "probe", "token"})


@dataclasses.dataclass
class Requests:
    """Requests of one kind.

    Attributes:
        count: How many ended.
        seconds: What they took together.
        longest: What the longest took.
    """

    count: int = 0
    seconds: float = 0.0
    longest: float = 0.0

    def add(self, seconds: float) -> None:
        """Add one."""
        self.count += 1
        self.seconds += seconds
        self.longest = max(self.longest, seconds)


@dataclasses.dataclass
class Figures:
    """What requests came to, of a stream or of a whole run."""

    by_status: dict[str, Requests] = dataclasses.field(default_factory=dict)
    received: int = 0
    retries: int = 0
    waited: float = 0.0

    @property
    def requests(self) -> int:
        """Requests that ended."""
        return sum(one.count for one in self.by_status.values())

    def ended(self, event: events.RequestEnded) -> None:
        """Add a request."""
        status = status_word(event.status)
        self.by_status.setdefault(status, Requests()).add(event.seconds)
        self.received += event.received


@dataclasses.dataclass
class StreamFigures(Figures):
    """What came of one stream.

    Attributes:
        seconds: From the beginning of its reading to the end of its writing.
        caught: Rows that were created with a time of earlier, part of `rows`.
        done: Share of each pass that is behind us, by the pass's id.
        rows_before: Rows that were written before its reading began last.
    """

    began: float | None = None
    rows_before: int = 0
    seconds: float | None = None
    outcome: Outcome | None = None
    problem: str | None = None
    read: int = 0
    rows: int = 0
    caught: int = 0
    pages: int = 0
    page_size: int | None = None
    rung: str | None = None
    before: datetime.datetime | None = None
    after: datetime.datetime | None = None
    server_time: datetime.datetime | None = None
    undescribed: dict[str, int] = dataclasses.field(default_factory=dict)
    done: dict[str, float] = dataclasses.field(default_factory=dict)

    @property
    def lag(self) -> float | None:
        """Seconds from the bookmark to the service's clock."""
        if self.after is None or self.server_time is None:
            return None
        return (self.server_time - self.after).total_seconds()


class Stats(Listener):
    """Sums up what happens; see `tap_oracle_wms.telemetry.recorder.Recorder`.

    Attributes:
        lock: To be held while figures are looked at. The thread that holds it may
            take it again: a signal can come at any point.
    """

    def __init__(self, clock: t.Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing.

        Args:
            clock: Tells seconds.
        """
        self.lock = threading.RLock()
        self.clock = clock
        self.began = clock()
        self.streams: dict[str, StreamFigures] = {}
        self.planned = 0
        self.continuous = False
        self.all = Figures()
        self.in_flight = 0
        self.most_in_flight = 0
        self.waiting = 0
        self.entities: int | None = None
        self.outcome: Outcome | None = None
        super().__init__(
            {
                events.RunPlanned: self._planned,
                events.RunEnded: self._run_ended,
                events.DiscoveryEnded: self._discovered,
                events.StreamBegun: self._stream_begun,
                events.StreamEnded: self._stream_ended,
                events.PageRead: self._page_read,
                events.Written: self._written,
                events.Undescribed: self._undescribed,
                events.PassEnded: self._pass_ended,
                events.RequestBegun: self._request_begun,
                events.RequestEnded: self._request_ended,
                events.RetryBegun: self._retry_begun,
                events.RetryWaited: self._retry_waited,
            }
        )

    @override
    def note(self, event: Event) -> None:
        """Add an event."""
        with self.lock:
            super().note(event)

    def stream(self, name: str) -> StreamFigures:
        """Figures of a stream, begun if there are none."""
        figures = self.streams.get(name)
        if figures is None:
            figures = self.streams[name] = StreamFigures()
        return figures

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return self.clock() - self.began

    @property
    def rows(self) -> int:
        """Records written so far."""
        return sum(one.rows for one in self.streams.values())

    # Events

    def _planned(self, event: events.RunPlanned) -> None:
        self.planned = len(event.places)
        self.continuous = event.continuous
        for place in event.places:
            self.stream(place.stream).before = place.bookmark

    def _run_ended(self, event: events.RunEnded) -> None:
        self.outcome = event.outcome

    def _discovered(self, event: events.DiscoveryEnded) -> None:
        self.entities = event.entities

    def _stream_begun(self, event: events.StreamBegun) -> None:
        figures = self.stream(event.stream)
        figures.began = self.clock()
        figures.rows_before = figures.rows
        figures.outcome = figures.seconds = None

    def _stream_ended(self, event: events.StreamEnded) -> None:
        figures = self.stream(event.stream)
        began = self.clock() if figures.began is None else figures.began
        figures.seconds = self.clock() - began
        figures.outcome, figures.problem = event.outcome, event.problem
        if not self.planned:
            figures.before = event.before
        figures.after = event.after
        figures.server_time = event.server_time
        figures.done.clear()

    def _page_read(self, event: events.PageRead) -> None:
        figures = self.stream(event.stream)
        figures.pages += 1
        figures.read += event.rows
        figures.rung = event.rung
        if event.phase != _MAIN:
            figures.caught += event.rows
        if event.done is not None:
            figures.done[event.pass_id] = event.done

    def _pass_ended(self, event: events.PassEnded) -> None:
        self.stream(event.stream).done.pop(event.pass_id, None)

    def _written(self, event: events.Written) -> None:
        self.stream(event.stream).rows += event.records

    def _undescribed(self, event: events.Undescribed) -> None:
        known = self.stream(event.stream).undescribed
        for name, rows in event.fields.items():
            known[name] = known.get(name, 0) + rows

    def _request_begun(self, _: events.RequestBegun) -> None:
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)

    def _of(self, errand: events.Errand) -> StreamFigures | None:
        """Figures of the stream that a request was for."""
        if errand.stream is None or errand.purpose in _NOT_OF_STREAMS:
            return None
        return self.stream(errand.stream)

    def _request_ended(self, event: events.RequestEnded) -> None:
        self.in_flight -= 1
        self.all.ended(event)
        figures = self._of(event.errand)
        if figures is not None:
            figures.ended(event)
            if event.errand.page_size is not None:
                figures.page_size = event.errand.page_size

    def _retry_begun(self, event: events.RetryBegun) -> None:
        self.waiting += 1
        self.all.retries += 1
        figures = self._of(event.errand)
        if figures is not None:
            figures.retries += 1

    def _retry_waited(self, event: events.RetryWaited) -> None:
        self.waiting -= 1
        self.all.waited += event.seconds
        figures = self._of(event.errand)
        if figures is not None:
            figures.waited += event.seconds


def status_word(status: int | None) -> str:
    """A status as metrics have it."""
    return FAULT if status is None else str(status)
