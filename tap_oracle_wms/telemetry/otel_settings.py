"""Whether OpenTelemetry is wanted, by its standard variables. Imports none of it."""

from __future__ import annotations

import logging
import typing as t

logger = logging.getLogger(__name__)

_PREFIX = "OTEL_EXPORTER_OTLP_"
_PROTOCOL = "http/protobuf"

Signal: t.TypeAlias = t.Literal["TRACES", "METRICS"]


class Wanted(t.NamedTuple):
    """Which signals are to be sent."""

    traces: bool
    metrics: bool


def wanted(environ: t.Mapping[str, str]) -> Wanted:
    """Read the variables.

    Args:
        environ: The environment.

    Returns:
        What is wanted: a signal for which an address is given
        (``OTEL_EXPORTER_OTLP_ENDPOINT``, or one of its own) or whose exporter is
        ``otlp`` by name, unless ``OTEL_SDK_DISABLED`` is true or its exporter is
        ``none``.
    """
    if environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return Wanted(traces=False, metrics=False)
    return Wanted(
        traces=_is_wanted(environ, "TRACES"),
        metrics=_is_wanted(environ, "METRICS"),
    )


def _is_wanted(environ: t.Mapping[str, str], signal: Signal) -> bool:
    exporter = environ.get(f"OTEL_{signal}_EXPORTER", "").strip().lower()
    names = (f"{_PREFIX}ENDPOINT", f"{_PREFIX}{signal}_ENDPOINT")
    has_address = any(environ.get(name, "").strip() for name in names)
    if "otlp" not in exporter.split(",") and (exporter or not has_address):
        return False
    for name in (f"{_PREFIX}{signal}_PROTOCOL", f"{_PREFIX}PROTOCOL"):
        protocol = environ.get(name, "").strip().lower()
        if protocol == _PROTOCOL:
            return True
        if protocol:
            logger.warning(
                "%s is %r, but this tap sends by %s alone: nothing is sent",
                name,
                protocol,
                _PROTOCOL,
            )
            return False
    return True
