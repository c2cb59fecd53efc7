"""What a diagram shows: entities, their fields and relations, and parts of it."""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from tap_oracle_wms.errors import DiscoveryError
from tap_oracle_wms.relations import Relation, area_of, relations_of_schemas
from tap_oracle_wms.schema import KEY_SUFFIX

MANY_REFERRERS = 12
"""An entity that more relations than these lead to is shown, but not walked through.

Nearly everything is a neighbour's neighbour by way of its facility.
"""

_REQUIRED = "Required by the service"


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A field of an entity, as a diagram shows it.

    Attributes:
        type: One word: ``relation``, a JSON type, or the format of a text.
        note: The description of the catalog.
        relation: Where it leads, for relations.
    """

    name: str
    type: str
    note: str
    relation: Relation | None

    @property
    def is_required(self) -> bool:
        """Whether the service wants a value, so that the relation leads somewhere."""
        return _REQUIRED in self.note


@dataclasses.dataclass(frozen=True, slots=True)
class Entity:
    """An entity, as a diagram shows it."""

    name: str
    area: str
    key: tuple[str, ...]
    replication_key: str | None
    fields: tuple[Field, ...]

    @property
    def relations(self) -> list[Field]:
        """The fields that are relations, those too that lead nobody knows where."""
        return [field for field in self.fields if field.relation is not None]


@dataclasses.dataclass(frozen=True, slots=True)
class Diagram:
    """Entities by name, sorted, and how they hang together.

    Attributes:
        named: The entities that were asked for; none of them if all were.
    """

    entities: dict[str, Entity]
    named: tuple[str, ...] = ()

    @property
    def edges(self) -> list[tuple[Entity, Field, str]]:
        """Relations between entities of the diagram: from, by which field, to."""
        return [
            (entity, field, field.relation.target)
            for entity in self.entities.values()
            for field in entity.fields
            if field.relation is not None
            and field.relation.target is not None
            and field.relation.target in self.entities
        ]


def diagram_of(catalog: object) -> Diagram:
    """The diagram of all streams of a catalog, selected or not.

    Args:
        catalog: A decoded catalog, as discovery wrote it.

    Raises:
        DiscoveryError: If it is no catalog.
    """
    streams = sorted(_streams(catalog), key=lambda stream: stream["tap_stream_id"])
    schemas = {stream["tap_stream_id"]: stream["schema"] for stream in streams}
    relations = {
        (relation.entity, relation.field): relation
        for relation in relations_of_schemas(schemas)
    }
    return Diagram(
        {
            stream["tap_stream_id"]: Entity(
                name=stream["tap_stream_id"],
                area=area_of(stream["tap_stream_id"]),
                key=tuple(stream.get("key_properties") or ()),
                replication_key=stream.get("replication_key"),
                fields=_fields(stream["tap_stream_id"], stream["schema"], relations),
            )
            for stream in streams
        },
    )


def _streams(catalog: object) -> list[dict[str, t.Any]]:
    streams = catalog.get("streams") if isinstance(catalog, dict) else None
    if not isinstance(streams, list) or not streams:
        msg = (
            "This is no catalog with streams; write one with "
            "'tap-oracle-wms --config config.json --discover > catalog.json'"
        )
        raise DiscoveryError(msg)
    for number, stream in enumerate(streams, start=1):
        if not _is_stream(stream):
            msg = (
                f"The catalog's stream number {number} has no tap_stream_id, or no "
                "schema with properties; make the catalog anew by --discover"
            )
            raise DiscoveryError(msg)
    return streams


def _is_stream(stream: object) -> bool:
    if not isinstance(stream, dict) or not isinstance(stream.get("tap_stream_id"), str):
        return False
    schema = stream.get("schema")
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return isinstance(properties, dict) and all(
        isinstance(prop, dict)
        and isinstance(prop.get("type", ""), (str, list))
        and isinstance(prop.get("properties", {}), dict)
        for prop in properties.values()
    )


def _fields(
    entity: str,
    schema: t.Mapping[str, t.Any],
    relations: t.Mapping[tuple[str, str], Relation],
) -> tuple[Field, ...]:
    properties: dict[str, dict[str, t.Any]] = schema["properties"]
    fields = []
    for name, prop in properties.items():
        if name.endswith(KEY_SUFFIX) and name.removesuffix(KEY_SUFFIX) in properties:
            continue  # the other half of a relation
        relation = relations.get((entity, name))
        word = "relation" if relation is not None else _type_word(prop)
        fields.append(Field(name, word, prop.get("description") or "", relation))
    return tuple(fields)


def _type_word(prop: t.Mapping[str, t.Any]) -> str:
    types = prop.get("type", "string")
    words = [types] if isinstance(types, str) else types
    word = next((one for one in words if one != "null"), "string")
    return prop.get("format") or word


def excerpt(diagram: Diagram, names: t.Collection[str], hops: int) -> Diagram:
    """A part of a diagram: some entities, and what is near them.

    Args:
        diagram: The whole.
        names: Names of the entities that are meant.
        hops: How many relations away, in either direction, others may be.

    Returns:
        The part. Entities that very many relations lead to are not walked through,
        unless they are among `names`.
    """
    targets = collections.defaultdict(set)
    referrers = collections.defaultdict(set)
    leading_here: collections.Counter[str] = collections.Counter()
    for entity, _, target in diagram.edges:
        targets[entity.name].add(target)
        referrers[target].add(entity.name)
        leading_here[target] += 1
    near = set(names)
    edge = set(names)
    for _ in range(hops):
        further = set()
        for name in edge:
            further |= targets[name]
            if name in names or leading_here[name] <= MANY_REFERRERS:
                further |= referrers[name]
        edge = further - near
        near |= edge
    return Diagram(
        {name: one for name, one in diagram.entities.items() if name in near},
        tuple(sorted(names)),
    )


def without_lookups(diagram: Diagram) -> Diagram:
    """A diagram without lists of values, but for those that were asked for.

    Args:
        diagram: The whole.
    """
    return dataclasses.replace(
        diagram,
        entities={
            name: one
            for name, one in diagram.entities.items()
            if one.area != "lookups" or name in diagram.named
        },
    )
