"""What the records of a stream must be, made from the simulator's truth.

Written apart from the tap's own conversion, and simpler: it knows only the shapes
that the simulator sends unless told otherwise.
"""

from __future__ import annotations

import datetime
import json
import typing as t

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

Row: t.TypeAlias = dict[str, t.Any]


def expected_records(
    simulator: Simulator,
    stream: str,
    catalog: dict[str, t.Any],
    *,
    everything: bool = False,
) -> list[Row]:
    """Records that a destination must hold, by id.

    Args:
        simulator: The simulator.
        stream: Name of the stream.
        catalog: The catalog that was used.
        everything: Whether the fields that are deselected by default are included.

    Returns:
        The records; numbers with a fraction as text.
    """
    entry = next(e for e in catalog["streams"] if e["tap_stream_id"] == stream)
    left_out = {
        item["breadcrumb"][1]
        for item in entry["metadata"]
        if item["breadcrumb"]
        and item["metadata"].get("selected-by-default") is False
        and not everything
    }
    return [
        {
            name: _value(name, prop, row)
            for name, prop in entry["schema"]["properties"].items()
            if name not in left_out
        }
        for row in simulator.truth(stream)
    ]


def _value(name: str, prop: Row, row: Row) -> t.Any:  # noqa: ANN401 - any JSON
    if name.endswith("__key"):
        relation = row.get(name.removesuffix("__key"))
        return None if relation is None else relation["key"]
    value = row.get(name)
    kinds = prop["type"]
    if "object" in kinds or value is None:
        return value
    if "integer" in kinds and isinstance(value, dict):
        return value["id"]
    if prop.get("format") == "date-time":
        instant = datetime.datetime.fromisoformat(value)
        utc = instant.astimezone(datetime.timezone.utc)
        value = utc.isoformat(timespec="microseconds")
    elif "number" in kinds:
        value = int(value) if "." not in value else value
    elif "string" in kinds and not isinstance(value, str):
        value = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return value
