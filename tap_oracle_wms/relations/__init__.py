"""Relations: which field points to which entity, and what entities belong to. Pure."""

from __future__ import annotations

from tap_oracle_wms.relations.areas import AREAS, KNOWN_ENTITIES, area_of
from tap_oracle_wms.relations.find import Relation, relations_of, relations_of_schemas

__all__ = [
    "AREAS",
    "KNOWN_ENTITIES",
    "Relation",
    "area_of",
    "relations_of",
    "relations_of_schemas",
]
