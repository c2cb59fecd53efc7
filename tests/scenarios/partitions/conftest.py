"""Fixtures of partitions."""

from __future__ import annotations

import typing as t

import pytest

from tests.scenarios.partitions.steps import STREAM, options
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
    """Reads the history with some partitions."""
    catalog = catalog_of(STREAM)
    simulator.clear_log()

    def run(*partitions: Json, state: Json | None = None, **settings: t.Any) -> Run:
        return run_tap(
            config={**config, **options(*partitions), **settings},
            catalog=catalog,
            state=state,
        )

    return run
