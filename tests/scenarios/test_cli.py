"""The command line: what each option does, what stands on stdout, how it fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing as t

import pytest

from tap_oracle_wms import __version__
from tap_oracle_wms.settings import SETTINGS
from tests.scenarios.steps import assert_fails, error_lines
from tests.support import run_cli, run_tap

if t.TYPE_CHECKING:
    import pathlib

    from wms_simulator import Simulator


Json: t.TypeAlias = dict[str, t.Any]

MESSAGES = {"SCHEMA", "RECORD", "STATE"}

CONTRACT_SETTINGS: Json = {
    "base_url": None,
    "auth_method": "basic",
    "username": None,
    "password": None,
    "client_id": None,
    "client_secret": None,
    "token_url": None,
    "oauth_scope": None,
    "refresh_token": None,
    "access_token": None,
    "http_headers": None,
    "api_version": "v10",
    "entities": ["*"],
    "exclude_entities": [],
    "start_date": None,
    "end_date": None,
    "page_size": 1000,
    "lookback_window": 600,
    "max_concurrent_requests": 4,
    "max_requests_per_second": None,
    "request_timeout": 330,
    "max_retries": 8,
    "relations": "flat",
    "discovery_sample": True,
    "entity_options": {},
    "verify_ssl": True,
    "user_agent": None,
}

SECRETS = {
    "password",
    "client_secret",
    "refresh_token",
    "access_token",
    "http_headers",
}


# What needs neither config nor service


def test_version_is_the_package_s() -> None:
    run = run_cli("--version")
    assert run.exit_code == 0
    assert f"tap-oracle-wms v{__version__}" in run.stdout
    assert run.stderr == ""


def test_the_module_is_the_command(tmp_path: pathlib.Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tap_oracle_wms", "--version"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0
    assert done.stdout == run_cli("--version").stdout


def test_help_names_every_option() -> None:
    run = run_tap("--help")
    assert run.exit_code == 0
    for option in ("config", "discover", "catalog", "state", "about", "test"):
        assert f"--{option}" in run.stdout


def test_about_as_json_has_the_contract_s_settings_and_defaults() -> None:
    run = run_tap("--about", "--format=json")
    assert run.exit_code == 0
    about = json.loads(run.stdout)
    assert about["name"] == "tap-oracle-wms"
    assert about["version"] == __version__
    settings = about["settings"]["properties"]
    assert {
        name: settings[name].get("default") for name in CONTRACT_SETTINGS
    } == CONTRACT_SETTINGS
    assert {name for name, one in settings.items() if one.get("secret")} == SECRETS
    assert about["settings"]["required"] == ["base_url"]
    assert {"stream_maps", "flattening_enabled", "batch_config"} <= settings.keys()


@pytest.mark.parametrize("form", [(), ("--format=markdown",)])
def test_about_for_people_explains_each_setting(form: tuple[str, ...]) -> None:
    run = run_tap("--about", *form)
    assert run.exit_code == 0
    for setting in SETTINGS:
        assert setting.name in run.stdout
    if form:
        assert all(setting.description in run.stdout for setting in SETTINGS)


def test_about_shows_no_value_of_the_environment() -> None:
    run = run_cli(
        "--about",
        "--format=json",
        environment={"TAP_ORACLE_WMS_PASSWORD": "correct-horse-battery"},
    )
    assert run.exit_code == 0
    assert "correct-horse-battery" not in run.stdout + run.stderr


def test_an_unknown_option_is_a_usage_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = run_tap("--catalogue", "x.json")
    assert run.exit_code == 2
    assert run.stdout == ""
    told = capsys.readouterr().err
    assert "--catalogue" in told
    assert "Traceback" not in told


# Stdout


def test_discovery_writes_one_document_and_nothing_else(
    simulator: Simulator,
    config: Json,
) -> None:
    config |= {"entities": ["uom", "company"]}
    run = run_cli(
        "--discover",
        config=config,
        environment={"TAP_ORACLE_WMS_LOGLEVEL": "DEBUG"},
    )
    assert run.exit_code == 0, run.stderr
    assert [e["tap_stream_id"] for e in run.catalog["streams"]] == ["company", "uom"]
    assert simulator.requests(kind="listing")
    assert "Traceback" not in run.stderr


def test_a_sync_writes_messages_alone_however_much_is_logged(
    simulator: Simulator,
    config: Json,
    catalog_of: t.Callable[..., Json],
) -> None:
    catalog = catalog_of("uom", "order_status", "company_message")
    simulator.clear_log()
    simulator.configure(
        error={"value": 503, "times": 1, "kinds": ["list"]},
        extra_fields={"brand_new_flg": True},
    )
    run = run_cli(
        config={**config, "verify_ssl": False, "some_odd_setting": 1},
        catalog=catalog,
        environment={"TAP_ORACLE_WMS_LOGLEVEL": "DEBUG"},
    )
    assert run.exit_code == 0, run.stderr
    assert {message["type"] for message in run.messages} == MESSAGES
    for word in ("some_odd_setting", "brand_new_flg", "attempt 2"):
        assert word in run.stderr


def test_a_failing_command_leaves_stdout_empty(config: Json) -> None:
    run = run_tap("--discover", config={**config, "page_size": 0})
    assert (run.exit_code, run.stdout) == (1, "")


# --test


def test_test_mode_reads_one_row_of_each_stream(
    simulator: Simulator,
    config: Json,
) -> None:
    run = run_cli("--test", config={**config, "entities": ["uom", "item", "order_hdr"]})
    assert run.exit_code == 0, run.stderr
    assert not error_lines(run.stderr)
    assert {
        stream: len(run.records(stream)) for stream in ("uom", "item", "order_hdr")
    } == {"uom": 1, "item": 1, "order_hdr": 1}
    asked = simulator.requests()
    # The listing; a description, a sample and a row of each.
    assert len(asked) == 1 + 3 * 3
    assert {r["query"].get("page_size") for r in asked if r["kind"] == "list"} == {"1"}


def test_test_mode_succeeds_where_a_stream_has_no_rows(config: Json) -> None:
    run = run_tap("--test", config={**config, "entities": ["uom", "company_message"]})
    assert run.exit_code == 0, run.stderr
    assert not run.records("company_message")


def test_the_order_of_options_does_not_matter(
    config: Json,
    tmp_path: pathlib.Path,
) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({**config, "entities": ["uom"]}), encoding="utf-8")
    assert run_tap("--test", "--config", str(path)).records("uom")
    assert run_tap("--discover", "--config", str(path)).catalog["streams"]


def test_test_mode_fails_with_a_failing_stream(
    simulator: Simulator,
    config: Json,
) -> None:
    simulator.configure(list_status={"value": 403, "entities": ["item"]})
    run = run_tap("--test", config={**config, "entities": ["uom", "item"]})
    assert_fails(run, "item", "403")
    assert run.records("uom")


def test_test_mode_fails_with_wrong_credentials(config: Json) -> None:
    run = run_cli("--test", config={**config, "password": "not-the-password"})
    assert_fails(run, "401")
    assert "not-the-password" not in run.stderr
    assert run.stdout == ""


def test_schema_test_reads_no_rows(simulator: Simulator, config: Json) -> None:
    run = run_tap("--test=schema", config={**config, "entities": ["uom", "company"]})
    assert run.exit_code == 0, run.stderr
    assert [m["type"] for m in run.messages] == ["SCHEMA", "SCHEMA"]
    assert all(r["query"]["page_size"] == "1" for r in simulator.requests(kind="list"))


def test_the_command_s_folder_is_left_clean(
    config: Json,
    tmp_path: pathlib.Path,
) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({**config, "entities": ["uom"]}))
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith("TAP_ORACLE_WMS")
    }
    done = subprocess.run(
        [sys.executable, "-m", "tap_oracle_wms", "--config", path.name],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert [found.name for found in tmp_path.iterdir()] == ["config.json"]
