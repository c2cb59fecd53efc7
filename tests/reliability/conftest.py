"""Fixtures of the hostile scenarios."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.http import retry
from tap_oracle_wms.passes import split
from tap_oracle_wms.reading import runner
from tests.reliability.world import World

if t.TYPE_CHECKING:
    from wms_simulator import Simulator


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries in this process wait for milliseconds; a Retry-After holds as it is."""
    monkeypatch.setattr(retry, "_FIRST_WAIT", 0.001)


@pytest.fixture
def early_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small streams are read in several ranges at once, as only large ones are."""
    monkeypatch.setattr(runner, "READ_FIRST", 4)
    monkeypatch.setattr(split, "FEWEST_ROWS", 8)


@pytest.fixture
def world(
    simulator: Simulator,
    config: dict[str, t.Any],
    catalog_of: t.Callable[..., dict[str, t.Any]],
) -> t.Callable[..., World]:
    """Makes a world of some streams."""

    def make(*streams: str) -> World:
        made = World(simulator, config, catalog_of(*streams))
        simulator.clear_log()
        return made

    return make
