"""What sends traces and metrics to a collector, and tells if it takes none."""

from __future__ import annotations

import logging
import threading
import time
import typing as t

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
from typing_extensions import override

from tap_oracle_wms.telemetry.otel.conventions import SCOPE
from tap_oracle_wms.telemetry.otel.ids import ChosenIds
from tap_oracle_wms.telemetry.otel.instruments import OtelSink
from tap_oracle_wms.telemetry.otel.traces import Traces

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from opentelemetry.sdk.metrics.export import MetricsData
    from opentelemetry.sdk.trace import ReadableSpan

logger = logging.getLogger(__name__)


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
            ids = ChosenIds(run_id)
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
        if any(closer.is_alive() for closer in closers):
            logger.warning(
                "OpenTelemetry: what is left can't be delivered within %g s and is "
                "dropped; is OTEL_EXPORTER_OTLP_ENDPOINT right?",
                seconds,
            )


def _resource(version: str) -> Resource:
    """What the tap is; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win."""
    ours = Resource({"service.name": "tap-oracle-wms", "service.version": version})
    given = Resource.create()
    if str(given.attributes["service.name"]).startswith("unknown_service"):
        return given.merge(ours)
    return ours.merge(given)
