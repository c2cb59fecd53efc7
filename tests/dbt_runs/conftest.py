"""Real runs of dbt, on data that the tap has loaded; for `make dbt-test` only."""

from __future__ import annotations

import os
import typing as t
from pathlib import Path

import pytest

from tests.dbt_runs import report
from tests.dbt_runs.duckdb_engine import DuckDbEngine
from tests.dbt_runs.history import History, write_history
from tests.dbt_runs.postgres_engine import PostgresEngine
from tests.dbt_runs.story import Story
from tests.support.postgresql import PostgresServer

if t.TYPE_CHECKING:
    from tests.dbt_runs.engine import Engine
    from wms_simulator import Simulator

COMMANDS = ("DBT", "DBT_WAREHOUSES", "TARGET_JSONL", "TARGET_POSTGRES")
"""Variables of the environment that name the commands; the Makefile sets them."""

if not all(os.environ.get(name) for name in COMMANDS):
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def history(warehouse: Simulator, tmp_path_factory: pytest.TempPathFactory) -> History:
    """Three runs of the tap, while the warehouse works on."""
    return write_history(warehouse, tmp_path_factory.mktemp("history"))


@pytest.fixture(scope="session", params=["duckdb", "postgres"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> t.Iterator[Engine]:
    """Each engine that dbt is run on."""
    folder = tmp_path_factory.mktemp(str(request.param))
    dbt = Path(os.environ["DBT"])
    if request.param == "duckdb":
        yield DuckDbEngine(folder, dbt, Path(os.environ["TARGET_JSONL"]))
        return
    with PostgresServer() as server:
        yield PostgresEngine(folder, dbt, Path(os.environ["TARGET_POSTGRES"]), server)


@pytest.fixture(scope="session")
def story(engine: Engine, history: History) -> Story:
    """What dbt makes of the history on an engine, told once."""
    return Story(engine, history)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what was built and tested."""
    lines = report.lines()
    if lines:
        terminalreporter.section("dbt: built and tested")
        for line in lines:
            terminalreporter.write_line(line)
