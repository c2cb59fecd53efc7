"""The demo's comparison is worth something only if it finds what is wrong."""

from __future__ import annotations

import json
import typing as t

import pytest

from demo.compare import Verdict, compare

if t.TYPE_CHECKING:
    from pathlib import Path

Row: t.TypeAlias = dict[str, t.Any]

ENTRY = {
    "tap_stream_id": "order_hdr",
    "schema": {
        "properties": {
            "id": {"type": ["integer"]},
            "mod_ts": {"type": ["string", "null"], "format": "date-time"},
            "qty": {"type": ["number", "null"]},
            "note": {"type": ["string", "null"]},
            "facility_id": {"type": ["integer", "null"]},
            "facility_id__key": {"type": ["string", "null"]},
            "line_set": {"type": ["string", "null"]},
            "url": {"type": ["string", "null"]},
        }
    },
    "metadata": [
        {"breadcrumb": [], "metadata": {"selected": True}},
        {
            "breadcrumb": ["properties", "url"],
            "metadata": {"selected-by-default": False},
        },
    ],
}
HELD: Row = {
    "id": 1,
    "url": "https://wms.example.com/acme/1",
    "mod_ts": "2026-01-01T00:00:00.5-03:00".replace(".5", ".500000"),
    "qty": "10.50",
    "note": "",
    "facility_id": {"id": 7, "key": "WH01", "url": ""},
    "line_set": [{"id": 1}],
}
ARRIVED = (
    '{"id": 1, "mod_ts": "2026-01-01T03:00:00.500000+00:00", "qty": 10.50, "note": "",'
    ' "facility_id": 7, "facility_id__key": "WH01", "line_set": "[{\\"id\\":1}]"}'
)


def judge(
    folder: Path,
    runs: t.Sequence[t.Sequence[str]],
    now: t.Sequence[Row],
    before: t.Collection[int] = (),
) -> Verdict:
    folders = []
    for number, lines in enumerate(runs):
        path = folder / str(number)
        path.mkdir()
        folders.append(path)
        if lines:
            text = "".join(f"{line}\n" for line in lines)
            (path / "order_hdr.jsonl").write_text(text, encoding="utf-8")
    return compare(ENTRY, folders, before, now)


def test_equal_rows_are_equal(tmp_path: Path) -> None:
    verdict = judge(tmp_path, [[ARRIVED], []], [HELD])
    assert verdict == Verdict("order_hdr", 1, (1, 0), 0, [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("qty", 10.5),
        ("qty", 11),
        ("qty", None),
        ("note", None),
        ("facility_id", 8),
        ("facility_id__key", "WH02"),
        ("mod_ts", "2026-01-01T03:00:00+00:00"),
        ("line_set", [{"id": 1}]),
        ("more", 1),
    ],
)
def test_any_other_value_is_found(tmp_path: Path, name: str, value: object) -> None:
    line = json.dumps({**json.loads(ARRIVED), "qty": "QTY", name: value})
    line = line.replace('"QTY"', "10.50")
    (difference,) = judge(tmp_path, [[line]], [HELD]).differences
    assert difference.startswith(f"order_hdr 1: {name} is ")


def test_a_field_that_did_not_arrive_is_found(tmp_path: Path) -> None:
    line = ARRIVED.replace('"note": "",', "")
    assert judge(tmp_path, [[line]], [HELD]).differences == [
        "order_hdr 1: note is None, not ''"
    ]


def test_a_row_that_did_not_arrive_is_found(tmp_path: Path) -> None:
    verdict = judge(tmp_path, [[ARRIVED]], [HELD, {**HELD, "id": 2}], {1, 2})
    assert verdict.differences == ["order_hdr 2: is missing"]


def test_only_rows_that_were_there_are_excused_as_gone(tmp_path: Path) -> None:
    lines = [ARRIVED, ARRIVED.replace('"id": 1,', '"id": 2,')]
    lines.append(ARRIVED.replace('"id": 1,', '"id": 3,'))
    verdict = judge(tmp_path, [lines], [HELD], {1, 2})
    assert verdict.gone == 1
    assert verdict.differences == ["order_hdr 3: was never in the warehouse"]


def test_the_newest_form_of_a_row_counts(tmp_path: Path) -> None:
    old = ARRIVED.replace("10.50", "9")
    assert judge(tmp_path, [[old], [ARRIVED]], [HELD]).differences == []
    (tmp_path / "again").mkdir()
    assert judge(tmp_path / "again", [[ARRIVED], [old]], [HELD]).differences != []
