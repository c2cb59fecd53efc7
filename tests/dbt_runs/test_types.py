"""What targets make of a value, and what the models make of that."""

from __future__ import annotations

import json
import typing as t

import pytest

if t.TYPE_CHECKING:
    from tests.dbt_runs.story import Story

NOON = "2025-06-30 12:00:00"
ZONED = "timestamp with time zone"
RELATION = """cast('{"id": 7, "key": "A-1", "url": ""}' as json)"""
ROW = f"""
    timestamp '{NOON}' as naive,
    cast('{NOON}-03:00' as {ZONED}) as zoned,
    '2025-06-30T12:00:00.000000+00:00' as written,
    {RELATION} as item_id,
    'kept' as "order"
"""
CASES = {
    "a time without a zone is one in UTC": ("wms_utc('naive', {})", NOON),
    "a time with a zone is moved to UTC": (
        f"wms_utc('zoned', {{'zoned': '{ZONED}'}})",
        "2025-06-30 15:00:00",
    ),
    "a time as text is read": ("wms_utc('written', {'written': 'text'})", NOON),
    "the id of a relation as an object": ("wms_member('item_id', 'id')", "7"),
    "the key of a relation as an object": ("wms_member('item_id', 'key')", "A-1"),
    "a word of SQL": ("wms_reserved('order')", "kept"),
}


def shown(story: Story, *expressions: str, **variables: str) -> list[str]:
    """What expressions of the project's macros give for the row, as texts."""
    assert story.builds
    columns = ", ".join(
        f"cast({{{{ {one} }}}} as varchar) as shown_{number}"
        for number, one in enumerate(expressions)
    )
    done = story.engine.dbt(
        *("show", "--inline", f"select {columns} from (select {ROW}) as one_row"),
        *("--output", "json", "--quiet"),
        variables=variables,
    )
    assert done.exit_code == 0, done.log
    (row,) = json.loads(done.log)["show"]
    return [str(row[f"shown_{number}"]) for number in range(len(expressions))]


def test_each_value_is_read(story: Story) -> None:
    found = shown(story, *(expression for expression, _ in CASES.values()))
    assert dict(zip(CASES, found, strict=True)) == {
        case: expected for case, (_, expected) in CASES.items()
    }


def test_a_time_that_a_target_wrote_in_another_zone_is_read_in_that_zone(
    story: Story,
) -> None:
    if story.engine.name != "PostgreSQL":
        pytest.skip("the var is for PostgreSQL only")
    zone = "America/Sao_Paulo"
    found = shown(story, "wms_utc('naive', {})", wms_zone_of_times=zone)
    assert found == ["2025-06-30 15:00:00"]
