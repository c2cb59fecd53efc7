"""``init``: from questions to files that work."""

from __future__ import annotations

import json
import stat
import subprocess
import typing as t

import pytest
import yaml

from scripts.settings_files import ROOT
from tap_oracle_wms.settings import SETTINGS
from tests.command.conftest import COMMAND
from tests.command.terminal import run_in_terminal
from tests.support import run_cli

if t.TYPE_CHECKING:
    import pathlib

    from wms_simulator import Simulator

Init: t.TypeAlias = "t.Callable[..., subprocess.CompletedProcess[str]]"


@pytest.fixture
def init(
    simulator: Simulator,
    environment: dict[str, str],
    tmp_path: pathlib.Path,
) -> Init:
    """Runs ``init --no-input`` with a sign-in for the simulator."""

    def run(
        *arguments: str,
        password: str = simulator.password,
    ) -> subprocess.CompletedProcess[str]:
        base_url = f"{simulator.base_url}/wms/lgfapi/v10/entity"
        return subprocess.run(
            [
                *(str(COMMAND), "init", "--no-input", "--base-url", base_url),
                *("--username", simulator.username, *arguments),
            ],
            capture_output=True,
            check=False,
            cwd=tmp_path,
            env=environment | {"TAP_ORACLE_WMS_PASSWORD": password},
            text=True,
            timeout=60,
        )

    return run


def mode(path: pathlib.Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_it_writes_works(
    simulator: Simulator,
    init: Init,
    environment: dict[str, str],
    tmp_path: pathlib.Path,
) -> None:
    run = init()
    assert run.returncode == 0, run.stderr
    assert "lists 311 entities" in run.stderr
    assert simulator.password not in run.stdout + run.stderr
    config = tmp_path / "config.json"
    secrets = tmp_path / ".env"
    assert json.loads(config.read_text()) == {
        "base_url": simulator.base_url,
        "auth_method": "basic",
        "username": simulator.username,
        "verify_time_filters": True,
        "exclude_entities": ["inventory_history"],
    }
    assert (mode(config), mode(secrets)) == (0o600, 0o600)
    assert "Next: oracle-wms check" in run.stderr
    check = subprocess.run(
        [str(COMMAND), "check", "--entities", "0"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env=environment,
        text=True,
        timeout=60,
    )
    assert check.returncode == 0, check.stdout + check.stderr
    tap = run_cli(
        "--config=ENV",
        "--discover",
        config=json.loads(config.read_text()) | {"entities": ["uom"]},
        environment={"TAP_ORACLE_WMS_PASSWORD": simulator.password},
    )
    assert tap.exit_code == 0, tap.stderr


def test_a_run_with_what_it_writes_ends_well(
    simulator: Simulator,
    init: Init,
    tmp_path: pathlib.Path,
) -> None:
    run = init()
    assert "inventory_history can't be read as it is: it wants filters" in run.stderr
    assert "Left out, by exclude_entities: inventory_history\n" in run.stderr
    config = json.loads((tmp_path / "config.json").read_text())
    tap = run_cli(config=config | {"password": simulator.password})
    assert tap.exit_code == 0, tap.stderr[-2000:]


def test_what_the_user_may_not_read_is_left_out_too(
    simulator: Simulator,
    init: Init,
    tmp_path: pathlib.Path,
) -> None:
    simulator.configure(list_status={"value": 403, "entities": ["order_lock"]})
    run = init()
    assert run.returncode == 0, run.stderr
    assert "order_lock can't be read as it is: the user may not" in run.stderr
    config = json.loads((tmp_path / "config.json").read_text())
    assert config["exclude_entities"] == ["inventory_history", "order_lock"]


def test_all_entities_are_kept_if_that_is_asked_for(
    init: Init,
    tmp_path: pathlib.Path,
) -> None:
    run = init("--keep-all")
    assert run.returncode == 0, run.stderr
    assert "inventory_history can't be read as it is" in run.stderr
    assert "Kept: a run that selects it fails, with exit code 1.\n" in run.stderr
    config = json.loads((tmp_path / "config.json").read_text())
    assert "exclude_entities" not in config


def test_what_has_its_filters_or_is_excluded_already_is_no_question(
    simulator: Simulator,
    environment: dict[str, str],
    tmp_path: pathlib.Path,
) -> None:
    partition = {
        "company_id__code": "ACME",
        "facility_id__code": "WH01",
        "history_activity_id": 1,
        "status_id": 0,
    }
    options = {"inventory_history": {"partitions": [partition]}}
    command = [str(COMMAND), "init", "--base-url", simulator.base_url]
    for number, variables in enumerate(
        (
            {"TAP_ORACLE_WMS_ENTITY_OPTIONS": json.dumps(options)},
            {"TAP_ORACLE_WMS_EXCLUDE_ENTITIES": '["inventory_*"]'},
            {"TAP_ORACLE_WMS_ENTITIES": '["order_*"]'},
        ),
    ):
        code, seen = run_in_terminal(
            [*command, "--folder", str(number), "--username", simulator.username],
            cwd=tmp_path,
            env=environment | variables,
            answers=[("[basic]", ""), ("Password", simulator.password)],
        )
        assert code == 0, seen
        assert "can't be read" not in seen


def test_somebody_who_waits_is_told_soon_of_an_outage(
    simulator: Simulator,
    init: Init,
    tmp_path: pathlib.Path,
) -> None:
    simulator.configure(error=503)
    simulator.clear_log()
    run = init()
    assert run.returncode == 4
    assert "HTTP 503" in run.stderr
    assert len(simulator.requests()) == 2  # repeated once, whatever the setting
    assert not [*tmp_path.iterdir()]


def test_the_project_for_meltano_knows_all_settings(
    simulator: Simulator,
    init: Init,
    tmp_path: pathlib.Path,
) -> None:
    init()
    project = yaml.safe_load((tmp_path / "meltano.yml").read_text())
    (tap,) = project["plugins"]["extractors"]
    assert tap["config"]["base_url"] == simulator.base_url
    assert simulator.password not in (tmp_path / "meltano.yml").read_text()
    settings = {setting["name"]: setting for setting in tap["settings"]}
    assert [*settings] == [setting.name for setting in SETTINGS]
    for setting in SETTINGS:
        assert settings[setting.name].get("sensitive", False) is setting.secret
    assert "order_hdr.*" in tap["select"]
    # The tap of these tests is installed from this folder; no index has it.
    assert ROOT.as_uri() in tap["pip_url"]


def test_a_project_that_is_there_is_left_alone(
    init: Init,
    tmp_path: pathlib.Path,
) -> None:
    project = tmp_path / "meltano.yml"
    project.write_text("version: 1\n")
    run = init()
    assert run.returncode == 0
    assert project.read_text() == "version: 1\n"
    (tap,) = yaml.safe_load(run.stdout)
    assert tap["name"] == "tap-oracle-wms"


def test_files_that_are_there_are_not_overwritten(
    simulator: Simulator,
    init: Init,
    tmp_path: pathlib.Path,
) -> None:
    config = tmp_path / "config.json"
    config.write_text("{}")
    run = init()
    assert run.returncode == 1
    assert "config.json is there" in run.stderr
    assert config.read_text() == "{}"
    assert not (tmp_path / ".env").exists()
    assert init("--force").returncode == 0
    assert json.loads(config.read_text())["username"] == simulator.username


def test_other_variables_stay(init: Init, tmp_path: pathlib.Path) -> None:
    secrets = tmp_path / ".env"
    secrets.write_text("# mine\nOTHER=1\nexport TAP_ORACLE_WMS_PASSWORD=old-one\n")
    run = init()
    assert run.returncode == 1
    assert "holds TAP_ORACLE_WMS_PASSWORD" in run.stderr
    assert "old-one" in secrets.read_text()
    assert init("--force").returncode == 0
    assert secrets.read_text().startswith("# mine\nOTHER=1\n")
    assert "old-one" not in secrets.read_text()
    assert mode(secrets) == 0o600


@pytest.mark.parametrize("password", ["it's #1", ' a"b\\c$xü'])
def test_odd_secrets_survive(
    init: Init,
    tmp_path: pathlib.Path,
    environment: dict[str, str],
    password: str,
) -> None:
    run = init("--no-check", password=password)
    assert run.returncode == 0, run.stderr
    script = (
        "from tap_oracle_wms import WmsClient; "
        "print(ascii(WmsClient.from_file('config.json', environment=True)"
        ".settings.password))"
    )
    python = COMMAND.parent / "python"
    read = subprocess.run(
        [str(python), "-c", script],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env=environment,
        text=True,
    )
    assert read.stdout == f"{password!a}\n"


def test_a_sign_in_that_fails_writes_nothing(
    init: Init,
    tmp_path: pathlib.Path,
) -> None:
    run = init(password="wrong-password")
    assert run.returncode == 5
    assert "HTTP 401" in run.stderr
    assert "wrong-password" not in run.stderr
    assert not [*tmp_path.iterdir()]
    assert init("--no-check", password="wrong-password").returncode == 0


def test_what_is_missing_is_named(
    environment: dict[str, str],
    tmp_path: pathlib.Path,
) -> None:
    run = subprocess.run(
        [str(COMMAND), "init", "--no-input", "--base-url", "https://wms.example.com/a"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env=environment,
        text=True,
        timeout=60,
    )
    assert run.returncode == 2
    assert "TAP_ORACLE_WMS_USERNAME" in run.stderr


def test_it_asks_and_never_shows_a_password(
    simulator: Simulator,
    environment: dict[str, str],
    tmp_path: pathlib.Path,
) -> None:
    code, seen = run_in_terminal(
        [str(COMMAND), "init", "--folder", "wms"],
        cwd=tmp_path,
        env=environment,
        answers=[
            ("Base URL", simulator.base_url),
            ("[basic]", ""),
            ("User name", simulator.username),
            ("Password", simulator.password),
            ("Leave out inventory_history? [Y/n]", ""),
        ],
    )
    assert code == 0, seen
    assert simulator.password not in seen
    assert simulator.password in (tmp_path / "wms" / ".env").read_text()
    assert "Next: cd wms && oracle-wms check" in seen


def test_it_asks_before_it_overwrites_or_writes_what_does_not_work(
    simulator: Simulator,
    environment: dict[str, str],
    tmp_path: pathlib.Path,
) -> None:
    (tmp_path / "config.json").write_text("{}")
    command = [
        *(str(COMMAND), "init", "--base-url", simulator.base_url),
        *("--auth-method", "basic", "--username", simulator.username),
    ]
    code, seen = run_in_terminal(
        command,
        cwd=tmp_path,
        env=environment,
        answers=[("Password", "wrong-password"), ("all the same?", "n")],
    )
    assert code == 5
    assert "HTTP 401" in seen
    assert not (tmp_path / ".env").exists()
    code, seen = run_in_terminal(
        command,
        cwd=tmp_path,
        env=environment,
        answers=[
            ("Password", simulator.password),
            ("Leave out", "y"),
            ("Overwrite?", "n"),
        ],
    )
    assert code == 0
    assert (tmp_path / "config.json").read_text() == "{}"
    assert (tmp_path / ".env").exists()
