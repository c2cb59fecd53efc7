"""Single values: lossless conversion from what the service sends."""

from __future__ import annotations

from tap_oracle_wms.values.convert import CONVERTERS, ExactNumber, Mismatch, json_text
from tap_oracle_wms.values.time import (
    format_instant,
    has_zone,
    parse_timestamp,
    timestamp_text,
)

__all__ = [
    "CONVERTERS",
    "ExactNumber",
    "Mismatch",
    "format_instant",
    "has_zone",
    "json_text",
    "parse_timestamp",
    "timestamp_text",
]
