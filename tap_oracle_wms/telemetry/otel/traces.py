"""Spans of the events of a run."""

from __future__ import annotations

import threading
import time
import typing as t
from urllib.parse import urlsplit

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from typing_extensions import override

from tap_oracle_wms.telemetry import events
from tap_oracle_wms.telemetry.otel.conventions import error_type, port_of
from tap_oracle_wms.telemetry.recorder import Listener
from tap_oracle_wms.telemetry.words import instant

if t.TYPE_CHECKING:
    from opentelemetry.trace import Span

    from tap_oracle_wms.telemetry.events import Errand, Event
    from tap_oracle_wms.telemetry.otel.ids import ChosenIds

_NANO = 1_000_000_000

Attributes: t.TypeAlias = dict[str, t.Any]


class Traces(Listener):
    """Makes spans of events; a recorder. Safe to share between threads."""

    def __init__(self, tracer: trace.Tracer, ids: ChosenIds) -> None:
        """Take what makes spans and chooses their ids."""
        self._tracer = tracer
        self._ids = ids
        self._lock = threading.RLock()
        self._continuous = False
        self._root: Context | None = None
        self._run: Span | None = None
        self._discovery: Span | None = None
        self._streams: dict[str, Span] = {}
        self._passes: dict[str, Span] = {}
        self._pass_streams: dict[str, str] = {}
        self._requests: dict[str, Span] = {}
        self._rows: dict[str, int] = {}
        super().__init__(
            {
                events.RunPlanned: self._planned,
                events.RunEnded: self._run_ended,
                events.DiscoveryBegun: self._discovery_begun,
                events.DiscoveryEnded: self._discovery_ended,
                events.StreamBegun: self._stream_begun,
                events.StreamEnded: self._stream_ended,
                events.PassBegun: self._pass_begun,
                events.PassEnded: self._pass_ended,
                events.PassFailed: self._pass_failed,
                events.PageRead: self._page_read,
                events.RequestBegun: self._request_begun,
                events.RequestEnded: self._request_ended,
                events.RetryWaited: self._waited,
            }
        )

    def begin(self, traceparent: str | None) -> None:
        """Begin the span of the run.

        Args:
            traceparent: What the run is part of, None if it stands alone.
        """
        carrier = {} if traceparent is None else {"traceparent": traceparent}
        parent = TraceContextTextMapPropagator().extract(carrier)
        self._run = self._tracer.start_span("run", parent)
        self._root = trace.set_span_in_context(self._run)

    @override
    def note(self, event: Event) -> None:
        """Begin or end a span, if the event is worth it."""
        with self._lock:
            super().note(event)

    @override
    def headers(self, request_id: str) -> t.Mapping[str, str]:
        """``traceparent`` of a request."""
        span = self._requests.get(request_id)
        headers: dict[str, str] = {}
        if span is not None:
            context = trace.set_span_in_context(span)
            TraceContextTextMapPropagator().inject(headers, context)
        return headers

    def _start(
        self,
        name: str,
        parent: Span | None,
        attributes: Attributes,
        **others: t.Any,
    ) -> Span:
        context = self._root if parent is None else trace.set_span_in_context(parent)
        known = {key: one for key, one in attributes.items() if one is not None}
        return self._tracer.start_span(name, context, attributes=known, **others)

    def _planned(self, event: events.RunPlanned) -> None:
        self._continuous = event.continuous
        if self._run is not None:
            self._run.set_attribute("oracle_wms.streams", len(event.places))

    def _run_ended(self, event: events.RunEnded) -> None:
        for spans in (self._requests, self._passes, self._streams):
            for span in spans.values():
                _end(span, "the run ended before it")
            spans.clear()
        if self._run is not None:
            problem = None if event.outcome == "completed" else event.outcome
            _end(self._run, problem)

    def _discovery_begun(self, _: events.DiscoveryBegun) -> None:
        self._discovery = self._start("discovery", None, {})

    def _discovery_ended(self, event: events.DiscoveryEnded) -> None:
        if self._discovery is not None:
            if event.entities is not None:
                self._discovery.set_attribute("oracle_wms.entities", event.entities)
            _end(self._discovery, None if event.entities is not None else "failed")
        self._discovery = None

    def _stream_begun(self, event: events.StreamBegun) -> None:
        attributes = {"oracle_wms.stream": event.stream, "oracle_wms.key": event.key}
        if self._continuous and self._run is not None:
            # A run of days ends too late to hold them together: a trace for each pass.
            known = {key: one for key, one in attributes.items() if one is not None}
            self._streams[event.stream] = self._tracer.start_span(
                "stream",
                Context(),
                attributes=known,
                links=[trace.Link(self._run.get_span_context())],
            )
            return
        self._streams[event.stream] = self._start("stream", None, attributes)

    def _stream_ended(self, event: events.StreamEnded) -> None:
        # A pass may be left standing without failing: continuous mode goes on with it.
        problem = None if event.outcome == "completed" else event.outcome
        for pass_id, stream in [*self._pass_streams.items()]:
            if stream == event.stream:
                self._close_pass(pass_id, event.problem or problem)
        span = self._streams.pop(event.stream, None)
        if span is not None:
            span.set_attribute("oracle_wms.outcome", event.outcome)
            if event.after is not None:
                span.set_attribute("oracle_wms.bookmark", instant(event.after))
            _end(span, event.problem)

    def _pass_begun(self, event: events.PassBegun) -> None:
        self._ids.choose(event.pass_id)
        self._passes[event.pass_id] = self._start(
            "pass",
            self._streams.get(event.stream),
            {
                "oracle_wms.stream": event.stream,
                "oracle_wms.partition": event.partition or None,
                "oracle_wms.since": instant(event.since) or None,
                "oracle_wms.resumed": event.resumed,
            },
        )
        self._pass_streams[event.pass_id] = event.stream
        self._rows[event.pass_id] = 0

    def _page_read(self, event: events.PageRead) -> None:
        if event.pass_id in self._rows:
            self._rows[event.pass_id] += event.rows

    def _pass_ended(self, event: events.PassEnded) -> None:
        span = self._passes.get(event.pass_id)
        if span is not None and event.until is not None:
            span.set_attribute("oracle_wms.until", instant(event.until))
        self._close_pass(event.pass_id, None)

    def _pass_failed(self, event: events.PassFailed) -> None:
        self._close_pass(event.pass_id, event.problem)

    def _close_pass(self, pass_id: str, problem: str | None) -> None:
        self._pass_streams.pop(pass_id, None)
        rows = self._rows.pop(pass_id, None)
        span = self._passes.pop(pass_id, None)
        if span is not None:
            span.set_attribute("oracle_wms.rows", rows or 0)
            _end(span, problem)

    def _parent_of(self, errand: Errand) -> Span | None:
        if errand.pass_id is not None:
            return self._passes.get(errand.pass_id)
        return self._discovery or self._streams.get(errand.stream or "")

    def _request_begun(self, event: events.RequestBegun) -> None:
        place = urlsplit(event.origin)
        self._ids.choose(event.request_id)
        errand = event.errand
        self._requests[event.request_id] = self._start(
            f"{event.method} {errand.purpose}",
            self._parent_of(errand),
            {
                "http.request.method": event.method,
                "http.request.resend_count": event.attempt - 1 or None,
                "server.address": place.hostname,
                "server.port": port_of(event.origin),
                "url.full": event.origin + event.path,
                **_errand_attributes(errand),
            },
            kind=trace.SpanKind.CLIENT,
        )

    def _request_ended(self, event: events.RequestEnded) -> None:
        span = self._requests.pop(event.request_id, None)
        if span is None:
            return
        span.set_attribute("oracle_wms.body_size", event.received)
        if event.reference:
            span.set_attribute("oracle_wms.reference", event.reference)
        if event.status is not None:
            span.set_attribute("http.response.status_code", event.status)
        _end(span, error_type(event))

    def _waited(self, event: events.RetryWaited) -> None:
        began = time.time_ns() - int(event.seconds * _NANO)
        span = self._start(
            "retry wait",
            self._parent_of(event.errand),
            {
                "http.request.resend_count": event.attempt - 1,
                "http.response.status_code": event.status,
                **_errand_attributes(event.errand),
            },
            start_time=began,
        )
        span.end()


def _end(span: Span, problem: str | None) -> None:
    if problem is not None:
        span.set_attribute("error.type", problem)
        span.set_status(trace.StatusCode.ERROR)
    span.end()


def _errand_attributes(errand: Errand) -> Attributes:
    return {
        "oracle_wms.stream": errand.stream,
        "oracle_wms.purpose": errand.purpose,
        "oracle_wms.segment": errand.segment,
        "oracle_wms.page": errand.page,
        "oracle_wms.page_size": errand.page_size,
        "oracle_wms.rung": errand.rung,
    }
