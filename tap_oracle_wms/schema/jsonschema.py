"""JSON schema of an entity: only what every common target takes."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from tap_oracle_wms.schema.fields import Field

Schema: t.TypeAlias = dict[str, t.Any]

KEY_SUFFIX = "__key"

_SCALARS: dict[str, Schema] = {
    "integer": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "date-time": {"type": ["string", "null"], "format": "date-time"},
    "date": {"type": ["string", "null"], "format": "date"},
    "time": {"type": ["string", "null"], "format": "time"},
    "set": {"type": ["string", "null"]},
    "string": {"type": ["string", "null"]},
}


def entity_schema(
    fields: t.Mapping[str, Field],
    *,
    relations: str,
    field_types: t.Mapping[str, str],
) -> Schema:
    """JSON schema of the records of an entity.

    Args:
        fields: The entity's fields by name.
        relations: ``flat`` or ``object``.
        field_types: Types that the user set for fields.

    Returns:
        The schema; ``id`` first, then by name, so that it is the same each time.
    """
    properties: dict[str, Schema] = {}
    for name in sorted(fields, key=lambda name: (name != "id", name)):
        field = fields[name]
        note = {"description": field.note} if field.note else {}
        if name in field_types:
            properties[name] = {**_SCALARS[field_types[name]], **note}
        elif name == "id":
            properties[name] = {"type": ["integer"], **note}
        elif field.kind != "relation":
            properties[name] = {**_SCALARS[field.kind], **note}
        elif name.endswith("status_id"):
            # Described as a relation, sent as a bare integer (reference, section 7).
            properties[name] = {**_SCALARS["integer"], **note}
        elif relations == "object":
            properties[name] = {**_relation_object(), **note}
        else:
            properties[name] = {**_SCALARS["integer"], **note}
            if name + KEY_SUFFIX not in fields:
                properties[name + KEY_SUFFIX] = {**_SCALARS["string"]}
    return {"type": "object", "properties": properties}


def _relation_object() -> Schema:
    return {
        "type": ["object", "null"],
        "properties": {
            "id": {**_SCALARS["integer"]},
            "key": {**_SCALARS["string"]},
            "url": {**_SCALARS["string"]},
        },
    }


def override_types(schema: Schema, field_types: t.Mapping[str, str]) -> Schema:
    """A given schema with the types that the user set for fields.

    Args:
        schema: Schema of a stream, from a catalog.
        field_types: Types that the user set for fields.

    Returns:
        The same schema where nothing changes, else a changed copy. A relation that
        becomes a scalar loses its key column.
    """
    properties = dict(schema.get("properties", {}))
    for name, kind in field_types.items():
        if name not in properties:
            continue
        wanted = _SCALARS[kind]
        had = {key: properties[name].get(key) for key in ("type", "format")}
        if had != {key: wanted.get(key) for key in ("type", "format")}:
            note = properties[name].get("description")
            properties[name] = {**wanted, **({"description": note} if note else {})}
            if kind != "integer":
                properties.pop(name + KEY_SUFFIX, None)
    return {**schema, "properties": properties}
