"""Schemas: from what the service says of an entity to JSON schema. Pure."""

from __future__ import annotations

from tap_oracle_wms.schema.columns import Column, columns_of
from tap_oracle_wms.schema.fields import (
    Field,
    described_names,
    read_describe,
    read_sample,
)
from tap_oracle_wms.schema.jsonschema import (
    KEY_SUFFIX,
    entity_schema,
    override_types,
)
from tap_oracle_wms.schema.targets import (
    is_noted_relation,
    note_targets,
    noted_target,
)

__all__ = [
    "KEY_SUFFIX",
    "Column",
    "Field",
    "columns_of",
    "described_names",
    "entity_schema",
    "is_noted_relation",
    "note_targets",
    "noted_target",
    "override_types",
    "read_describe",
    "read_sample",
]
