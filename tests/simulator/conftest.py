"""One simulator for all tests of this folder, restored before each."""

from __future__ import annotations

import typing as t

import pytest
import requests

from wms_simulator import Simulator

if t.TYPE_CHECKING:
    from pathlib import Path

    from tests.simulator.api import Api


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("warehouses")


@pytest.fixture(scope="session")
def process(cache: Path) -> t.Iterator[Simulator]:
    with Simulator(size="small", seed=7, cache_dir=cache) as made:
        yield made


@pytest.fixture
def sim(process: Simulator) -> Simulator:
    process.restore()
    return process


@pytest.fixture
def api(sim: Simulator) -> t.Iterator[Api]:
    from tests.simulator.api import Api  # noqa: PLC0415 - keeps collection light

    with requests.Session() as session:
        session.trust_env = False
        session.auth = (sim.username, sim.password)
        yield Api(sim, session)
