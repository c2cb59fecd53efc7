"""What the semantic conventions of OpenTelemetry say of a request."""

from __future__ import annotations

import typing as t
from urllib.parse import urlsplit

if t.TYPE_CHECKING:
    from tap_oracle_wms.telemetry.events import RequestEnded

SCOPE = "tap_oracle_wms"
"""Scope of all spans and instruments; the names of the latter begin with it."""

_FIRST_ERROR, _NOT_FOUND = 400, 404


def error_type(event: RequestEnded) -> str | None:
    """What the conventions call ``error.type``; 404 is how lists say "no rows"."""
    if event.status is None:
        return event.fault
    good = event.status < _FIRST_ERROR or event.status == _NOT_FOUND
    return None if good else str(event.status)


def port_of(origin: str) -> int:
    """Port of an origin: named, or that of its scheme."""
    place = urlsplit(origin)
    return place.port or (443 if place.scheme == "https" else 80)
