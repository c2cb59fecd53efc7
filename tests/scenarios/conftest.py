"""Fixtures of the scenarios."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.http import retry
from tests.support import run_cli, run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries in this process wait for milliseconds; a Retry-After holds as it is."""
    monkeypatch.setattr(retry, "_FIRST_WAIT", 0.001)


@pytest.fixture
def discover(config: Json) -> t.Callable[..., Run]:
    """Runs discovery of some entities, whatever comes of it."""

    def run(*entities: str, **options: t.Any) -> Run:
        if entities:
            options["entities"] = [*entities]
        return run_tap("--discover", config={**config, **options})

    return run


@pytest.fixture(scope="session")
def command_catalog(warehouse: Simulator) -> Json:
    """The catalog of the untouched warehouse, as the real command writes it."""
    warehouse.restore()
    run = run_cli(
        "--discover",
        config={
            "base_url": warehouse.base_url,
            "username": warehouse.username,
            "password": warehouse.password,
        },
    )
    assert run.exit_code == 0, run.stderr
    return run.catalog
