"""Steps of partitions: options, entries of the state, and the truth."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]

STREAM = "inventory_history"


def partition(facility: str, activity: int, status: int = 90) -> Json:
    return {
        "company_id__code": "ACME",
        "facility_id__code": facility,
        "history_activity_id": activity,
        "status_id": status,
    }


GROUPING = ("company_id", "facility_id", "history_activity_id", "status_id")
FIRST, SECOND, THIRD = partition("WH01", 1), partition("WH02", 1), partition("WH03", 1)
EMPTY = partition("WH03", 99)


def options(*partitions: Json, **more: t.Any) -> Json:
    return {"entity_options": {STREAM: {"partitions": [*partitions], **more}}}


def truth_of(simulator: Simulator, *partitions: Json) -> set[int]:
    return {
        row["id"]
        for row in simulator.truth(STREAM, fields=["id", *GROUPING])
        for wanted in partitions
        if row["facility_id"]["key"] == wanted["facility_id__code"]
        and row["company_id"]["key"] == wanted["company_id__code"]
        and row["history_activity_id"]["id"] == wanted["history_activity_id"]
        and row["status_id"] == wanted["status_id"]
    }


def ids(run: Run, stream: str = STREAM) -> list[int]:
    return [row["id"] for row in run.records(stream)]


def entries(run: Run, stream: str = STREAM) -> list[Json]:
    entry = run.state["bookmarks"][stream]
    assert [*entry] == ["partitions"]
    return t.cast("list[Json]", entry["partitions"])


Sync: t.TypeAlias = t.Callable[..., "Run"]
