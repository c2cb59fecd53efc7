"""BATCH messages: files with all rows, and a state that covers what stands in them."""

from __future__ import annotations

import errno
import gzip
import json
import typing as t
import urllib.parse
from pathlib import Path

import pytest

from tests.scenarios.steps import assert_fails, ids, only
from tests.support import expected_records, run_cli, run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator


Json: t.TypeAlias = dict[str, t.Any]

CatalogOf: t.TypeAlias = t.Callable[..., Json]


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
    "given",
    [{}, {"encoding": {"format": "jsonl"}}],
    ids=["none", "format"],
)
def test_an_encoding_that_is_not_given_in_full_is_the_usual_one(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
    given: Json,
) -> None:
    batch = {**given, "storage": {"root": tmp_path.as_uri()}}
    run = run_tap(config={**config, "batch_config": batch}, catalog=catalog_of("uom"))
    assert run.exit_code == 0, run.stderr
    (message,) = batches(run, "uom")
    assert message["encoding"] == {"format": "jsonl", "compression": "gzip"}
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


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_a_kind_of_place_that_nobody_knows_is_a_clear_error(
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
    form: str,
) -> None:
    batch = batch_config(tmp_path)
    batch["encoding"] = {"format": form}
    batch["storage"] = {"root": "unheardof://bucket/batches"}
    run = run_tap(config={**config, "batch_config": batch}, catalog=catalog_of("uom"))
    assert_fails(run, "uom", "batch_config")


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_a_file_that_can_t_be_finished_leaves_nothing_behind(
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
) -> None:
    """Not its rows either, which stand in a temporary file until it is whole."""

    def write(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    temporary, place = tmp_path / "temporary", tmp_path / "place"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    opener = "fsspec.implementations.local.LocalFileOpener"
    monkeypatch.setattr(f"{opener}.write", write)
    batch = batch_config(place)
    batch["encoding"] = {"format": form}
    catalog = catalog_of("uom", "location")
    run = run_tap(config={**config, "batch_config": batch}, catalog=catalog)
    assert_fails(run, "uom", "location", "No space left on device")
    assert [*temporary.iterdir(), *place.iterdir()] == []


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
