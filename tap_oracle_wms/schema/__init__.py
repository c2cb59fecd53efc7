"""Schemas: from what the service says of an entity to JSON schema. Pure."""

from __future__ import annotations

from tap_oracle_wms.schema.columns import Column, columns_of
from tap_oracle_wms.schema.fields import Field, read_describe, read_sample
from tap_oracle_wms.schema.jsonschema import entity_schema, override_types

__all__ = [
    "Column",
    "Field",
    "columns_of",
    "entity_schema",
    "override_types",
    "read_describe",
    "read_sample",
]
