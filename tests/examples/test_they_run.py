"""The examples, run as scripts, and their copies in the documentation."""

from __future__ import annotations

import csv
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import typing as t

import pytest

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

ROOT = pathlib.Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"

Example: t.TypeAlias = "t.Callable[..., subprocess.CompletedProcess[str]]"


@pytest.fixture
def example(simulator: Simulator, tmp_path: pathlib.Path) -> Example:
    """Runs an example against the simulator."""
    settings = {
        "TAP_ORACLE_WMS_BASE_URL": simulator.base_url,
        "TAP_ORACLE_WMS_USERNAME": simulator.username,
        "TAP_ORACLE_WMS_PASSWORD": simulator.password,
    }

    def run(
        name: str,
        *arguments: str,
        **changes: str,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-W", "error", str(EXAMPLES / name), *arguments],
            capture_output=True,
            check=False,
            cwd=tmp_path,
            env=os.environ | settings | changes,
            text=True,
            timeout=60,
        )

    return run


def test_open_orders(simulator: Simulator, example: Example) -> None:
    simulator.insert("order_hdr", {"order_nbr": "SO-OPEN", "status_id": 0})
    simulator.insert("order_hdr", {"order_nbr": "SO-GONE", "status_id": 90})
    run = example("open_orders.py")
    assert run.returncode == 0, run.stderr
    assert "SO-OPEN" in run.stdout
    assert "SO-GONE" not in run.stdout


def test_keep_a_copy(
    simulator: Simulator,
    example: Example,
    tmp_path: pathlib.Path,
) -> None:
    run = example("keep_a_copy.py", "copy.db")
    assert (
        run.stdout == f"{simulator.count('inventory')} rows are new or have changed\n"
    )
    number = simulator.truth("inventory", fields=["id"])[7]["id"]
    simulator.update("inventory", number, {"curr_qty": "12.50"})
    simulator.insert("inventory")
    run = example("keep_a_copy.py", "copy.db")
    assert run.stdout == "2 rows are new or have changed\n", run.stderr
    connection = sqlite3.connect(tmp_path / "copy.db")
    kept = dict(connection.execute("SELECT id, qty FROM inventory"))
    connection.close()
    truth = simulator.truth("inventory", fields=["id", "curr_qty"])
    assert kept == {one["id"]: str(one["curr_qty"]) for one in truth}


def test_columns_to_csv(simulator: Simulator, example: Example) -> None:
    run = example("columns_to_csv.py", "order_hdr")
    rows = [*csv.DictReader(run.stdout.splitlines())]
    truth = simulator.truth("order_hdr")
    assert [row["order_nbr"] for row in rows] == [one["order_nbr"] for one in truth]
    assert rows[0]["facility_id__key"] == truth[0]["facility_id"]["key"]


def test_is_it_well(simulator: Simulator, example: Example) -> None:
    run = example("is_it_well.py")
    assert run.returncode == 0, run.stderr + run.stdout
    simulator.clock(date_header="missing")
    run = example("is_it_well.py")
    assert run.returncode == 2
    assert "clock: the service does not tell its time" in run.stdout
    run = example("is_it_well.py", TAP_ORACLE_WMS_PAGE_SIZE="many")
    assert run.returncode == 2
    assert "page_size" in run.stdout


def test_errors_by_kind(simulator: Simulator, example: Example) -> None:
    run = example("errors_by_kind.py")
    assert run.stdout.startswith(f"{simulator.count('item')} items\n")
    assert "There is no such thing: " in run.stdout
    run = example("errors_by_kind.py", TAP_ORACLE_WMS_PASSWORD="wrong-password")
    assert "can't sign in: AUTHENTICATION_FAILED" in run.stdout
    simulator.configure(list_status={"value": 403, "entities": ["item"]})
    run = example("errors_by_kind.py")
    assert run.stdout.startswith("The service refuses: 403 PERMISSION_DENIED ")


def test_the_documentation_shows_them_as_they_are() -> None:
    text = (ROOT / "docs" / "python-api.md").read_text(encoding="utf-8")
    shown = dict(
        re.findall(
            r"\[examples/(\w+\.py)\][^\n]*\n\n```python\n(.*?)```", text, re.DOTALL
        ),
    )
    files = {
        path.name: path.read_text(encoding="utf-8") for path in EXAMPLES.glob("*.py")
    }
    assert shown == files
