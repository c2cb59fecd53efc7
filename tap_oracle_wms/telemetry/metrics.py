"""The metrics that are exported: one table, and the events they are made of."""

from __future__ import annotations

import dataclasses
import threading
import time
import typing as t

from tap_oracle_wms.telemetry import events
from tap_oracle_wms.telemetry.recorder import Listener
from tap_oracle_wms.telemetry.stats import status_word

if t.TYPE_CHECKING:
    import datetime


Kind: t.TypeAlias = t.Literal["counter", "gauge", "histogram"]

BREAKER_STATES = ("closed", "suspicious", "open")

DURATION_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
"""Seconds; the service's gateway cuts requests at 300."""


@dataclasses.dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    Attributes:
        name: Its name without prefix and without ``_total``, with its unit.
        unit: seconds, bytes, or nothing.
        labels: Names of its labels.
    """

    name: str
    kind: Kind
    text: str
    labels: tuple[str, ...] = ()
    unit: str = ""


METRICS: tuple[Metric, ...] = (
    Metric(
        "http_requests",
        "counter",
        "Requests that ended, by what they were sent for and HTTP status ('fault' "
        "where no whole answer came).",
        ("stream", "purpose", "status"),
    ),
    Metric(
        "http_request_duration_seconds",
        "histogram",
        "What requests took.",
        ("purpose", "status"),
        "seconds",
    ),
    Metric(
        "http_response_bytes",
        "counter",
        "Bytes of decoded answers.",
        ("stream",),
        "bytes",
    ),
    Metric(
        "http_retries",
        "counter",
        "Requests that had to be repeated, by the status that was the reason.",
        ("stream", "status"),
    ),
    Metric(
        "http_retry_wait_seconds",
        "counter",
        "Time waited before repetitions.",
        ("stream",),
        "seconds",
    ),
    Metric("http_requests_in_flight", "gauge", "Requests under way."),
    Metric(
        "http_requests_allowed",
        "gauge",
        "Requests that may be under way at once, fewer while the service has too much "
        "to do.",
    ),
    Metric(
        "breaker_state",
        "gauge",
        "1 for the state that the circuit breaker is in: closed, suspicious or open.",
        ("state",),
    ),
    Metric("pages", "counter", "Pages read.", ("stream", "phase", "rung")),
    Metric("page_size", "gauge", "Rows asked for in a page.", ("stream",)),
    Metric(
        "reading_rung",
        "gauge",
        "Way of reading: 1 sequenced, 2 ordered, 3 along links.",
        ("stream",),
    ),
    Metric("records_read", "counter", "Rows read.", ("stream",)),
    Metric("records_written", "counter", "Records written.", ("stream",)),
    Metric(
        "back_dated_records",
        "counter",
        "Rows that were created with a modification time before the window, caught "
        "after the main reading.",
        ("stream",),
    ),
    Metric(
        "undescribed_fields",
        "gauge",
        "Fields in rows that the schema does not know.",
        ("stream",),
    ),
    Metric(
        "stream_done_ratio",
        "gauge",
        "Share of the main reading that is behind us, where it is known.",
        ("stream",),
    ),
    Metric(
        "stream_bookmark_timestamp_seconds",
        "gauge",
        "Bookmark of a stream: all that was modified before it is written.",
        ("stream",),
        "seconds",
    ),
    Metric(
        "stream_lag_seconds",
        "gauge",
        "From the bookmark to the service's clock, at the end of the last pass.",
        ("stream",),
        "seconds",
    ),
    Metric(
        "stream_last_success_timestamp_seconds",
        "gauge",
        "When a stream was last read to its end, by this machine's clock.",
        ("stream",),
        "seconds",
    ),
    Metric(
        "stream_duration_seconds",
        "gauge",
        "What the last reading of a stream took.",
        ("stream",),
        "seconds",
    ),
    Metric(
        "stream_failed",
        "gauge",
        "1 if the last reading of a stream failed, 0 if not.",
        ("stream",),
    ),
    Metric(
        "stream_failures", "counter", "Readings of a stream that failed.", ("stream",)
    ),
    Metric(
        "discovery_entities",
        "gauge",
        "Entities that discovery described.",
    ),
    Metric(
        "run_start_timestamp_seconds",
        "gauge",
        "When the run began.",
        unit="seconds",
    ),
    Metric(
        "run_end_timestamp_seconds",
        "gauge",
        "When the run ended; missing while it goes on.",
        unit="seconds",
    ),
    Metric(
        "run_success",
        "gauge",
        "1 if the run ended well, 0 if not; missing while it goes on.",
    ),
)

BY_NAME = {metric.name: metric for metric in METRICS}

RUNGS = {"sequenced": 1, "ordered": 2, "linked": 3}


class Sink(t.Protocol):
    """Takes measurements; labels are given in the order of the table."""

    def add(self, name: str, amount: float, *labels: str) -> None:
        """Add to a counter."""

    def set(self, name: str, value: float, *labels: str) -> None:
        """Set a gauge."""

    def observe(self, name: str, value: float, *labels: str) -> None:
        """Add a value to a histogram."""


class Measures(Listener):
    """Makes measurements of events; a recorder."""

    def __init__(self, sink: Sink, clock: t.Callable[[], float] = time.time) -> None:
        """Take where they go.

        Args:
            sink: Takes the measurements; safe to share between threads.
            clock: Tells seconds since 1970.
        """
        self._sink = sink
        self._clock = clock
        self._lock = threading.RLock()
        self._in_flight = 0
        self._began: dict[str, float] = {}
        self._undescribed: dict[str, set[str]] = {}
        super().__init__(
            {
                events.RunBegun: self._run_begun,
                events.RunPlanned: self._run_planned,
                events.RunEnded: self._run_ended,
                events.DiscoveryEnded: self._discovered,
                events.StreamBegun: self._stream_begun,
                events.StreamEnded: self._stream_ended,
                events.PageRead: self._page_read,
                events.Written: self._written,
                events.Undescribed: self._undescribed_fields,
                events.RequestBegun: self._request_begun,
                events.RequestEnded: self._request_ended,
                events.RetryBegun: self._retry_begun,
                events.RetryWaited: self._retry_waited,
                events.BreakerChanged: self._breaker_changed,
                events.PaceChanged: self._pace_changed,
            }
        )

    def _run_begun(self, _: events.RunBegun) -> None:
        self._sink.set("run_start_timestamp_seconds", self._clock())
        self._breaker_changed(events.BreakerChanged("closed"))
        self._sink.set("http_requests_in_flight", 0)

    def _run_planned(self, event: events.RunPlanned) -> None:
        for place in event.places:
            self._bookmark(place.stream, place.bookmark)
            # From the first on: what is missing can't be told from what is nought.
            for name in ("records_read", "records_written", "back_dated_records"):
                self._sink.add(name, 0, place.stream)
            self._sink.add("stream_failures", 0, place.stream)

    def _run_ended(self, event: events.RunEnded) -> None:
        self._sink.set("run_end_timestamp_seconds", self._clock())
        self._sink.set("run_success", float(event.outcome == "completed"))

    def _discovered(self, event: events.DiscoveryEnded) -> None:
        if event.entities is not None:
            self._sink.set("discovery_entities", event.entities)

    def _bookmark(self, stream: str, value: datetime.datetime | None) -> None:
        if value is not None:
            name = "stream_bookmark_timestamp_seconds"
            self._sink.set(name, value.timestamp(), stream)

    def _stream_begun(self, event: events.StreamBegun) -> None:
        with self._lock:
            self._began[event.stream] = time.monotonic()

    def _stream_ended(self, event: events.StreamEnded) -> None:
        sink, stream = self._sink, event.stream
        with self._lock:
            began = self._began.pop(stream, None)
        if began is not None:
            sink.set("stream_duration_seconds", time.monotonic() - began, stream)
        self._bookmark(stream, event.after)
        if event.after is not None and event.server_time is not None:
            lag = (event.server_time - event.after).total_seconds()
            sink.set("stream_lag_seconds", lag, stream)
        failed = event.outcome == "failed"
        sink.set("stream_failed", float(failed), stream)
        if failed:
            sink.add("stream_failures", 1, stream)
        elif event.outcome == "completed":
            sink.set("stream_last_success_timestamp_seconds", self._clock(), stream)

    def _page_read(self, event: events.PageRead) -> None:
        sink, stream = self._sink, event.stream
        sink.add("pages", 1, stream, event.phase, event.rung)
        sink.add("records_read", event.rows, stream)
        sink.set("reading_rung", RUNGS[event.rung], stream)
        if event.phase != "main":
            sink.add("back_dated_records", event.rows, stream)
        if event.done is not None:
            sink.set("stream_done_ratio", event.done, stream)

    def _written(self, event: events.Written) -> None:
        self._sink.add("records_written", event.records, event.stream)

    def _undescribed_fields(self, event: events.Undescribed) -> None:
        with self._lock:
            known = self._undescribed.setdefault(event.stream, set())
            known.update(event.fields)
            count = len(known)
        self._sink.set("undescribed_fields", count, event.stream)

    def _request_begun(self, _: events.RequestBegun) -> None:
        self._moved(1)

    def _moved(self, by: int) -> None:
        with self._lock:
            self._in_flight += by
            self._sink.set("http_requests_in_flight", self._in_flight)

    def _request_ended(self, event: events.RequestEnded) -> None:
        self._moved(-1)
        sink, errand = self._sink, event.errand
        stream, status = errand.stream or "", status_word(event.status)
        sink.add("http_requests", 1, stream, errand.purpose, status)
        sink.observe(
            "http_request_duration_seconds", event.seconds, errand.purpose, status
        )
        sink.add("http_response_bytes", event.received, stream)
        if errand.page_size is not None:
            sink.set("page_size", errand.page_size, stream)

    def _retry_begun(self, event: events.RetryBegun) -> None:
        status = status_word(event.status)
        self._sink.add("http_retries", 1, event.errand.stream or "", status)

    def _retry_waited(self, event: events.RetryWaited) -> None:
        stream = event.errand.stream or ""
        self._sink.add("http_retry_wait_seconds", event.seconds, stream)

    def _breaker_changed(self, event: events.BreakerChanged) -> None:
        for state in BREAKER_STATES:
            self._sink.set("breaker_state", float(state == event.state), state)

    def _pace_changed(self, event: events.PaceChanged) -> None:
        self._sink.set("http_requests_allowed", event.at_once)
