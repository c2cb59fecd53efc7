"""Metrics as Prometheus reads them: a page, and a file. Needs prometheus_client."""

from __future__ import annotations

import logging
import pathlib
import typing as t

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from tap_oracle_wms.telemetry.metrics import DURATION_BUCKETS, METRICS

if t.TYPE_CHECKING:
    from prometheus_client import Metric

logger = logging.getLogger(__name__)

PREFIX = "tap_oracle_wms"
FILE_SECONDS = 15
"""Seconds between two writes of the file."""

_KEPT = f"{PREFIX}_stream_last_success_timestamp_seconds"


class PrometheusSink:
    """Holds the metrics of one run; a registry of its own, with nothing else in it."""

    def __init__(self, version: str) -> None:
        """Prepare all metrics.

        Args:
            version: Version of the tap.
        """
        self._registry = CollectorRegistry()
        self._counters: dict[str, Counter] = {}
        self._gauges: dict[str, Gauge] = {}
        self._histograms: dict[str, Histogram] = {}
        for metric in METRICS:
            name, text = f"{PREFIX}_{metric.name}", metric.text
            here = self._registry
            if metric.kind == "counter":
                counter = Counter(name, text, metric.labels, registry=here)
                self._counters[metric.name] = counter
            elif metric.kind == "gauge":
                gauge = Gauge(name, text, metric.labels, registry=here)
                self._gauges[metric.name] = gauge
            else:
                self._histograms[metric.name] = Histogram(
                    name, text, metric.labels, registry=here, buckets=DURATION_BUCKETS
                )
        build = Gauge(
            f"{PREFIX}_build_info", "Always 1.", ["version"], registry=self._registry
        )
        build.labels(version).set(1)

    def add(self, name: str, amount: float, *labels: str) -> None:
        """Add to a counter."""
        counter = self._counters[name]
        (counter.labels(*labels) if labels else counter).inc(amount)

    def set(self, name: str, value: float, *labels: str) -> None:
        """Set a gauge."""
        gauge = self._gauges[name]
        (gauge.labels(*labels) if labels else gauge).set(value)

    def observe(self, name: str, value: float, *labels: str) -> None:
        """Add a value to a histogram."""
        histogram = self._histograms[name]
        (histogram.labels(*labels) if labels else histogram).observe(value)

    def exposition(self) -> bytes:
        """All metrics in the text format of Prometheus."""
        return generate_latest(t.cast("CollectorRegistry", self))

    def collect(self) -> t.Iterator[Metric]:
        """The metrics, without the times at which they were made: nobody asks."""
        for metric in self._registry.collect():
            metric.samples = [
                one for one in metric.samples if not one.name.endswith("_created")
            ]
            if metric.samples:
                yield metric


class MetricsFile:
    """The metrics in a file, for node_exporter's textfile collector."""

    def __init__(self, path: str, sink: PrometheusSink) -> None:
        """Take over from the file of the run before what this run may not tell soon.

        Args:
            path: The file; by the collector's rule its name ends in ``.prom``.
            sink: Holds the metrics.
        """
        self._path = pathlib.Path(path)
        self._next = self._path.with_name(f".{self._path.name}.next")
        self._sink = sink
        self._failed = False
        self._recall()

    def write(self) -> None:
        """Write the file, whole or not at all; one that can't be is warned of once."""
        try:
            self._next.write_bytes(self._sink.exposition())
            self._next.replace(self._path)
        except OSError as error:
            if not self._failed:
                logger.warning("metrics_file can't be written: %s", error.strerror)
            self._failed = True
        else:
            self._failed = False

    def _recall(self) -> None:
        try:
            text = self._path.read_text(encoding="utf-8")
        except (OSError, UnicodeError):
            return
        try:
            for family in text_string_to_metric_families(text):
                for sample in family.samples:
                    if sample.name == _KEPT and set(sample.labels) == {"stream"}:
                        name = _KEPT.removeprefix(f"{PREFIX}_")
                        self._sink.set(name, sample.value, sample.labels["stream"])
        except (ValueError, LookupError):
            logger.info("metrics_file holds no metrics yet; it will be written anew")
