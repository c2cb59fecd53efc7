"""Fixtures of signing in: configs, a sync, and what makes it complete."""

from __future__ import annotations

import typing as t

import pytest

from tests.scenarios.auth.steps import STREAM
from tests.support import expected_records, run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]


@pytest.fixture
def by_password(simulator: Simulator, config: Json) -> Json:
    return {
        **config,
        "auth_method": "oauth2_password",
        "client_id": simulator.client_id,
        "client_secret": simulator.client_secret,
    }


@pytest.fixture
def by_client(simulator: Simulator) -> Json:
    return {
        "base_url": simulator.base_url,
        "auth_method": "oauth2_client_credentials",
        "client_id": simulator.client_id,
        "client_secret": simulator.client_secret,
        "max_retries": 4,
    }


@pytest.fixture
def sync(simulator: Simulator, catalog_of: CatalogOf) -> t.Callable[..., Run]:
    """Reads the locations in many pages."""
    catalog = catalog_of(STREAM)
    simulator.clear_log()

    def run(config: Json, **settings: t.Any) -> Run:
        return run_tap(config={"page_size": 25, **config, **settings}, catalog=catalog)

    return run


@pytest.fixture
def assert_complete(
    simulator: Simulator,
    catalog_of: CatalogOf,
) -> t.Callable[[Run], None]:
    """Says whether a run brought everything, told no secret and needed no luck."""

    def check(run: Run) -> None:
        assert run.exit_code == 0, run.stderr
        records = sorted(run.records(STREAM), key=lambda row: row["id"])
        assert records == expected_records(simulator, STREAM, catalog_of(STREAM))
        for secret in (simulator.password, simulator.client_secret):
            assert secret not in run.stdout + run.stderr

    return check
