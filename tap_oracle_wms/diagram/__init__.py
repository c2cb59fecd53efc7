"""The entity-relationship map of a catalog, as Mermaid text and as a page. Pure."""

from __future__ import annotations

from tap_oracle_wms.diagram.mermaid import mermaid_text
from tap_oracle_wms.diagram.model import Diagram, diagram_of, excerpt, without_lookups
from tap_oracle_wms.diagram.page import page

__all__ = [
    "Diagram",
    "diagram_of",
    "excerpt",
    "mermaid_text",
    "page",
    "without_lookups",
]
