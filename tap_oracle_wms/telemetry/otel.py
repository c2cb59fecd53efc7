"""Traces and metrics by OpenTelemetry, over OTLP. Needs the extra ``otel``.

Set by the standard variables; see `otel_settings.wanted`. Spans: run, discovery,
stream, pass, request, retry wait. The id of a request is that of its span, and the id
of a run that of its trace, so that logs, headers and traces name the same things.
"""

from __future__ import annotations

import logging
import threading
import time
import typing as t
from urllib.parse import urlsplit

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import (
    MetricExportResult,
    PeriodicExportingMetricReader,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult
from opentelemetry.sdk.trace.id_generator import IdGenerator, RandomIdGenerator
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from typing_extensions import override

from tap_oracle_wms.telemetry import events
from tap_oracle_wms.telemetry.metrics import DURATION_BUCKETS, METRICS
from tap_oracle_wms.telemetry.words import instant

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from opentelemetry.metrics import Counter, Histogram
    from opentelemetry.metrics import _Gauge as Gauge
    from opentelemetry.sdk.metrics.export import MetricsData
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import Span

    from tap_oracle_wms.telemetry.events import Errand, Event

logger = logging.getLogger(__name__)

SCOPE = "tap_oracle_wms"
_DURATION = "http.client.request.duration"
_NANO = 1_000_000_000
_FIRST_ERROR, _NOT_FOUND = 400, 404
_UNITS = {"seconds": "s", "bytes": "By", "": "1"}

Attributes: t.TypeAlias = dict[str, t.Any]


class _ChosenIds(IdGenerator):
    """Gives chosen ids: to the first trace, and to the next span of a thread."""

    def __init__(self, trace_id: str) -> None:
        self._trace_id: int | None = int(trace_id, 16)
        self._random = RandomIdGenerator()
        self._next = threading.local()

    def choose(self, span_id: str) -> None:
        self._next.span_id = int(span_id, 16)

    @override
    def generate_span_id(self) -> int:
        chosen: int | None = getattr(self._next, "span_id", None)
        self._next.span_id = None
        return chosen or self._random.generate_span_id()

    @override
    def generate_trace_id(self) -> int:
        chosen, self._trace_id = self._trace_id, None
        return chosen or self._random.generate_trace_id()


class _Delivery:
    """Tells once that a collector takes nothing, and once that it does again."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._failing = False

    def note(self, *, good: bool) -> None:
        if good and self._failing:
            logger.info("OpenTelemetry: %s are delivered again", self._what)
        elif not good and not self._failing:
            logger.warning(
                "OpenTelemetry: %s can't be delivered and are dropped; is "
                "OTEL_EXPORTER_OTLP_ENDPOINT right? The run goes on",
                self._what,
            )
        self._failing = not good


class _Spans(OTLPSpanExporter):
    def __init__(self) -> None:
        super().__init__()
        self._delivery = _Delivery("traces")

    @override
    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = super().export(spans)
        self._delivery.note(good=result is SpanExportResult.SUCCESS)
        return result


class _Metrics(OTLPMetricExporter):
    def __init__(self) -> None:
        super().__init__()
        self._delivery = _Delivery("metrics")

    @override
    def export(
        self,
        metrics_data: MetricsData,
        timeout_millis: float | None = 10_000,
        **kwargs: t.Any,
    ) -> MetricExportResult:
        result = super().export(metrics_data, timeout_millis or 10_000, **kwargs)
        self._delivery.note(good=result is MetricExportResult.SUCCESS)
        return result


class Exporters:
    """What sends, in threads of its own."""

    def __init__(
        self, run_id: str, version: str, *, traces: bool, metrics: bool
    ) -> None:
        """Set up what is wanted.

        Args:
            run_id: Id of the run, used as that of its trace.
            version: Version of the tap.
            traces: Whether traces are sent.
            metrics: Whether metrics are sent.
        """
        # We tell of failures ourselves, once, and not with each batch.
        for name in ("opentelemetry.exporter", "opentelemetry.sdk"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        resource = _resource(version)
        self._tracers: TracerProvider | None = None
        self._meters: MeterProvider | None = None
        self.listeners: list[Traces | OtelSink] = []
        if traces:
            ids = _ChosenIds(run_id)
            self._tracers = TracerProvider(
                resource=resource, id_generator=ids, shutdown_on_exit=False
            )
            self._tracers.add_span_processor(BatchSpanProcessor(_Spans()))
            tracer = self._tracers.get_tracer(SCOPE, version)
            self.listeners.append(Traces(tracer, ids))
        if metrics:
            self._meters = MeterProvider(
                [PeriodicExportingMetricReader(_Metrics())],
                resource=resource,
                shutdown_on_exit=False,
            )
            self.listeners.append(OtelSink(self._meters, version))

    def close(self, seconds: float) -> None:
        """Send what is left, for no longer than a time: the rest is dropped.

        Args:
            seconds: The time.
        """
        closers = [
            threading.Thread(target=one.shutdown, daemon=True)
            for one in (self._tracers, self._meters)
            if one is not None
        ]
        until = time.monotonic() + seconds
        for closer in closers:
            closer.start()
        for closer in closers:
            closer.join(max(0.0, until - time.monotonic()))


def _resource(version: str) -> Resource:
    """What the tap is; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win."""
    ours = Resource({"service.name": "tap-oracle-wms", "service.version": version})
    given = Resource.create()
    if str(given.attributes["service.name"]).startswith("unknown_service"):
        return given.merge(ours)
    return ours.merge(given)


class Traces:
    """Makes spans of events; a recorder. Safe to share between threads."""

    def __init__(self, tracer: trace.Tracer, ids: _ChosenIds) -> None:
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
        self._take: dict[type, t.Callable[[t.Any], None]] = {
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

    def begin(self, traceparent: str | None) -> None:
        """Begin the span of the run.

        Args:
            traceparent: What the run is part of, None if it stands alone.
        """
        carrier = {} if traceparent is None else {"traceparent": traceparent}
        parent = TraceContextTextMapPropagator().extract(carrier)
        self._run = self._tracer.start_span("run", parent)
        self._root = trace.set_span_in_context(self._run)

    def note(self, event: Event) -> None:
        """Begin or end a span, if the event is worth it."""
        take = self._take.get(type(event))
        if take is not None:
            with self._lock:
                take(event)

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
                "server.port": _port_of(event.origin),
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
        _end(span, _error_type(event))

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


def _error_type(event: events.RequestEnded) -> str | None:
    """What the conventions call ``error.type``; 404 is how lists say "no rows"."""
    if event.status is None:
        return event.fault
    good = event.status < _FIRST_ERROR or event.status == _NOT_FOUND
    return None if good else str(event.status)


def _port_of(origin: str) -> int:
    place = urlsplit(origin)
    return place.port or (443 if place.scheme == "https" else 80)


def _errand_attributes(errand: Errand) -> Attributes:
    return {
        "oracle_wms.stream": errand.stream,
        "oracle_wms.purpose": errand.purpose,
        "oracle_wms.segment": errand.segment,
        "oracle_wms.page": errand.page,
        "oracle_wms.page_size": errand.page_size,
        "oracle_wms.rung": errand.rung,
    }


class OtelSink:
    """Metrics of the table as instruments; the duration as the conventions have it."""

    def __init__(self, meters: MeterProvider, version: str) -> None:
        """Prepare all instruments."""
        meter = meters.get_meter(SCOPE, version)
        self._labels = {metric.name: metric.labels for metric in METRICS}
        self._counters: dict[str, Counter] = {}
        self._gauges: dict[str, Gauge] = {}
        for metric in METRICS:
            name = f"{SCOPE}.{metric.name.removesuffix('_' + metric.unit)}"
            about = (name, _UNITS[metric.unit], metric.text)
            if metric.kind == "counter":
                self._counters[metric.name] = meter.create_counter(*about)
            elif metric.kind == "gauge":
                self._gauges[metric.name] = meter.create_gauge(*about)
        self._duration: Histogram = meter.create_histogram(
            _DURATION,
            "s",
            "Duration of HTTP client requests.",
            explicit_bucket_boundaries_advisory=DURATION_BUCKETS,
        )
        self._origins: dict[str, str] = {}
        self._lock = threading.RLock()

    def add(self, name: str, amount: float, *labels: str) -> None:
        """Add to a counter."""
        self._counters[name].add(amount, self._named(name, labels))

    def set(self, name: str, value: float, *labels: str) -> None:
        """Set a gauge."""
        self._gauges[name].set(value, self._named(name, labels))

    def observe(self, name: str, value: float, *labels: str) -> None:
        """Nothing: the only histogram is made by `note`, with what it needs."""

    def _named(self, name: str, labels: tuple[str, ...]) -> dict[str, str]:
        return dict(zip(self._labels[name], labels, strict=True))

    def note(self, event: Event) -> None:
        """Take the duration of a request."""
        if isinstance(event, events.RequestBegun):
            with self._lock:
                self._origins[event.request_id] = event.origin
        elif isinstance(event, events.RequestEnded):
            with self._lock:
                origin = self._origins.pop(event.request_id, "")
            attributes = {
                "http.request.method": event.method,
                "http.response.status_code": event.status,
                "server.address": urlsplit(origin).hostname,
                "server.port": _port_of(origin),
                "error.type": _error_type(event),
            }
            known = {key: one for key, one in attributes.items() if one is not None}
            self._duration.record(event.seconds, known)

    def headers(self, request_id: str) -> t.Mapping[str, str]:
        """None."""
        del request_id
        return {}
