"""Exit codes, which are the same for all subcommands, and what goes where."""

from __future__ import annotations

import pathlib
import re
import subprocess
import typing as t

import pytest

from tap_oracle_wms.checkup import Problem
from tap_oracle_wms.command.exits import Exit
from tests.command.conftest import COMMAND

if t.TYPE_CHECKING:
    from tests.command.conftest import Command
    from wms_simulator import Simulator


def test_a_bad_config_is_3_and_says_what_is_wrong(oracle_wms: Command) -> None:
    run = oracle_wms("check", page_size=0)
    assert run.returncode == 3
    assert run.stdout == ""
    assert "Setting 'page_size'" in run.stderr


def test_a_bad_setting_of_the_sdk_is_found_too(oracle_wms: Command) -> None:
    run = oracle_wms("check", flattening_max_depth="deep")
    assert run.returncode == 3
    assert "Setting 'flattening_max_depth'" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_missing_file_is_3(oracle_wms: Command) -> None:
    run = oracle_wms("entities", "--config", "missing.json")
    assert run.returncode == 3
    assert "missing.json can't be read" in run.stderr


def test_a_wrong_option_is_2(oracle_wms: Command) -> None:
    assert oracle_wms("preview", "item", "--rows", "0").returncode == 2
    assert oracle_wms("preview", "item", "--filter", "code").returncode == 2


@pytest.mark.parametrize("name", ["entities", "describe", "preview"])
def test_a_wrong_password_is_5_and_one_clear_line(
    oracle_wms: Command,
    name: str,
) -> None:
    arguments = [name, "item"]
    run = oracle_wms(*arguments, password="not-the-password")
    assert run.returncode == 5
    assert run.stdout == ""
    (line,) = run.stderr.splitlines()
    assert line.startswith("Error: ")
    assert "HTTP 401" in line
    assert "not-the-password" not in line


def test_a_missing_permission_is_6(oracle_wms: Command) -> None:
    run = oracle_wms(
        "entities",
        username="acme_noaccess",
        password="acme-noaccess-password",
    )
    assert run.returncode == 6
    assert "lgfapi_read_access" in run.stderr


def test_a_wrong_path_is_7(simulator: Simulator, oracle_wms: Command) -> None:
    run = oracle_wms("entities", base_url=f"{simulator.base_url}_not")
    assert run.returncode == 7
    assert "https://<host>/<environment>" in run.stderr


def test_an_outage_is_4(simulator: Simulator, oracle_wms: Command) -> None:
    simulator.configure(error=503)
    run = oracle_wms("preview", "item")
    assert run.returncode == 4
    assert "HTTP 503" in run.stderr
    assert run.stderr.endswith("'oracle-wms check' looks for what is in the way.\n")


@pytest.mark.parametrize("name", ["entities", "describe", "preview", "diagram"])
def test_somebody_who_waits_is_told_soon_of_an_outage(
    simulator: Simulator,
    oracle_wms: Command,
    name: str,
) -> None:
    simulator.configure(error=503)
    simulator.clear_log()
    assert oracle_wms(name, "item", max_retries=8).returncode == 4
    assert len(simulator.requests()) == 4  # repeated three times, not eight


def test_a_field_that_is_not_there_is_1(oracle_wms: Command) -> None:
    run = oracle_wms("preview", "item", "--fields", "cod")
    assert run.returncode == 1
    assert "did you mean code" in run.stderr


def test_settings_come_from_the_environment_where_there_is_no_file(
    config: dict[str, t.Any],
    environment: dict[str, str],
    tmp_path: pathlib.Path,
) -> None:
    (tmp_path / ".env").write_text(
        f"TAP_ORACLE_WMS_PASSWORD='{config['password']}'\n",
    )
    run = subprocess.run(
        [str(COMMAND), "entities", "uom"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={
            **environment,
            "TAP_ORACLE_WMS_BASE_URL": config["base_url"],
            "TAP_ORACLE_WMS_USERNAME": config["username"],
        },
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert "uom" in run.stdout


def test_the_documentation_knows_all_codes_and_problems() -> None:
    text = (pathlib.Path(__file__).parents[2] / "docs" / "command.md").read_text()
    codes = [int(code) for code in re.findall(r"^\| (\d) \|", text, re.MULTILINE)]
    assert codes == [*Exit]
    assert not [one for one in Problem if f"`{one.value}`" not in text]
