"""A collector of OpenTelemetry: takes OTLP over HTTP, and keeps what it is sent."""

from __future__ import annotations

import dataclasses
import http.server
import threading
import typing as t

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)

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


class Receiver:
    """Answers as it is told, from the first moment on."""

    def __init__(self, status: int = 200, hang: float = 0.0) -> None:
        self.spans: list[Span] = []
        self.metrics: dict[str, list[tuple[Attributes, float]]] = {}
        self.resources: list[Attributes] = []
        self.asked = 0
        self.raw = b""
        self._done = threading.Event()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.asked += 1
                receiver._done.wait(hang)
                if status == 200:
                    receiver.take(self.path, body)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                del format, args

        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.01,), daemon=True
        )

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Receiver:  # noqa: PYI034 - never subclassed
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._done.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

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
