"""Each planted fault is found, by the test that is meant to find it."""

from __future__ import annotations

import typing as t

from tests.dbt_runs.faults import FAULTS

if t.TYPE_CHECKING:
    from tests.dbt_runs.story import Story


def test_each_fault_is_caught_by_its_test_and_by_no_other(story: Story) -> None:
    assert story.faulty.exit_code != 0
    assert story.faulty.count("test") > 100
    expected = {name for one in FAULTS for name in (one.caught_by, *one.also)}
    assert story.faulty.failed == expected
