"""Discovery: which entities there are and what each looks like."""

from __future__ import annotations

from tap_oracle_wms.discovery.entities import (
    confirm_entity,
    describe_entity,
    discover_entities,
    inspect_entity,
)
from tap_oracle_wms.discovery.entity import DiscoveredEntity
from tap_oracle_wms.discovery.listing import list_entities, select_entities

__all__ = [
    "DiscoveredEntity",
    "confirm_entity",
    "describe_entity",
    "discover_entities",
    "inspect_entity",
    "list_entities",
    "select_entities",
]
