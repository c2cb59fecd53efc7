"""JSON schema of an entity: only what every common target takes."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from tap_oracle_wms.schema.fields import Field

Schema: t.TypeAlias = dict[str, t.Any]

KEY_SUFFIX = "__key"

_SCALARS: dict[str, tuple[str, str | None]] = {
    "integer": ("integer", None),
    "number": ("number", None),
    "boolean": ("boolean", None),
    "date-time": ("string", "date-time"),
    "date": ("string", "date"),
    "time": ("string", "time"),
    "set": ("string", None),
    "string": ("string", None),
}
"""JSON type and format by kind."""


def _scalar(kind: str, name: str = "") -> Schema:
    """Schema of a plain value, always new; everything but ``id`` may be null."""
    json_type, json_format = _SCALARS[kind]
    schema: Schema = {"type": [json_type] if name == "id" else [json_type, "null"]}
    return schema if json_format is None else {**schema, "format": json_format}


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
            properties[name] = {**_scalar(field_types[name], name), **note}
        elif name == "id":
            properties[name] = {**_scalar("integer", name), **note}
        elif field.kind != "relation":
            properties[name] = {**_scalar(field.kind, name), **note}
        elif name.endswith("status_id"):
            # Described as a relation, sent as a bare integer (reference, section 7).
            properties[name] = {**_scalar("integer"), **note}
        elif relations == "object":
            properties[name] = {**_relation_object(), **note}
        else:
            properties[name] = {**_scalar("integer"), **note}
            if name + KEY_SUFFIX not in fields:
                properties[name + KEY_SUFFIX] = _scalar("string")
    return {"type": "object", "properties": properties}


def _relation_object() -> Schema:
    return {
        "type": ["object", "null"],
        "properties": {
            "id": _scalar("integer"),
            "key": _scalar("string"),
            "url": _scalar("string"),
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
        wanted = _scalar(kind, name)
        had = {key: properties[name].get(key) for key in ("type", "format")}
        changes = had != {key: wanted.get(key) for key in ("type", "format")}
        if changes or name + KEY_SUFFIX in properties:
            note = properties[name].get("description")
            properties[name] = {**wanted, **({"description": note} if note else {})}
            properties.pop(name + KEY_SUFFIX, None)
    return {**schema, "properties": properties}
