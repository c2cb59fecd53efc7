"""What integration tests share: PostgreSQL, Meltano, and a table at the end."""

from __future__ import annotations

import os
import typing as t
from pathlib import Path

import pytest

from tests.integration.meltano import ROOT, MeltanoProject
from tests.integration.report import table
from tests.integration.silence import SilentServer
from tests.support.postgresql import PostgresServer

if t.TYPE_CHECKING:
    from wms_simulator import Simulator


@pytest.fixture(scope="session")
def postgres() -> t.Iterator[PostgresServer]:
    """A running server, its own time zone far from UTC."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def outside() -> t.Iterator[SilentServer]:
    """Stands for all that Meltano might ask on its own; it never answers."""
    with SilentServer() as server:
        yield server


@pytest.fixture(scope="session")
def project(
    tmp_path_factory: pytest.TempPathFactory,
    warehouse: Simulator,
    postgres: PostgresServer,
    outside: SilentServer,
) -> MeltanoProject:
    """A project with all plugins installed; Meltano's database and files are shared."""
    command = os.environ.get("MELTANO") or str(ROOT / ".venv-meltano/bin/meltano")
    made = MeltanoProject(
        Path(command),
        tmp_path_factory.mktemp("meltano") / "project",
        {
            "TAP_ORACLE_WMS_BASE_URL": warehouse.base_url,
            "TARGET_POSTGRES_HOST": postgres.host,
            "TARGET_POSTGRES_PORT": str(postgres.port),
            "TARGET_POSTGRES_USER": postgres.user,
            "TARGET_POSTGRES_PASSWORD": postgres.password,
            "TARGET_POSTGRES_DATABASE": postgres.database,
            "MELTANO_HUB_URL": outside.url,
            "MELTANO_SNOWPLOW_COLLECTOR_ENDPOINTS": f'["{outside.url}"]',
        },
    )
    for kind, plugin in (
        ("extractor", "tap-oracle-wms"),
        ("loader", "target-jsonl"),
        ("loader", "target-postgres"),
    ):
        done = made.install(kind, plugin)
        assert done.exit_code == 0, done.log
    return made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what was sent and what arrived."""
    lines = table()
    if lines:
        terminalreporter.section("rows sent and loaded")
        for line in lines:
            terminalreporter.write_line(line)
