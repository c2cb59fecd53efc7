"""Metrics of the table as instruments of OpenTelemetry."""

from __future__ import annotations

import threading
import typing as t
from urllib.parse import urlsplit

from tap_oracle_wms.telemetry.events import RequestBegun, RequestEnded
from tap_oracle_wms.telemetry.metrics import DURATION_BUCKETS, METRICS
from tap_oracle_wms.telemetry.otel.conventions import SCOPE, error_type, port_of
from tap_oracle_wms.telemetry.recorder import Listener

if t.TYPE_CHECKING:
    from opentelemetry.metrics import Counter, Histogram
    from opentelemetry.metrics import _Gauge as Gauge
    from opentelemetry.sdk.metrics import MeterProvider


_DURATION = "http.client.request.duration"
_UNITS = {"seconds": "s", "bytes": "By", "": "1"}


class OtelSink(Listener):
    """Metrics of the table as instruments; the duration as the conventions have it."""

    def __init__(self, meters: MeterProvider, version: str) -> None:
        """Prepare all instruments."""
        super().__init__({RequestBegun: self._begun, RequestEnded: self._ended})
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
        """Nothing: the only histogram is made of events, with what it needs."""

    def _named(self, name: str, labels: tuple[str, ...]) -> dict[str, str]:
        return dict(zip(self._labels[name], labels, strict=True))

    def _begun(self, event: RequestBegun) -> None:
        with self._lock:
            self._origins[event.request_id] = event.origin

    def _ended(self, event: RequestEnded) -> None:
        with self._lock:
            origin = self._origins.pop(event.request_id, "")
        attributes = {
            "http.request.method": event.method,
            "http.response.status_code": event.status,
            "server.address": urlsplit(origin).hostname,
            "server.port": port_of(origin),
            "error.type": error_type(event),
        }
        known = {key: one for key, one in attributes.items() if one is not None}
        self._duration.record(event.seconds, known)
