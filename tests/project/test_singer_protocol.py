"""Real runs of the command, held against the Singer protocol, then piped on."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import typing as t

import jsonschema
import pytest

from tests.project.protocol import listen
from tests.support import run_cli, start_cli

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]

STREAMS = (
    "facility",
    "ib_shipment_dtl",
    "inventory",
    "inventory_history",
    "item_barcode",
    "order_dtl",
    "order_hdr",
    "order_status",
    "rf_key_map",
)
HISTORY = {
    "inventory_history": {
        "partitions": [
            {
                "company_id__code": "ACME",
                "facility_id__code": "WH01",
                "history_activity_id": activity,
                "status_id": 90,
            }
            for activity in (1, 17)
        ]
    }
}
SCHEMA = {"type": "SCHEMA", "stream": "s", "key_properties": ["id"]}
PROPERTIES = {
    "id": {"type": "integer"},
    "mod_ts": {"type": ["string", "null"], "format": "date-time"},
    "on": {"type": ["string", "null"], "format": "date"},
    "at": {"type": ["string", "null"], "format": "time"},
}
GOOD_SCHEMA = {**SCHEMA, "schema": {"type": "object", "properties": PROPERTIES}}
GOOD_RECORD = {
    "type": "RECORD",
    "stream": "s",
    "record": {"id": 1, "mod_ts": "2026-01-01T00:00:00.000000+00:00"},
}


def target_command() -> str:
    """The target; `make` names it, and then it must be there."""
    named = os.environ.get("TARGET_JSONL")
    root = pathlib.Path(__file__).parents[2]
    path = pathlib.Path(named or root / ".venv-target-jsonl/bin/target-jsonl")
    if not named and not path.exists():
        pytest.skip("no target-jsonl here: make setup")
    return str(path)


def settings(simulator: Simulator, **extra: t.Any) -> Json:
    return {
        "base_url": simulator.base_url,
        "username": simulator.username,
        "password": simulator.password,
        "entities": [*STREAMS],
        "entity_options": HISTORY,
        **extra,
    }


def lines_of(run: Run) -> list[str]:
    """Lines as targets see them: other separators of lines may stand in texts."""
    *lines, rest = run.stdout.split("\n")
    assert rest == "", "the last line has no end"
    return lines


def discover(config: Json) -> Json:
    run = run_cli("--discover", config=config)
    assert run.exit_code == 0, run.stderr
    return run.catalog


def test_a_catalog_is_what_tools_expect(simulator: Simulator) -> None:
    catalog = discover(settings(simulator))
    assert [one["tap_stream_id"] for one in catalog["streams"]] == [*STREAMS]
    for stream in catalog["streams"]:
        jsonschema.Draft7Validator.check_schema(stream["schema"])
        properties = stream["schema"]["properties"]
        described = {
            tuple(item["breadcrumb"]): item["metadata"] for item in stream["metadata"]
        }
        assert described.keys() >= {(), *(("properties", name) for name in properties)}
        assert set(stream["key_properties"]) <= properties.keys()
        assert stream["replication_method"] in {"INCREMENTAL", "FULL_TABLE"}
        incremental = stream["replication_method"] == "INCREMENTAL"
        assert (stream.get("replication_key") in properties) is incremental


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"relations": "object", "page_size": 37, "start_date": "2025-06-01"},
        {"emit_activate_version_messages": True},
    ],
    ids=["plain", "objects-in-small-pages", "versions"],
)
def test_two_runs_follow_the_protocol(simulator: Simulator, extra: Json) -> None:
    config = settings(simulator, **extra)
    catalog = discover(config)
    run = run_cli(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    first = listen(lines_of(run))
    assert {*first.records} == {*STREAMS}
    assert first.streams == [*STREAMS]
    assert json.loads(lines_of(run)[-1])["type"] == "STATE"

    simulator.life(20)
    run = run_cli(config=config, catalog=catalog, state=first.state)
    assert run.exit_code == 0, run.stderr
    second = listen(lines_of(run))
    assert 0 < second.records["order_hdr"] < first.records["order_hdr"]
    assert second.state is not None
    assert first.state is not None
    assert second.state["bookmarks"].keys() == first.state["bookmarks"].keys()


def test_without_a_catalog_the_run_discovers_for_itself(simulator: Simulator) -> None:
    run = run_cli(config=settings(simulator, entities=["facility", "order_status"]))
    assert run.exit_code == 0, run.stderr
    assert {*listen(lines_of(run)).records} == {"facility", "order_status"}


def test_settings_from_the_environment(simulator: Simulator) -> None:
    run = run_cli(
        "--config=ENV",
        environment={
            "TAP_ORACLE_WMS_BASE_URL": simulator.base_url,
            "TAP_ORACLE_WMS_USERNAME": simulator.username,
            "TAP_ORACLE_WMS_PASSWORD": simulator.password,
            "TAP_ORACLE_WMS_ENTITIES": "order_status",
            "TAP_ORACLE_WMS_PAGE_SIZE": "4",
        },
    )
    assert run.exit_code == 0, run.stderr
    assert listen(lines_of(run)).records["order_status"] > 4


def test_a_failing_run_writes_nothing_but_messages(simulator: Simulator) -> None:
    catalog = discover(settings(simulator))
    refused = {"value": 403, "entities": ["order_dtl"]}
    with simulator.configured(list_status=refused):
        run = run_cli(config=settings(simulator), catalog=catalog)
    assert run.exit_code == 1
    heard = listen(lines_of(run))
    assert {*heard.records} == {*STREAMS} - {"order_dtl"}
    assert heard.state is not None
    assert "replication_key_value" not in heard.state["bookmarks"].get("order_dtl", {})


def test_the_target_takes_it_through_a_pipe(
    simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    command = target_command()
    config = settings(simulator)
    catalog = discover(config)
    wanted = tmp_path / "target.json"
    folder = tmp_path / "files"
    wanted.write_text(
        json.dumps({"destination_path": str(folder), "do_timestamp_file": False}),
        encoding="utf-8",
    )
    with start_cli(config=config, catalog=catalog) as tap:
        target = subprocess.run(
            [command, "--config", str(wanted)],
            stdin=tap.stdout,
            capture_output=True,
            timeout=100,
            check=False,
        )
        assert tap.wait(timeout=10) == 0
    assert target.returncode == 0, target.stderr.decode()
    for stream in set(STREAMS) - {"inventory_history"}:
        lines = (folder / f"{stream}.jsonl").read_text(encoding="utf-8").splitlines()
        ids = [json.loads(line).get("id") for line in lines]
        assert len(lines) == simulator.count(stream)
        assert ids == [row.get("id") for row in simulator.truth(stream)]
    state = json.loads(target.stdout)
    assert state["bookmarks"]["order_hdr"]["replication_key"] == "mod_ts"
    assert len(state["bookmarks"]["inventory_history"]["partitions"]) == 2


@pytest.mark.parametrize(
    "lines",
    [
        ["not JSON"],
        ["[]"],
        [{"type": "METRIC", "value": 1}],
        [GOOD_RECORD],
        [{**SCHEMA, "schema": {"type": "object", "properties": {}}}],
        [{**GOOD_SCHEMA, "extra": 1}],
        [GOOD_SCHEMA, {**GOOD_RECORD, "record": {"mod_ts": None}}],
        [GOOD_SCHEMA, {**GOOD_RECORD, "record": {"id": "1"}}],
        [GOOD_SCHEMA, {**GOOD_RECORD, "record": {"id": 1, "other": 1}}],
        [GOOD_SCHEMA, {**GOOD_RECORD, "record": {"id": 1, "mod_ts": "2026-01-01"}}],
        [GOOD_SCHEMA, {**GOOD_RECORD, "record": {"id": 1, "on": "1 January"}}],
        [GOOD_SCHEMA, {**GOOD_RECORD, "record": {"id": 1, "at": "noon"}}],
        [GOOD_SCHEMA, {**GOOD_RECORD, "time_extracted": "2026-01-01T00:00:00"}],
        [{"type": "STATE", "value": None}],
        [{"type": "STATE", "value": {"order_hdr": {}}}],
        [
            {
                "type": "STATE",
                "value": {"bookmarks": {"a": {"replication_key_value": 1}}},
            }
        ],
    ],
)
def test_the_check_itself_refuses(lines: list[str | Json]) -> None:
    texts = [one if isinstance(one, str) else json.dumps(one) for one in lines]
    with pytest.raises((AssertionError, ValueError, jsonschema.ValidationError)):
        listen(texts)


def test_the_check_itself_accepts() -> None:
    heard = listen([json.dumps(GOOD_SCHEMA), json.dumps(GOOD_RECORD)])
    assert heard.records == {"s": 1}
