"""The relations of entities: which field points to which entity."""

from __future__ import annotations

import dataclasses
import typing as t

from tap_oracle_wms.relations.areas import KNOWN_ENTITIES
from tap_oracle_wms.relations.names import target_by_name
from tap_oracle_wms.schema import KEY_SUFFIX, is_noted_relation, noted_target

Source: t.TypeAlias = t.Literal["service", "name"]


@dataclasses.dataclass(frozen=True, slots=True)
class Relation:
    """A field that points to a row of an entity.

    Attributes:
        entity: The entity that has the field.
        field: Name of the field, as the schema has it (``facility_id``).
        target: The entity it points to, by its ``id``. None where that can't be told.
            It need not be among the entities of the catalog: a narrow ``entities``
            setting leaves out what others point to.
        source: How the target is known: ``service``, it was in the link of a sample
            row; ``name``, the field's name says it beyond doubt. None without a target.
    """

    entity: str
    field: str
    target: str | None
    source: Source | None


def relations_of(catalog: t.Mapping[str, t.Any]) -> tuple[Relation, ...]:
    """All relations of a Singer catalog, as discovery wrote it.

    Args:
        catalog: A decoded catalog, its relations flat or as objects. Streams are taken
            whether they are selected or not.

    Returns:
        The relations, sorted by entity and field; those too whose target is not known.
    """
    return relations_of_schemas(
        {
            stream.get("tap_stream_id", stream.get("stream")): stream.get("schema", {})
            for stream in catalog.get("streams", ())
        },
    )


def relations_of_schemas(
    schemas: t.Mapping[str, t.Mapping[str, t.Any]],
) -> tuple[Relation, ...]:
    """All relations of entities, given their schemas.

    Args:
        schemas: JSON schema by name of entity; for discovered entities
            ``{entity.name: entity.schema for entity in entities}``.

    Returns:
        The relations, sorted by entity and field; those too whose target is not known.
    """
    known = KNOWN_ENTITIES | schemas.keys()
    return tuple(
        _relation(entity, field, prop, known)
        for entity in sorted(schemas)
        for field, prop in sorted(schemas[entity].get("properties", {}).items())
        if _is_relation(field, prop, schemas[entity]["properties"])
    )


def _relation(
    entity: str,
    field: str,
    prop: t.Mapping[str, t.Any],
    known: t.Collection[str],
) -> Relation:
    told = noted_target(prop.get("description"))
    if told is not None:
        return Relation(entity, field, told, "service")
    named = target_by_name(entity, field, known)
    return Relation(entity, field, named, "name" if named else None)


def _is_relation(
    field: str,
    prop: t.Mapping[str, t.Any],
    properties: t.Mapping[str, t.Any],
) -> bool:
    if is_noted_relation(prop.get("description")) or field + KEY_SUFFIX in properties:
        return True
    if "id" in prop.get("properties", {}):
        return True
    types = prop.get("type", [])
    return field.endswith("_id") and "integer" in types
