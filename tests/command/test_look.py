"""The command for people, run as people do."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import typing as t

import pytest

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

COMMAND = pathlib.Path(sys.executable).parent / "oracle-wms"

Config: t.TypeAlias = dict[str, t.Any]
Run: t.TypeAlias = "subprocess.CompletedProcess[str]"


@pytest.fixture
def oracle_wms(
    config: Config,
    tmp_path: pathlib.Path,
) -> t.Callable[..., Run]:
    """Runs the command with a config for the simulator."""
    path = tmp_path / "config.json"

    def run(*arguments: str, **changes: t.Any) -> Run:
        path.write_text(json.dumps({**config, "max_retries": 0, **changes}))
        needs_config = arguments[0] in {"check", "describe", "entities"}
        return subprocess.run(
            [
                str(COMMAND),
                *arguments,
                *(["--config", str(path)] if needs_config else []),
            ],
            capture_output=True,
            check=False,
            cwd=tmp_path,
            text=True,
            timeout=60,
        )

    return run


def test_check_finds_a_healthy_service_healthy(
    simulator: Simulator,
    oracle_wms: t.Callable[..., Run],
) -> None:
    run = oracle_wms("check")
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert all(line.startswith("ok ") for line in lines)
    assert any("times with an offset are understood" in line for line in lines)
    assert len(simulator.requests()) < 12


def test_check_tells_that_offsets_are_ignored(
    simulator: Simulator,
    oracle_wms: t.Callable[..., Run],
) -> None:
    simulator.configure(time_filter="offset_ignored")
    run = oracle_wms("check", "--json")
    assert run.returncode == 1
    findings = {f["step"]: f for f in json.loads(run.stdout)["findings"]}
    assert not findings["time filters"]["ok"]
    assert "zone is UTC" in findings["time filters"]["text"]


def test_check_names_an_entity_that_can_not_be_read(
    simulator: Simulator,
    oracle_wms: t.Callable[..., Run],
) -> None:
    simulator.configure(list_status={"value": 403, "entities": ["order_hdr"]})
    run = oracle_wms("check")
    assert run.returncode == 1
    (line,) = [x for x in run.stdout.splitlines() if x.startswith("FAIL")]
    assert "order_hdr" in line
    assert "HTTP 403" in line


def test_check_warns_of_a_service_without_a_clock(
    simulator: Simulator,
    oracle_wms: t.Callable[..., Run],
) -> None:
    simulator.clock(date_header="missing")
    run = oracle_wms("check")
    assert run.returncode == 1
    assert "does not tell its time" in run.stdout


def test_a_wrong_password_is_one_clear_line(oracle_wms: t.Callable[..., Run]) -> None:
    run = oracle_wms("check", password="not-the-password")
    assert run.returncode == 1
    assert run.stdout == ""
    assert "HTTP 401" in run.stderr
    assert "Traceback" not in run.stderr
    assert "not-the-password" not in run.stderr


def test_entities_lists_what_a_glob_matches(oracle_wms: t.Callable[..., Run]) -> None:
    run = oracle_wms("entities", "order_s*", "--json")
    assert run.returncode == 0, run.stderr
    (entity,) = json.loads(run.stdout)
    assert entity == {
        "name": "order_status",
        "fields": 3,
        "replication_method": "FULL_TABLE",
        "replication_key": None,
        "key_properties": ["id"],
    }


def test_describe_shows_what_the_catalog_will_say(
    oracle_wms: t.Callable[..., Run],
) -> None:
    run = oracle_wms("describe", "allocation")
    assert run.returncode == 0, run.stderr
    head, *lines = run.stdout.splitlines()
    assert head == "allocation: INCREMENTAL, key id"
    columns = {line.split()[0]: line.split()[1] for line in lines[1:]}
    assert columns["alloc_qty"] == "number"
    assert columns["wave_id"] == "integer"
    assert columns["wave_id__key"] == "string"


@pytest.mark.parametrize("name", ["order_hd", "order_*"])
def test_describe_wants_one_entity(oracle_wms: t.Callable[..., Run], name: str) -> None:
    run = oracle_wms("describe", name)
    assert run.returncode == 1
    assert "order_hdr" in run.stderr or "name one" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_simulator_is_one_of_the_commands(
    oracle_wms: t.Callable[..., Run],
) -> None:
    run = oracle_wms("--help")
    assert run.returncode == 0
    assert "simulator" in run.stdout


def test_a_bad_config_says_what_is_wrong(oracle_wms: t.Callable[..., Run]) -> None:
    run = oracle_wms("check", page_size=0)
    assert run.returncode == 1
    assert "Setting 'page_size'" in run.stderr
