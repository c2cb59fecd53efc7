"""``entities`` and ``describe``, and the command as a whole."""

from __future__ import annotations

import json
import typing as t

import pytest

if t.TYPE_CHECKING:
    from tests.command.conftest import Command
    from wms_simulator import Simulator


def test_entities_lists_what_a_glob_matches(oracle_wms: Command) -> None:
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
    oracle_wms: Command,
) -> None:
    run = oracle_wms("describe", "allocation")
    assert run.returncode == 0, run.stderr
    head, *lines = run.stdout.splitlines()
    assert head == "allocation: INCREMENTAL by mod_ts, key id"
    columns = {line.split()[0]: line.split()[1] for line in lines[1:]}
    assert any(
        line.split()[:3] == ["wave_id", "integer", "wave"] for line in lines
    )  # what it points to
    assert columns["alloc_qty"] == "number"
    assert columns["wave_id"] == "integer"
    assert columns["wave_id__key"] == "string"


def test_describe_tells_what_only_the_sample_shows(oracle_wms: Command) -> None:
    run = oracle_wms("describe", "order_hdr")
    assert (
        "not in the service's own description: company_id, facility_id, url\n"
        in run.stdout
    )
    assert "not selected by default: order_dtl_set, " in run.stdout
    described = json.loads(oracle_wms("describe", "order_hdr", "--json").stdout)
    fields = {field["name"]: field for field in described["fields"]}
    assert fields["facility_id"] == {
        "name": "facility_id",
        "type": "integer",
        "format": None,
        "described": False,
        "selected_by_default": True,
        "note": "Relation to facility.",
        "points_to": "facility",
        "known_by": "service",
    }
    assert not fields["url"]["selected_by_default"]
    assert described["replication_key"] == "mod_ts"
    assert set(described["schema"]["properties"]) == fields.keys()


@pytest.mark.parametrize("name", ["order_hd", "order_*"])
def test_describe_wants_one_entity(oracle_wms: Command, name: str) -> None:
    run = oracle_wms("describe", name)
    assert run.returncode == 7
    assert "order_hdr" in run.stderr
    assert "Traceback" not in run.stderr


def test_entities_are_counted_and_the_largest_comes_first(
    simulator: Simulator,
    oracle_wms: Command,
) -> None:
    simulator.configure(list_status={"value": 403, "entities": ["order_lock"]})
    run = oracle_wms("entities", "order_*", "--count", "--json")
    assert run.returncode == 0, run.stderr
    rows = {entity["name"]: entity["rows"] for entity in json.loads(run.stdout)}
    assert rows["order_lock"] is None
    assert "order_lock can't be counted" in run.stderr
    known = {name: count for name, count in rows.items() if count is not None}
    assert known == {name: simulator.count(name) for name in known}
    assert [*known.values()] == sorted(known.values(), reverse=True)
    table = oracle_wms("entities", "order_*", "--count").stdout.splitlines()
    assert table[0].split() == ["ENTITY", "FIELDS", "METHOD", "KEY", "ROWS"]
    assert table[1].split()[0] == "order_dtl"
    assert table[1].endswith(f"{simulator.count('order_dtl'):,}")


def test_entities_without_a_pattern_are_those_of_the_settings(
    oracle_wms: Command,
) -> None:
    run = oracle_wms("entities", entities=["order_h*", "uom"])
    names = [line.split()[0] for line in run.stdout.splitlines()]
    assert names == ["ENTITY", "order_hdr", "uom"]


def test_the_simulator_is_one_of_the_commands(
    oracle_wms: Command,
) -> None:
    run = oracle_wms("--help")
    assert run.returncode == 0
    assert "simulator" in run.stdout


def test_the_list_of_commands_ends_no_line_with_dots(oracle_wms: Command) -> None:
    run = oracle_wms("--help")
    assert "Set up a config, and try it." in run.stdout
    _, _, commands = run.stdout.partition("Commands:")
    assert "..." not in commands
