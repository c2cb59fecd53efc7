"""Small catalogs, made by hand."""

from __future__ import annotations

import typing as t

Json: t.TypeAlias = dict[str, t.Any]

INTEGER: Json = {"type": ["integer", "null"]}
NUMBER: Json = {"type": ["number", "null"]}
BOOLEAN: Json = {"type": ["boolean", "null"]}
TEXT: Json = {"type": ["string", "null"]}
MOMENT: Json = {"type": ["string", "null"], "format": "date-time"}
DATE: Json = {"type": ["string", "null"], "format": "date"}
TIME: Json = {"type": ["string", "null"], "format": "time"}
OBJECT: Json = {
    "type": ["object", "null"],
    "properties": {"id": INTEGER, "key": TEXT, "url": TEXT},
}


def stream(
    name: str, /, properties: Json | None = None, *, deselect: t.Sequence[str] = ()
) -> Json:
    """A stream of a catalog; it has an ``id`` unless that is given as empty."""
    fields = {"id": {"type": ["integer"]}, **(properties or {})}
    fields = {field: prop for field, prop in fields.items() if prop}
    incremental = "mod_ts" in fields
    return {
        "tap_stream_id": name,
        "stream": name,
        "key_properties": ["id"] if "id" in fields else [],
        "replication_method": "INCREMENTAL" if incremental else "FULL_TABLE",
        "schema": {"type": "object", "properties": fields},
        "metadata": [
            {
                "breadcrumb": [],
                "metadata": {"inclusion": "available", "selected": True},
            },
            *(
                {
                    "breadcrumb": ["properties", field],
                    "metadata": {
                        "inclusion": "available",
                        **({"selected": False} if field in deselect else {}),
                    },
                }
                for field in fields
            ),
        ],
    }


def catalog(*streams: Json) -> Json:
    """A catalog of some streams."""
    return {"streams": [*streams]}


def deselected(entry: Json) -> Json:
    """The same stream, not selected."""
    root, *fields = entry["metadata"]
    root = {**root, "metadata": {**root["metadata"], "selected": False}}
    return {**entry, "metadata": [root, *fields]}
