"""Fixtures for all tests: one warehouse for the session, as new for each test."""

from __future__ import annotations

import pathlib
import typing as t

import pytest

from tests.support import run_tap
from wms_simulator import Simulator

INTEGRATION = pathlib.Path(__file__).parent / "integration"


def pytest_ignore_collect(
    collection_path: pathlib.Path, config: pytest.Config
) -> bool | None:
    """Leave out what needs Meltano, targets and PostgreSQL, unless it is asked for."""
    asked = (pathlib.Path(one.split("::")[0]).resolve() for one in config.args)
    if collection_path == INTEGRATION and not any(
        path.is_relative_to(INTEGRATION) for path in asked
    ):
        return True
    return None


@pytest.fixture(scope="session")
def warehouse() -> t.Iterator[Simulator]:
    """A running simulator; use ``simulator`` unless the session is meant."""
    with Simulator(size="small", seed=7) as running:
        yield running


@pytest.fixture
def simulator(warehouse: Simulator) -> Simulator:
    """The simulator, its rows, switches, clock and log as at the start."""
    warehouse.restore()
    return warehouse


@pytest.fixture
def config(simulator: Simulator) -> dict[str, t.Any]:
    """A config for the simulator, quick to give up."""
    return {
        "base_url": simulator.base_url,
        "username": simulator.username,
        "password": simulator.password,
        "max_retries": 4,
    }


@pytest.fixture(scope="session")
def full_catalog(warehouse: Simulator) -> dict[str, t.Any]:
    """The catalog of the untouched warehouse."""
    warehouse.restore()
    config = {
        "base_url": warehouse.base_url,
        "username": warehouse.username,
        "password": warehouse.password,
    }
    run = run_tap("--discover", config=config)
    assert run.exit_code == 0, run.stderr
    return run.catalog


@pytest.fixture
def catalog_of(
    full_catalog: dict[str, t.Any],
) -> t.Callable[..., dict[str, t.Any]]:
    """Makes a catalog of some streams out of the full one."""

    def make(*streams: str) -> dict[str, t.Any]:
        entries = [e for e in full_catalog["streams"] if e["tap_stream_id"] in streams]
        assert len(entries) == len(streams)
        return {"streams": entries}

    return make
