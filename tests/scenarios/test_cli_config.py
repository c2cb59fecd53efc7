"""Config, catalog and state files of the command, and the environment."""

from __future__ import annotations

import json
import typing as t

import pytest

from tests.scenarios.steps import assert_asks_nothing, assert_fails, error_lines
from tests.support import run_cli, run_tap

if t.TYPE_CHECKING:
    import pathlib

    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]


# Config files and the environment


def test_later_config_files_win(
    simulator: Simulator,
    config: Json,
    tmp_path: pathlib.Path,
) -> None:
    shared, own = tmp_path / "shared.json", tmp_path / "own.json"
    shared.write_text(json.dumps({**config, "entities": ["item"], "page_size": 7}))
    own.write_text(json.dumps({"entities": ["uom"]}))
    run = run_tap("--discover", "--config", str(shared), "--config", str(own))
    assert [e["tap_stream_id"] for e in run.catalog["streams"]] == ["uom"]
    run = run_tap("--config", str(shared), "--config", str(own))
    assert len(run.records("uom")) == simulator.count("uom")
    assert simulator.requests(entity="uom")[-1]["query"]["page_size"] == "7"


def test_the_whole_config_may_come_from_the_environment(
    simulator: Simulator,
    config: Json,
) -> None:
    run = run_cli(
        "--config=ENV",
        environment={
            "TAP_ORACLE_WMS_BASE_URL": config["base_url"],
            "TAP_ORACLE_WMS_USERNAME": config["username"],
            "TAP_ORACLE_WMS_PASSWORD": config["password"],
            "TAP_ORACLE_WMS_ENTITIES": '["facility", "uo*"]',
            "TAP_ORACLE_WMS_EXCLUDE_ENTITIES": "uom_*",
            "TAP_ORACLE_WMS_PAGE_SIZE": "2",
            "TAP_ORACLE_WMS_DISCOVERY_SAMPLE": "false",
            "TAP_ORACLE_WMS_MAX_REQUESTS_PER_SECOND": "500.5",
            "TAP_ORACLE_WMS_ENTITY_OPTIONS": '{"facility": {"page_size": "3"}}',
            "TAP_ORACLE_WMS_HTTP_HEADERS": '{"X-Api-Key": "gateway-key-1234"}',
            "TAP_ORACLE_WMS_USER_AGENT": "acme-platform/2.0",
            "TAP_ORACLE_WMS_START_DATE": "",
        },
    )
    assert run.exit_code == 0, run.stderr
    for stream, size in (("facility", "3"), ("uom", "2")):
        assert len(run.records(stream)) == simulator.count(stream)
        asked = simulator.requests(entity=stream, kind="list")
        assert {r["query"]["page_size"] for r in asked} == {size}
        assert {r["headers"]["user-agent"] for r in asked} == {"acme-platform/2.0"}
    assert "gateway-key-1234" not in run.stdout + run.stderr


def test_the_environment_wins_over_config_files(
    config: Json,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({**config, "entities": ["item"]}))
    monkeypatch.setenv("TAP_ORACLE_WMS_ENTITIES", '["uom"]')
    run = run_tap("--discover", "--config=ENV", "--config", str(path))
    assert [e["tap_stream_id"] for e in run.catalog["streams"]] == ["uom"]


def test_the_environment_counts_only_when_asked_for(
    simulator: Simulator,
    config: Json,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TAP_ORACLE_WMS_ENTITIES", '["item"]')
    run = run_tap("--discover", config={**config, "entities": ["uom"]})
    assert [e["tap_stream_id"] for e in run.catalog["streams"]] == ["uom"]
    assert not simulator.requests(entity="item")


def test_a_byte_order_mark_does_not_matter(
    config: Json,
    tmp_path: pathlib.Path,
) -> None:
    path = tmp_path / "config.json"
    text = json.dumps({**config, "entities": ["uom"]})
    path.write_text(text, encoding="utf-8-sig")
    assert run_tap("--discover", "--config", str(path)).exit_code == 0


# Files that can't be used

BROKEN = {
    "empty": b"",
    "cut": b'{"base_url": "https://wms.exam',
    "comment": b"{} // mine",
    "binary": b"\x89PNG\r\n\xff\xfe",
    "utf-16": '{"a": 1}'.encode("utf-16"),
    "deep": b"[" * 200_000,
}


@pytest.mark.parametrize("option", ["config", "catalog", "state"])
@pytest.mark.parametrize("broken", BROKEN)
def test_a_file_that_is_no_json_is_named(
    simulator: Simulator,
    config: Json,
    tmp_path: pathlib.Path,
    option: str,
    broken: str,
) -> None:
    path = tmp_path / f"my-{option}.json"
    path.write_bytes(BROKEN[broken])
    given = None if option == "config" else config
    run = run_tap(f"--{option}", str(path), config=given)
    assert_fails(run, str(path), f"The {option} file", "JSON")
    assert_asks_nothing(simulator)


@pytest.mark.parametrize("option", ["config", "catalog", "state"])
@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_a_file_that_can_t_be_read_is_named(
    simulator: Simulator,
    config: Json,
    tmp_path: pathlib.Path,
    option: str,
    kind: str,
) -> None:
    path = tmp_path if kind == "folder" else tmp_path / f"no-{option}.json"
    given = None if option == "config" else config
    run = run_tap(f"--{option}", str(path), config=given)
    assert_fails(run, str(path), f"The {option} file")
    assert_asks_nothing(simulator)


@pytest.mark.parametrize("option", ["config", "catalog", "state"])
@pytest.mark.parametrize("content", ["null", '"uom"', "5", "[]", "[{}]", "true"])
def test_json_of_another_shape_is_refused(
    simulator: Simulator,
    config: Json,
    tmp_path: pathlib.Path,
    option: str,
    content: str,
) -> None:
    path = tmp_path / f"my-{option}.json"
    path.write_text(content)
    given = None if option == "config" else {**config, "entities": ["uom"]}
    run = run_tap(f"--{option}", str(path), config=given)
    assert_fails(run, option, "object")
    assert_asks_nothing(simulator)


def test_a_broken_file_gives_one_line_in_the_real_command(
    tmp_path: pathlib.Path,
) -> None:
    path = tmp_path / "config.json"
    run = run_cli("--discover", "--config", str(path))
    assert_fails(run, str(path))
    assert len(error_lines(run.stderr)) == 1
    assert run.stdout == ""


def test_without_any_config_the_required_settings_are_named() -> None:
    run = run_cli()
    assert_fails(run, "base_url", "username", "password")
    assert run.stdout == ""
