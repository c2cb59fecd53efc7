"""The SDK's own settings: stream maps, flattening, batches, versions."""

from __future__ import annotations

import gzip
import json
import typing as t
import urllib.parse
from pathlib import Path

import pytest

from tests.scenarios.steps import assert_fails, only, schema_of
from tests.support import expected_records, run_cli, run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]


def ids(rows: list[Json]) -> list[int]:
    return sorted(row["id"] for row in rows)


# Stream maps


@pytest.fixture
def mapped(config: Json, catalog_of: CatalogOf) -> t.Callable[..., Run]:
    """Syncs units and companies through maps."""

    def run(maps: Json, **settings: t.Any) -> Run:
        return run_tap(
            config={**config, "stream_maps": maps, **settings},
            catalog=catalog_of("uom", "company"),
        )

    return run


Mapped: t.TypeAlias = t.Callable[..., "Run"]


def test_columns_can_be_renamed_added_and_dropped(
    simulator: Simulator,
    mapped: Mapped,
) -> None:
    maps = {
        "uom": {
            "unit": "uom_code",
            "uom_code": None,
            "twice": "base_uom_conversion_factor * 2",
            "label": "uom_code + '/' + uom_name",
            "mod_user": None,
        },
    }
    run = mapped(maps)
    assert run.exit_code == 0, run.stderr
    rows = simulator.truth_by_id("uom")
    declared = schema_of(run, "uom")["schema"]["properties"]
    for record in run.records("uom"):
        assert record.keys() == declared.keys()
        assert not {"uom_code", "mod_user"} & record.keys()
        row = rows[record["id"]]
        assert record["unit"] == row["uom_code"]
        assert record["label"] == f"{row['uom_code']}/{row['uom_name']}"
        twice = float(row["base_uom_conversion_factor"]) * 2
        assert float(record["twice"]) == twice
    assert len(run.records("uom")) == len(rows)
    assert len(run.records("company")) == simulator.count("company")


def test_only_named_columns_may_be_kept(mapped: Mapped) -> None:
    maps = {"uom": {"id": "id", "unit": "uom_code", "__else__": None}}
    run = mapped(maps)
    assert run.exit_code == 0, run.stderr
    assert run.records("uom")
    assert all(record.keys() == {"id", "unit"} for record in run.records("uom"))
    assert schema_of(run, "uom")["key_properties"] == ["id"]


def test_rows_can_be_filtered_and_the_bookmark_moves_all_the_same(
    simulator: Simulator,
    mapped: Mapped,
) -> None:
    run = mapped({"uom": {"__filter__": "base_uom_flg"}})
    assert run.exit_code == 0, run.stderr
    wanted = [row["id"] for row in simulator.truth("uom") if row["base_uom_flg"]]
    assert 0 < len(wanted) < simulator.count("uom")
    assert ids(run.records("uom")) == wanted
    assert "replication_key_value" in run.state["bookmarks"]["uom"]


def test_a_filter_that_keeps_nothing_still_moves_the_bookmark(mapped: Mapped) -> None:
    run = mapped({"uom": {"__filter__": "id < 0"}})
    assert run.exit_code == 0, run.stderr
    assert run.records("uom") == []
    assert "replication_key_value" in run.state["bookmarks"]["uom"]


def test_a_stream_can_have_another_name(simulator: Simulator, mapped: Mapped) -> None:
    run = mapped({"uom": {"__alias__": "units"}})
    assert run.exit_code == 0, run.stderr
    named = {m["stream"] for m in run.messages if "stream" in m}
    assert named == {"units", "company"}
    assert len(run.records("units")) == simulator.count("uom")
    # The state goes on to know it by its own name.
    assert run.state["bookmarks"].keys() == {"uom", "company"}


def test_a_stream_can_be_written_twice(simulator: Simulator, mapped: Mapped) -> None:
    run = mapped({"uom": {"mod_user": None}, "codes": {"__source__": "uom"}})
    assert run.exit_code == 0, run.stderr
    assert len(run.records("uom")) == simulator.count("uom")
    assert len(run.records("codes")) == simulator.count("uom")
    assert all("mod_user" not in row for row in run.records("uom"))
    assert all("mod_user" in row for row in run.records("codes"))


def test_a_map_may_leave_out_all_other_streams(
    simulator: Simulator,
    mapped: Mapped,
) -> None:
    simulator.clear_log()
    run = mapped({"uom": {}, "__else__": None})
    assert run.exit_code == 0, run.stderr
    assert {m["stream"] for m in run.messages if "stream" in m} == {"uom"}
    assert len(run.records("uom")) == simulator.count("uom")


def test_a_map_may_leave_out_one_stream(simulator: Simulator, mapped: Mapped) -> None:
    run = mapped({"uom": None})
    assert run.exit_code == 0, run.stderr
    assert {m["stream"] for m in run.messages if "stream" in m} == {"company"}
    assert len(run.records("company")) == simulator.count("company")


@pytest.mark.parametrize("maps", [{"uom": None}, {"company": {}, "__else__": None}])
def test_a_stream_that_a_map_leaves_out_is_not_read(
    simulator: Simulator,
    mapped: Mapped,
    maps: Json,
) -> None:
    simulator.clear_log()
    run = mapped(maps)
    assert run.exit_code == 0, run.stderr
    assert run.records("company")
    # Else its rows would count as written once the map is taken away.
    assert run.state["bookmarks"].keys() == {"company"}
    assert not simulator.requests(entity="uom")


def test_maps_use_their_own_settings(mapped: Mapped) -> None:
    run = mapped(
        {"uom": {"tenant": "config['tenant']"}},
        stream_map_config={"tenant": "acme"},
    )
    assert run.exit_code == 0, run.stderr
    assert {row["tenant"] for row in run.records("uom")} == {"acme"}


def test_maps_do_not_see_the_tap_s_credentials(
    simulator: Simulator,
    mapped: Mapped,
) -> None:
    run = mapped({"uom": {"leak": "config['password']"}})
    assert run.exit_code == 1
    assert simulator.password not in run.stdout + run.stderr


def test_numbers_that_no_map_touches_stay_exact(
    simulator: Simulator,
    mapped: Mapped,
) -> None:
    exact = "12345678901234567890.123456789"
    number = simulator.insert("uom", {"base_uom_conversion_factor": exact})
    run = mapped({"uom": {"unit": "uom_code"}})
    assert run.exit_code == 0, run.stderr
    (record,) = [row for row in run.records("uom") if row["id"] == number]
    assert record["base_uom_conversion_factor"] == exact


@pytest.mark.parametrize(
    "maps",
    [
        {"uom": {"x": "uom_code +"}},
        {"uom": {"x": "no_such_column + 1"}},
        {"uom": {"x": "1 / 0"}},
        {"uom": {"__filter__": "no_such_column"}},
        {"uom": {"id": None}},
        {"uom": 5},
    ],
)
def test_a_map_that_does_not_work_is_a_clear_error(
    simulator: Simulator,
    mapped: Mapped,
    maps: Json,
) -> None:
    run = mapped(maps)
    assert_fails(run)
    assert run.records("uom") == []
    values = {row["uom_name"] for row in simulator.truth("uom")}
    assert not any(value in run.stderr for value in values)


# Flattening


def test_relations_as_objects_can_be_flattened_by_the_sdk(
    simulator: Simulator,
    config: Json,
    discover: t.Callable[..., Run],
) -> None:
    catalog = discover("task", relations="object").catalog
    run = run_tap(
        config={**config, "flattening_enabled": True, "flattening_max_depth": 1},
        catalog=catalog,
    )
    assert run.exit_code == 0, run.stderr
    rows = simulator.truth_by_id("task")
    declared = schema_of(run, "task")["schema"]["properties"]
    assert "facility_id" not in declared
    for record in run.records("task"):
        assert record.keys() == declared.keys()
        facility = rows[record["id"]]["facility_id"]
        shown = {k: record[f"facility_id__{k}"] for k in ("id", "key", "url")}
        assert shown == facility
        assert record["cc_run_id__id"] is None


def test_flat_relations_have_nothing_to_flatten(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("task")
    flattened = {"flattening_enabled": True, "flattening_max_depth": 3}
    run = run_tap(config={**config, **flattened}, catalog=catalog)
    plain = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    assert run.records("task") == plain.records("task")
    # Flattening may spell types anew, but not change them.
    declared, wanted = (
        schema_of(one, "task")["schema"]["properties"] for one in (run, plain)
    )
    assert declared.keys() == wanted.keys()
    for name, prop in wanted.items():
        assert set(declared[name]["type"]) == set(prop["type"])


# Batches


def batch_config(folder: Path, *, compression: str = "gzip", size: int = 100) -> Json:
    return {
        "encoding": {"format": "jsonl", "compression": compression},
        "storage": {"root": folder.as_uri()},
        "batch_size": size,
    }


def rows_of(message: Json, folder: Path) -> list[Json]:
    """Rows in the files of a BATCH message."""
    rows = []
    for address in message["manifest"]:
        path = Path(urllib.parse.urlsplit(address).path)
        assert path.parent == folder
        data = path.read_bytes()
        if message["encoding"]["compression"] == "gzip":
            data = gzip.decompress(data)
        rows += [json.loads(line, parse_float=str) for line in data.splitlines()]
    return rows


def batches(run: Run, stream: str) -> list[Json]:
    return [m for m in run.messages if m["type"] == "BATCH" and m["stream"] == stream]


def test_files_hold_exactly_the_converted_rows(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
) -> None:
    streams = ("location", "order_status", "uom", "company_message")
    catalog = catalog_of(*streams)
    batch = batch_config(tmp_path)
    run = run_tap(
        config={**config, "page_size": 60, "batch_config": batch},
        catalog=catalog,
    )
    assert run.exit_code == 0, run.stderr
    assert {m["type"] for m in run.messages} == {"SCHEMA", "BATCH", "STATE"}
    for stream in streams:
        rows = [row for m in batches(run, stream) for row in rows_of(m, tmp_path)]
        rows.sort(key=lambda row: row["id"])
        assert rows == expected_records(simulator, stream, catalog)
    assert len(batches(run, "location")) > 1
    assert not batches(run, "company_message")
    assert run.state["bookmarks"].keys() == {"location", "uom", "company_message"}


@pytest.mark.parametrize("compression", ["gzip", "none"])
def test_the_compression_that_is_told_is_the_file_s(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
    compression: str,
) -> None:
    batch = batch_config(tmp_path, compression=compression)
    run = run_tap(config={**config, "batch_config": batch}, catalog=catalog_of("uom"))
    if run.exit_code and compression == "none":
        assert_fails(run, "batch_config", "compression")
        return
    (message,) = batches(run, "uom")
    assert message["encoding"]["compression"] == compression
    (address,) = message["manifest"]
    magic = Path(urllib.parse.urlsplit(address).path).read_bytes()[:2]
    assert (magic == b"\x1f\x8b") == (compression == "gzip")
    assert ids(rows_of(message, tmp_path)) == ids(simulator.truth("uom"))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"encoding": {"format": "avro"}}, id="format"),
        pytest.param({"storage": None}, id="no-storage"),
        pytest.param({"storage": {}}, id="no-root"),
        pytest.param({"batch_size": 0}, id="size-0"),
        pytest.param({"batch_size": -5}, id="size-negative"),
    ],
)
def test_a_batch_config_that_can_t_work_is_a_clear_error(
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
    change: Json,
) -> None:
    batch = {**batch_config(tmp_path), **change}
    batch = {name: value for name, value in batch.items() if value is not None}
    run = run_tap(config={**config, "batch_config": batch}, catalog=catalog_of("uom"))
    assert_fails(run)
    assert "replication_key_value" not in run.stdout


def test_a_place_that_can_t_be_written_to_is_a_clear_error(
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file, no folder")
    batch = batch_config(taken)
    run = run_tap(config={**config, "batch_config": batch}, catalog=catalog_of("uom"))
    assert_fails(run)
    assert not batches(run, "uom")
    assert "replication_key_value" not in run.state["bookmarks"].get("uom", {})


def test_deselected_fields_are_not_in_the_files(
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
) -> None:
    catalog = only(catalog_of("uom"), "uom", "uom_code")
    run = run_tap(
        config={**config, "batch_config": batch_config(tmp_path)},
        catalog=catalog,
    )
    (message,) = batches(run, "uom")
    for row in rows_of(message, tmp_path):
        assert row.keys() == {"id", "uom_code", "mod_ts"}


def test_maps_hold_for_files_too(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
) -> None:
    maps = {"uom": {"__alias__": "units", "__filter__": "base_uom_flg", "x": "id + 1"}}
    run = run_tap(
        config={
            **config,
            "stream_maps": maps,
            "batch_config": batch_config(tmp_path),
        },
        catalog=catalog_of("uom"),
    )
    assert run.exit_code == 0, run.stderr
    (message,) = batches(run, "units")
    rows = rows_of(message, tmp_path)
    wanted = [row["id"] for row in simulator.truth("uom") if row["base_uom_flg"]]
    assert ids(rows) == wanted
    assert all(row["x"] == row["id"] + 1 for row in rows)


def test_a_state_covers_only_what_stands_in_a_file(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
) -> None:
    catalog = catalog_of("location")
    config |= {"page_size": 30, "batch_config": batch_config(tmp_path, size=70)}
    whole = run_tap(config=config, catalog=catalog)
    everything = ids(simulator.truth("location"))
    for number, message in enumerate(whole.messages):
        if message["type"] == "STATE":
            rest = run_tap(config=config, catalog=catalog, state=message["value"])
            found = {
                row["id"]
                for m in [*whole.messages[:number], *rest.messages]
                if m["type"] == "BATCH"
                for row in rows_of(m, tmp_path)
            }
            assert sorted(found) == everything


def test_a_stream_that_fails_keeps_its_files_and_its_place(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
) -> None:
    catalog = catalog_of("location", "uom")
    config |= {"page_size": 30, "batch_config": batch_config(tmp_path, size=30)}
    simulator.configure(list_status={"value": 403, "entities": ["loc*"], "after": 3})
    broken = run_tap(config=config, catalog=catalog)
    assert_fails(broken, "'location'", "403")
    simulator.configure(list_status=None)
    rest = run_tap(config=config, catalog=catalog, state=broken.state)
    assert rest.exit_code == 0, rest.stderr
    rows = [
        row
        for run in (broken, rest)
        for m in batches(run, "location")
        for row in rows_of(m, tmp_path)
    ]
    assert ids(rows) == ids(simulator.truth("location"))


def test_the_real_command_writes_batches(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
) -> None:
    run = run_cli(
        config={**config, "batch_config": batch_config(tmp_path)},
        catalog=catalog_of("uom"),
    )
    assert run.exit_code == 0, run.stderr
    (message,) = batches(run, "uom")
    assert ids(rows_of(message, tmp_path)) == ids(simulator.truth("uom"))
    assert run.messages[-1]["type"] == "STATE"


# Versions


def versions(run: Run, stream: str) -> tuple[set[t.Any], list[t.Any]]:
    """Versions of a stream's records, and those that were activated, in order."""
    messages = [m for m in run.messages if m.get("stream") == stream]
    return (
        {m.get("version") for m in messages if m["type"] == "RECORD"},
        [m["version"] for m in messages if m["type"] == "ACTIVATE_VERSION"],
    )


def test_versions_are_activated_only_if_asked_for(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    run = run_tap(config=config, catalog=catalog_of("order_status", "uom"))
    assert versions(run, "order_status") == ({None}, [])


def test_a_whole_table_is_activated_when_it_is_complete(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    config |= {"emit_activate_version_messages": True, "page_size": 3}
    run = run_tap(config=config, catalog=catalog_of("order_status", "uom"))
    assert run.exit_code == 0, run.stderr
    ((version,), activated) = versions(run, "order_status")
    assert activated == [version]
    kinds = [m["type"] for m in run.messages if m.get("stream") == "order_status"]
    assert kinds[-1] == "ACTIVATE_VERSION"
    # A window of changes is no whole table: activating it would delete the rest.
    assert versions(run, "uom") == ({None}, [])


def test_a_table_that_failed_is_not_activated_and_goes_on_with_its_version(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("order_status")
    config |= {"emit_activate_version_messages": True, "page_size": 3}
    simulator.configure(list_status={"value": 403, "after": 2})
    broken = run_tap(config=config, catalog=catalog)
    ((version,), activated) = versions(broken, "order_status")
    assert activated == []
    simulator.configure(list_status=None)
    run = run_tap(config=config, catalog=catalog, state=broken.state)
    assert versions(run, "order_status") == ({version}, [version])
    assert ids(broken.records("order_status") + run.records("order_status")) == [
        *simulator.truth_by_id("order_status"),
    ]
    # The next one is another version, and a later one.
    again = run_tap(config=config, catalog=catalog, state=run.state)
    ((later,), _) = versions(again, "order_status")
    assert later >= version


def test_an_empty_table_is_activated_too(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    for number in simulator.truth_by_id("order_status"):
        simulator.delete("order_status", number)
    config |= {"emit_activate_version_messages": True}
    run = run_tap(config=config, catalog=catalog_of("order_status"))
    assert run.exit_code == 0, run.stderr
    assert len(versions(run, "order_status")[1]) == 1


def test_versions_go_by_the_alias(config: Json, catalog_of: CatalogOf) -> None:
    config |= {
        "emit_activate_version_messages": True,
        "stream_maps": {"order_status": {"__alias__": "statuses"}},
    }
    run = run_tap(config=config, catalog=catalog_of("order_status"))
    ((version,), activated) = versions(run, "statuses")
    assert activated == [version]
