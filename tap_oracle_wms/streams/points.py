"""Metric points as the Meltano SDK writes them: ``METRIC: {...}``."""

from __future__ import annotations

import enum
import logging
import os
import typing as t

from singer_sdk import metrics

from tap_oracle_wms.telemetry import events
from tap_oracle_wms.telemetry.metrics import RUNGS
from tap_oracle_wms.telemetry.recorder import Listener
from tap_oracle_wms.telemetry.stats import status_word

if t.TYPE_CHECKING:
    from tap_oracle_wms.telemetry.stats import Stats, StreamFigures

_FIRST_ERROR, _NOT_FOUND = 400, 404

Tags: t.TypeAlias = dict[str, t.Any]


class OwnMetric(str, enum.Enum):
    """Metrics that the SDK has no name for."""

    RETRY_COUNT = "http_retry_count"
    RETRY_WAIT = "http_retry_wait"
    RESPONSE_BYTES = "http_response_bytes"
    REQUESTS_IN_FLIGHT = "http_requests_in_flight"
    PAGE_COUNT = "page_count"
    PAGE_SIZE = "page_size"
    RUNG = "reading_rung"
    LAG = "bookmark_lag"
    UNDESCRIBED_FIELDS = "undescribed_field_count"
    BACK_DATED = "back_dated_record_count"


class Points(Listener):
    """Writes points at the end of each stream; in continuous mode at the end of all.

    At INFO those that the SDK's own taps write: requests and their mean duration, by
    status (records and the duration of the sync come from the SDK itself). At DEBUG
    all others, and the duration of each single request.
    """

    def __init__(self, stats: Stats, run_id: str) -> None:
        """Take the figures; they are added before this is told."""
        super().__init__(
            {
                events.RequestEnded: self._request,
                events.StreamEnded: self._stream_ended,
                events.RunEnded: self._run_ended,
            }
        )
        self._stats = stats
        self._tags: Tags = {metrics.Tag.PID.value: os.getpid(), "run_id": run_id}
        self._logger = metrics.get_metrics_logger()

    def _stream_ended(self, event: events.StreamEnded) -> None:
        if not self._stats.continuous:
            self._stream(event.stream)

    def _run_ended(self, _: events.RunEnded) -> None:
        if self._stats.continuous:
            for name in self._stats.streams:
                self._stream(name)

    def _stream(self, name: str) -> None:
        with self._stats.lock:
            figures = self._stats.stream(name)
            self._requests(name, figures)
            self._others(name, figures)

    def _write(
        self,
        kind: str,
        metric: enum.Enum,
        value: float,
        level: int,
        **tags: t.Any,
    ) -> None:
        point = metrics.Point(
            kind, t.cast("metrics.Metric", metric), value, {**tags, **self._tags}
        )
        self._logger.log(level, "METRIC: %s", point)

    def _request(self, event: events.RequestEnded) -> None:
        if self._logger.isEnabledFor(logging.DEBUG):
            self._write(
                "timer",
                metrics.Metric.HTTP_REQUEST_DURATION,
                event.seconds,
                logging.DEBUG,
                **_status_tags(status_word(event.status)),
                stream=event.errand.stream,
                endpoint=event.path,
                request_id=event.request_id,
            )

    def _requests(self, stream: str, figures: StreamFigures) -> None:
        for status, some in figures.by_status.items():
            tags = {"stream": stream, **_status_tags(status)}
            self._write(
                "counter",
                metrics.Metric.HTTP_REQUEST_COUNT,
                some.count,
                logging.INFO,
                **tags,
            )
            self._write(
                "timer",
                metrics.Metric.HTTP_REQUEST_DURATION,
                some.seconds / some.count,
                logging.INFO,
                **tags,
                requests=some.count,
                longest=some.longest,
            )

    def _others(self, stream: str, figures: StreamFigures) -> None:
        if not self._logger.isEnabledFor(logging.DEBUG):
            return
        rung = None if figures.rung is None else RUNGS[figures.rung]
        most = self._stats.most_in_flight
        values: tuple[tuple[str, OwnMetric, float | None], ...] = (
            ("counter", OwnMetric.RETRY_COUNT, figures.retries),
            ("timer", OwnMetric.RETRY_WAIT, figures.waited),
            ("counter", OwnMetric.RESPONSE_BYTES, figures.received),
            ("gauge", OwnMetric.REQUESTS_IN_FLIGHT, most),
            ("counter", OwnMetric.PAGE_COUNT, figures.pages),
            ("gauge", OwnMetric.PAGE_SIZE, figures.page_size),
            ("gauge", OwnMetric.RUNG, rung),
            ("gauge", OwnMetric.LAG, figures.lag),
            ("counter", OwnMetric.UNDESCRIBED_FIELDS, len(figures.undescribed)),
            ("counter", OwnMetric.BACK_DATED, figures.caught),
        )
        for kind, metric, value in values:
            if value is not None:
                self._write(kind, metric, value, logging.DEBUG, stream=stream)


def _status_tags(status: str) -> Tags:
    """Tags that say how requests ended, as the SDK has them."""
    code = int(status) if status.isdigit() else None
    # A list without rows is answered by 404 (reference 10.2): that is no failure.
    good = code is not None and (code < _FIRST_ERROR or code == _NOT_FOUND)
    outcome = metrics.Status.SUCCEEDED if good else metrics.Status.FAILED
    tags: Tags = {metrics.Tag.STATUS.value: outcome.value}
    if code is not None:
        tags[metrics.Tag.HTTP_STATUS_CODE.value] = code
    return tags
