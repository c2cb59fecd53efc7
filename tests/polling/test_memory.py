"""Cycle after cycle leaves nothing behind."""

from __future__ import annotations

import collections
import gc
import itertools
import typing as t

import pytest

from tap_oracle_wms.health import Health
from tests.polling.steps import Polled

PolledOf: t.TypeAlias = t.Callable[..., Polled]

AT = (10, 60, 110, 160)
CONTAINERS = (dict, list, set, collections.deque)


def held() -> tuple[int, int]:
    """Objects of this process, and what its containers hold."""
    gc.collect()
    objects = gc.get_objects()
    # By their type: to ask an object for its class wakes what is lazy.
    containers = (one for one in objects if issubclass(type(one), CONTAINERS))
    return len(objects), sum(map(len, containers))


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every stream is due at once, again and again."""
    due = property(lambda _: 0.0, lambda _, __: None)
    monkeypatch.setattr("tap_oracle_wms.polling.pace.Pace.due", due)


@pytest.mark.usefixtures("fast")
def test_nothing_is_gathered(
    polled: PolledOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = polled("facility", "load", "order_lock")
    arrived = here.begin()
    sizes: dict[int, tuple[int, int]] = {}
    plain = Health.moved

    def moved(self: Health, **told: t.Any) -> None:
        plain(self, **told)
        cycle = told["cycle"]
        if cycle in AT and cycle not in sizes:
            sizes[cycle] = held()

    monkeypatch.setattr(Health, "moved", moved)
    run = here.cycles(AT[-1] + 5, arrived.state)
    assert run.exit_code == 0, run.stderr
    # What is made once may come at any time; what is gathered grows in every stretch.
    stretches = list(itertools.pairwise(AT))
    for kind in (0, 1):
        grown = [sizes[late][kind] - sizes[early][kind] for early, late in stretches]
        assert min(grown) < AT[1] - AT[0], sizes
