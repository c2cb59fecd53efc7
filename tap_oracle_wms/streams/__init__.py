"""Streams: the SDK's side of an entity, tied to plan, pages, rows and state."""

from __future__ import annotations

from tap_oracle_wms.streams.context import RunContext
from tap_oracle_wms.streams.stream import EntityStream

__all__ = ["EntityStream", "RunContext"]
