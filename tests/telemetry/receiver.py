"""A collector of OpenTelemetry: takes OTLP over HTTP, and keeps what it is sent."""

from __future__ import annotations

import dataclasses
import threading
import typing as t

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)
from typing_extensions import override

from tests.support.loopback import Handler, LoopbackServer

if t.TYPE_CHECKING:
    from opentelemetry.proto.common.v1.common_pb2 import KeyValue
    from opentelemetry.proto.trace.v1.trace_pb2 import Span as Sent

Attributes: t.TypeAlias = dict[str, t.Any]


def _plain(attributes: t.Iterable[KeyValue]) -> Attributes:
    return {
        one.key: getattr(one.value, one.value.WhichOneof("value") or "string_value")
        for one in attributes
    }


@dataclasses.dataclass(frozen=True)
class Span:
    """A span as it came."""

    name: str
    trace_id: str
    span_id: str
    parent_id: str
    kind: int
    failed: bool
    begun: int
    ended: int
    links: tuple[str, ...]
    attributes: Attributes

    @classmethod
    def of(cls, sent: Sent) -> Span:
        return cls(
            sent.name,
            sent.trace_id.hex(),
            sent.span_id.hex(),
            sent.parent_span_id.hex(),
            sent.kind,
            sent.status.code == sent.status.STATUS_CODE_ERROR,
            sent.start_time_unix_nano,
            sent.end_time_unix_nano,
            tuple(link.span_id.hex() for link in sent.links),
            _plain(sent.attributes),
        )


class Receiver(LoopbackServer):
    """Answers as it is told, from the first moment on."""

    def __init__(self, status: int = 200, hang: float = 0.0) -> None:
        super().__init__()
        self.spans: list[Span] = []
        self.metrics: dict[str, list[tuple[Attributes, float]]] = {}
        self.resources: list[Attributes] = []
        self.asked = 0
        self.raw = b""
        self._status = status
        self._hang = hang
        self._done = threading.Event()

    @property
    def endpoint(self) -> str:
        return self.origin

    @override
    def __exit__(self, *exc: object) -> None:
        self._done.set()
        super().__exit__(*exc)

    @override
    def serve(self, handler: Handler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        self.asked += 1
        self._done.wait(self._hang)
        if self._status == 200:
            self.take(handler.path, body)
        handler.send_response(self._status)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def take(self, path: str, body: bytes) -> None:
        self.raw += body
        if path == "/v1/traces":
            for group in ExportTraceServiceRequest.FromString(body).resource_spans:
                self.resources.append(_plain(group.resource.attributes))
                for scope in group.scope_spans:
                    self.spans += [Span.of(sent) for sent in scope.spans]
            return
        assert path == "/v1/metrics"
        for measured in ExportMetricsServiceRequest.FromString(body).resource_metrics:
            for scope in measured.scope_metrics:
                for metric in scope.metrics:
                    data = getattr(metric, metric.WhichOneof("data") or "")
                    self.metrics[metric.name] = [
                        (_plain(point.attributes), _value_of(point))
                        for point in data.data_points
                    ]

    def named(self, name: str) -> list[Span]:
        return [span for span in self.spans if span.name == name]


def _value_of(point: t.Any) -> float:  # noqa: ANN401 - of several kinds
    if hasattr(point, "bucket_counts"):
        return float(point.count)
    return float(point.as_double or point.as_int)
