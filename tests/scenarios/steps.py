"""Steps that scenarios share: narrowing catalogs, reading queries, judging failures."""

from __future__ import annotations

import copy
import typing as t

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]

BOOKMARK = {
    "replication_key": "mod_ts",
    "replication_key_value": "2025-12-01T00:00:00.000000+00:00",
}
"""A bookmark that a handful of rows are newer than."""


def entry_of(catalog: Json, stream: str) -> Json:
    """A stream's entry, to read or to edit."""
    return t.cast(
        "Json",
        next(e for e in catalog["streams"] if e["tap_stream_id"] == stream),
    )


def metadata_of(entry: Json, *path: str) -> Json:
    """The metadata of a stream or of one of its properties, made if missing."""
    breadcrumb = [part for name in path for part in ("properties", name)]
    for item in entry["metadata"]:
        if item["breadcrumb"] == breadcrumb:
            return t.cast("Json", item["metadata"])
    made: Json = {}
    entry["metadata"].append({"breadcrumb": breadcrumb, "metadata": made})
    return made


def selecting(catalog: Json, stream: str, **fields: bool) -> Json:
    """A copy of a catalog in which fields of a stream are selected or not."""
    changed = copy.deepcopy(catalog)
    for field, selected in fields.items():
        metadata_of(entry_of(changed, stream), field)["selected"] = selected
    return changed


def only(catalog: Json, stream: str, *fields: str) -> Json:
    """A copy of a catalog in which only these fields of a stream are selected."""
    properties = entry_of(catalog, stream)["schema"]["properties"]
    return selecting(catalog, stream, **{name: name in fields for name in properties})


def with_metadata(catalog: Json, stream: str, **values: t.Any) -> Json:
    """A copy of a catalog with metadata of a stream; ``_`` stands for ``-``."""
    changed = copy.deepcopy(catalog)
    root = metadata_of(entry_of(changed, stream))
    root.update({name.replace("_", "-"): value for name, value in values.items()})
    return changed


def handmade(stream: str, properties: Json, **entry: t.Any) -> Json:
    """A catalog of one stream as somebody would write it by hand: no metadata."""
    return {
        "streams": [
            {
                "tap_stream_id": stream,
                "schema": {"type": "object", "properties": properties},
                **entry,
            },
        ],
    }


def queries(simulator: Simulator, stream: str) -> list[Json]:
    """Queries of all list requests for a stream, in order."""
    return [r["query"] for r in simulator.requests(entity=stream, kind="list")]


def schema_of(run: Run, stream: str) -> Json:
    """The SCHEMA message of a stream."""
    (message,) = [
        m for m in run.messages if m["type"] == "SCHEMA" and m["stream"] == stream
    ]
    return message


def columns(run: Run, stream: str) -> set[str]:
    """Columns of the SCHEMA, which every RECORD must have too, and no others."""
    assert run.exit_code == 0, run.stderr
    names = set(schema_of(run, stream)["schema"]["properties"])
    assert run.records(stream)
    assert all(record.keys() == names for record in run.records(stream))
    return names


def asked_fields(simulator: Simulator, stream: str) -> list[set[str] | None]:
    """Fields that each list request for a stream asks for, None for all."""
    return [
        set(query["fields"].split(",")) if "fields" in query else None
        for query in queries(simulator, stream)
    ]


def stream_names(run: Run) -> list[str]:
    """Names of the streams that discovery found."""
    assert run.exit_code == 0, run.stderr
    return [entry["tap_stream_id"] for entry in run.catalog["streams"]]


def properties_of(run: Run, stream: str) -> Json:
    """Fields of a stream that discovery found, with their schemas."""
    assert run.exit_code == 0, run.stderr
    return t.cast("Json", entry_of(run.catalog, stream)["schema"]["properties"])


def ids(rows: list[Json]) -> list[int]:
    """Ids of rows, sorted."""
    return sorted(row["id"] for row in rows)


def error_lines(stderr: str) -> list[str]:
    """Lines of the log that tell of an error."""
    return [line for line in stderr.splitlines() if "| ERROR" in line]


def assert_fails(run: Run, *words: str) -> None:
    """The run failed with exit code 1, said why, and said it like a grown-up."""
    assert run.exit_code == 1, run.stderr
    assert "Traceback" not in run.stderr
    assert "Internal error" not in run.stderr
    for word in words:
        assert word in run.stderr


def assert_asks_nothing(simulator: Simulator) -> None:
    """No request reached the service."""
    assert simulator.requests() == []
