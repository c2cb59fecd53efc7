"""Compares what the warehouse holds with what arrived in files."""

from __future__ import annotations

import dataclasses
import typing as t

from demo.expected import arrived_record, columns, expected_record

if t.TYPE_CHECKING:
    from pathlib import Path

    from demo.expected import Row

Rows: t.TypeAlias = dict[t.Any, "Row"]


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What a comparison found for one stream.

    Attributes:
        warehouse: Rows that the warehouse holds at the end.
        runs: Rows that each run wrote.
        gone: Rows in the files that have been deleted in the warehouse since.
        differences: What is not as it should be, a line each.
    """

    stream: str
    warehouse: int
    runs: tuple[int, ...]
    gone: int
    differences: list[str]


def compare(
    entry: t.Mapping[str, t.Any],
    folders: t.Sequence[Path],
    before: t.Collection[t.Any],
    now: t.Sequence[Row],
) -> Verdict:
    """Compare one stream.

    Args:
        entry: The stream's entry in the catalog.
        folders: What the target wrote, one folder a run, oldest first.
        before: Ids that the warehouse held at the time of the first run.
        now: Rows that the warehouse holds now, as its API represents them.

    Returns:
        The verdict. A row that was deleted in the warehouse stays in the files: the
        service tells of changes, not of deletions. Only a row that really was there
        is excused so.
    """
    stream, wanted = entry["tap_stream_id"], columns(entry)
    merged: Rows = {}
    counts = []
    for folder in folders:
        arrived = _read(folder / f"{stream}.jsonl", wanted)
        counts.append(len(arrived))
        # Newest wins, as in any destination that loads by primary key.
        merged.update({record["id"]: record for record in arrived})
    truth = {row["id"]: expected_record(row, wanted) for row in now}
    extra = merged.keys() - truth.keys()
    invented = extra - set(before)
    differences = [
        f"{stream} {row}: is missing" for row in truth.keys() - merged.keys()
    ]
    differences += [f"{stream} {row}: was never in the warehouse" for row in invented]
    for row in truth.keys() & merged.keys():
        differences += _differences(f"{stream} {row}", truth[row], merged[row])
    gone = len(extra - invented)
    return Verdict(stream, len(now), tuple(counts), gone, sorted(differences))


def _read(path: Path, wanted: t.Mapping[str, Row]) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [arrived_record(line, wanted) for line in lines]


def _differences(name: str, expected: Row, arrived: Row) -> list[str]:
    return [
        f"{name}: {field} is {arrived.get(field)!r}, not {expected.get(field)!r}"
        for field in expected.keys() | arrived.keys()
        if field not in arrived
        or field not in expected
        or arrived[field] != expected[field]
    ]
