"""Traces and metrics by OpenTelemetry, over OTLP. Needs the extra ``otel``.

Set by the standard variables; see `otel_settings.wanted`. Spans: run, discovery,
stream, pass, request, retry wait. The id of a request is that of its span, and the id
of a run that of its trace, so that logs, headers and traces name the same things.
"""

from __future__ import annotations

from tap_oracle_wms.telemetry.otel.exporters import Exporters
from tap_oracle_wms.telemetry.otel.traces import Traces

__all__ = ["Exporters", "Traces"]
