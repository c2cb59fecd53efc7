"""Discovery: which entities there are and what each looks like."""

from __future__ import annotations

from tap_oracle_wms.discovery.entities import (
    DiscoveredEntity,
    confirm_entity,
    describe_entity,
    discover_entities,
)
from tap_oracle_wms.discovery.listing import list_entities, select_entities

__all__ = [
    "DiscoveredEntity",
    "confirm_entity",
    "describe_entity",
    "discover_entities",
    "list_entities",
    "select_entities",
]
