"""Random histories: whatever happened, a quiet pass ends with the truth."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.reliability.histories import PERSONALITIES, STREAMS, Totals, histories_of

if t.TYPE_CHECKING:
    from tests.reliability.world import World

WorldOf: t.TypeAlias = "t.Callable[..., World]"

QUICK = settings(
    max_examples=5,
    stateful_step_count=12,
    derandomize=True,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize(
    ("ranges", "personality"),
    [
        *(("one range", number) for number in range(len(PERSONALITIES))),
        *(("many ranges", number) for number in (0, 1, 4, 5)),
    ],
)
def test_a_quiet_pass_after_any_history_ends_with_the_truth(
    request: pytest.FixtureRequest,
    world: WorldOf,
    ranges: str,
    personality: int,
) -> None:
    """`make soak` does the same for as long as one likes, with real kills."""
    if ranges == "many ranges":
        request.getfixturevalue("early_ranges")
    totals = Totals()
    machine = histories_of(
        world(*STREAMS), totals, personalities=(PERSONALITIES[personality],)
    )
    run_state_machine_as_test(machine, settings=QUICK)
    assert totals.histories >= 3
    assert totals.runs >= 3
    assert totals.written >= totals.rows > 0
