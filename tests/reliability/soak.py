"""The state machine of `test_convergence.py` for minutes, with real kills.

Not collected with the others: `make soak` names this file. Environment variables:
``SOAK_MINUTES`` (10) and ``SOAK_SEED`` (chance; printed, to have the same again).
"""

from __future__ import annotations

import os
import random
import time
import typing as t

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.reliability.histories import STREAMS, Histories, Totals, histories_of

if t.TYPE_CHECKING:
    from tests.reliability.world import World

MINUTES = float(os.environ.get("SOAK_MINUTES", "10"))
SEED = int(os.environ.get("SOAK_SEED") or random.SystemRandom().randrange(10**6))

LONG = settings(
    max_examples=10,
    stateful_step_count=30,
    deadline=None,
    database=None,
    print_blob=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def soak(machine: type[Histories], totals: Totals, number: int, until: float) -> None:
    """Run histories until a time, from a seed on; tells how it stands."""
    while time.monotonic() < until:
        seeded = seed(number)(type(machine.__name__, (machine,), {}))
        run_state_machine_as_test(seeded, settings=LONG)
        print(f"seed {number}: {totals.line()}", flush=True)  # noqa: T201
        number += 1


@pytest.mark.timeout(MINUTES * 60 + 600)
def test_soak(
    request: pytest.FixtureRequest,
    world: t.Callable[..., World],
) -> None:
    """Half of the time streams are read in one range, half in many."""
    totals = Totals()
    machine = histories_of(world(*STREAMS), totals, really_killed=True)
    began = time.monotonic()
    soak(machine, totals, SEED, began + MINUTES * 30)
    request.getfixturevalue("early_ranges")
    soak(machine, totals, SEED + 10_000_000, began + MINUTES * 60)
    lost = 0  # each history ended with the truth, or it would have failed
    print(f"rows lost {lost}, duplicates {totals.written - totals.rows:,}")  # noqa: T201
