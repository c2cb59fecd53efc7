"""Fixtures of continuous mode: short waits, and the worlds of the hostile scenarios."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.http import retry
from tap_oracle_wms.polling import outage
from tests.polling.steps import Polled
from tests.reliability.world import World

if t.TYPE_CHECKING:
    from wms_simulator import Simulator


@pytest.fixture(autouse=True)
def quick_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of this process are hundredths of a second."""
    monkeypatch.setattr(retry, "_FIRST_WAIT", 0.001)
    monkeypatch.setattr(outage, "FIRST_WAIT", 0.05)
    monkeypatch.setattr(outage, "LONGEST_WAIT", 0.2)


@pytest.fixture
def polled(
    simulator: Simulator,
    config: dict[str, t.Any],
    catalog_of: t.Callable[..., dict[str, t.Any]],
) -> t.Callable[..., Polled]:
    """Makes a world of some streams that is polled ten times a second."""

    def make(*streams: str, **options: t.Any) -> Polled:
        # Requests are counted: none is to prove that times are understood.
        sure = {"poll_interval": 0.1, "verify_time_filters": False}
        settings = {**config, **sure, **options}
        made = Polled(World(simulator, settings, catalog_of(*streams)))
        simulator.clear_log()
        return made

    return make
