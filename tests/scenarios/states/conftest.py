"""Fixtures of states."""

from __future__ import annotations

import typing as t

import pytest

from tests.support import run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]


@pytest.fixture
def sync(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> t.Callable[..., Run]:
    """Syncs the units of measure from a state."""
    catalog = catalog_of("uom")
    simulator.clear_log()

    def run(state: t.Any, **settings: t.Any) -> Run:  # noqa: ANN401 - any JSON
        return run_tap(config={**config, **settings}, catalog=catalog, state=state)

    return run
