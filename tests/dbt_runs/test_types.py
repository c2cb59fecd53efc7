"""What targets make of a value, and what the models make of that."""

from __future__ import annotations

import json
import typing as t

import pytest

if t.TYPE_CHECKING:
    from tests.dbt_runs.story import Story

NOON = "2025-06-30 12:00:00"
ZONED = "timestamp with time zone"
CASES = {
    "a time without a zone is one in UTC": (
        "wms_utc('moment', {})",
        f"timestamp '{NOON}' as moment",
        NOON,
    ),
    "a time with a zone is moved to UTC": (
        f"wms_utc('moment', {{'moment': '{ZONED}'}})",
        f"cast('{NOON}-03:00' as {ZONED}) as moment",
        "2025-06-30 15:00:00",
    ),
    "a time as text is read": (
        "wms_utc('moment', {'moment': 'text'})",
        "'2025-06-30T12:00:00.000000+00:00' as moment",
        NOON,
    ),
    "the id of a relation as an object": (
        "wms_member('item_id', 'id')",
        """cast('{"id": 7, "key": "A-1", "url": ""}' as json) as item_id""",
        "7",
    ),
    "the key of a relation as an object": (
        "wms_member('item_id', 'key')",
        """cast('{"id": 7, "key": "A-1", "url": ""}' as json) as item_id""",
        "A-1",
    ),
    "a quoted word of SQL": (
        "wms_reserved('order')",
        """'kept' as "order\"""",
        "kept",
    ),
}


def shown(story: Story, expression: str, row: str, **variables: str) -> str:
    """What an expression of the project's macros gives for a row, as text."""
    assert story.builds
    query = (
        f"select cast({{{{ {expression} }}}} as varchar) as shown from (select {row}) r"
    )
    done = story.engine.dbt(
        *("show", "--inline", query, "--output", "json", "--quiet"),
        schema="analytics",
        variables=variables,
    )
    assert done.exit_code == 0, done.log
    return str(json.loads(done.log)["show"][0]["shown"])


@pytest.mark.parametrize("case", CASES)
def test_a_value_is_read(case: str, story: Story) -> None:
    expression, row, expected = CASES[case]
    assert shown(story, expression, row) == expected


def test_a_time_that_a_target_wrote_in_another_zone_is_read_in_that_zone(
    story: Story,
) -> None:
    if story.engine.name != "PostgreSQL":
        pytest.skip("the var is for PostgreSQL only")
    row = f"timestamp '{NOON}' as moment"
    found = shown(
        story, "wms_utc('moment', {})", row, wms_zone_of_times="America/Sao_Paulo"
    )
    assert found == "2025-06-30 15:00:00"
