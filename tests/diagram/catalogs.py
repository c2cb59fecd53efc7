"""Catalogs made by hand, as small as a test needs them."""

from __future__ import annotations

import typing as t

from tap_oracle_wms.diagram import Diagram, diagram_of

Json: t.TypeAlias = dict[str, t.Any]


def stream(name: str, *relations: str, **properties: Json) -> Json:
    """A stream with an id, relations and what else it has."""
    fields: Json = {"id": {"type": ["integer"]}}
    for relation in relations:
        field, _, target = relation.partition(">")
        note = f"Relation to {target.rstrip('!')}." if target else "Relation."
        if relation.endswith("!"):
            note += " Required by the service on input."
        fields[field] = {"type": ["integer", "null"], "description": note}
        fields[f"{field}__key"] = {"type": ["string", "null"]}
    return {
        "tap_stream_id": name,
        "key_properties": ["id"],
        "replication_key": "mod_ts" if "mod_ts" in properties else None,
        "schema": {"type": "object", "properties": {**fields, **properties}},
    }


def drawn(*streams: Json) -> Diagram:
    """The diagram of some streams."""
    return diagram_of({"streams": [*streams]})


CHAIN = drawn(
    stream("a", "b_id>b"),
    stream("b", "c_id>c!", "own_id>b"),
    stream("c", "d_id>d", "type_id", "gone_id>gone"),
    stream("d", "e_status_id>e_status"),
    stream("e_status"),
    stream("z", "d_id>d"),
)
"""a -> b -> c -> d <- z, and a list of values behind d."""
