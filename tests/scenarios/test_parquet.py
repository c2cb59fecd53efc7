"""Batches as Parquet files: the values of the messages, types of the schema."""

from __future__ import annotations

import copy
import decimal
import typing as t
import urllib.parse
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.scenarios.steps import assert_fails, entry_of
from tests.support import run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]

STREAMS = ("item", "order_hdr", "order_lock", "uom")


def parquet(folder: Path, size: int = 100, compression: str = "none") -> Json:
    return {
        "batch_size": size,
        "encoding": {"format": "parquet", "compression": compression},
        "storage": {"root": f"file://{folder}", "prefix": "part-"},
    }


def tables(run: Run, stream: str) -> list[pa.Table]:
    addresses = [
        urllib.parse.urlsplit(address).path
        for message in run.messages
        if message["type"] == "BATCH" and message["stream"] == stream
        for address in message["manifest"]
    ]
    assert all(Path(address).name.startswith("part-") for address in addresses)
    return [pq.read_table(address) for address in addresses]


def same(stored: object, sent: object) -> bool:
    if isinstance(stored, decimal.Decimal):
        return stored == decimal.Decimal(str(sent))
    return stored == sent


@pytest.mark.parametrize("compression", ["none", "gzip"])
def test_files_hold_the_values_of_the_messages(
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
    compression: str,
) -> None:
    catalog = catalog_of(*STREAMS)
    batch = parquet(tmp_path, compression=compression)
    by_file = run_tap(config={**config, "batch_config": batch}, catalog=catalog)
    assert by_file.exit_code == 0, by_file.stderr
    by_message = run_tap(config=config, catalog=catalog)
    for stream in STREAMS:
        stored = [row for one in tables(by_file, stream) for row in one.to_pylist()]
        sent = by_message.records(stream)
        assert len(stored) == len(sent)
        for mine, theirs in zip(stored, sent, strict=True):
            assert mine.keys() == theirs.keys()
            for name, value in mine.items():
                assert same(value, theirs[name]), (stream, name)
    assert by_file.state["bookmarks"].keys() == by_message.state["bookmarks"].keys()


def test_types_follow_the_schema_in_every_file(
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
) -> None:
    catalog = catalog_of("order_hdr")
    batch = parquet(tmp_path)
    run = run_tap(config={**config, "batch_config": batch}, catalog=catalog)
    found = tables(run, "order_hdr")
    assert len(found) > 2
    wanted = {
        "integer": pa.types.is_int64,
        "number": pa.types.is_decimal128,
        "boolean": pa.types.is_boolean,
        "string": pa.types.is_string,
    }
    properties = entry_of(catalog, "order_hdr")["schema"]["properties"]
    for table in found:
        assert table.column_names == found[0].column_names
        for field in table.schema:
            kind = next(k for k in properties[field.name]["type"] if k != "null")
            assert wanted[kind](field.type), field


@pytest.mark.parametrize(
    "relation",
    [None, 7, {"id": 7, "key": "SEVEN", "url": "https://wms.example.com/7"}],
    ids=["null", "bare", "object"],
)
def test_relations_as_objects_are_structs_of_one_type(
    simulator: Simulator,
    config: Json,
    tmp_path: Path,
    relation: object,
) -> None:
    """Whatever is in a file: a reader of several wants the same type in each."""
    settings = {
        **config,
        "entities": ["item_barcode"],
        "relations": "object",
        "batch_config": parquet(tmp_path, size=10_000),
    }
    simulator.configure(wrong_types={"item_id": relation})
    run = run_tap(config=settings)
    assert run.exit_code == 0, run.stderr
    (table,) = tables(run, "item_barcode")
    texts = {"key": pa.string(), "url": pa.string()}
    wanted = pa.struct({"id": pa.int64(), **texts})
    assert table.schema.field("item_id").type == wanted
    stored = table.to_pylist()[0]["item_id"]
    bare = {"id": 7, "key": None, "url": None}
    assert stored == (bare if relation == bare["id"] else relation)


def test_a_relation_that_no_column_holds_is_a_clear_error(
    simulator: Simulator,
    config: Json,
    tmp_path: Path,
) -> None:
    settings = {
        **config,
        "entities": ["item_barcode", "order_status"],
        "relations": "object",
        "batch_config": parquet(tmp_path),
    }
    wrong = {"value": {"item_id": 2**70}, "entities": ["item_barcode"]}
    simulator.configure(wrong_types=wrong)
    run = run_tap(config=settings)
    assert_fails(run, "item_barcode", "item_id", "relations")
    assert str(2**70) not in run.stderr
    assert tables(run, "order_status")


def test_numbers_of_any_size_stay_exact(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
) -> None:
    big = 12345678901234567890
    wide = "1234567890123456789012345678901234567890.5"
    first, second = (row["id"] for row in simulator.truth("uom")[:2])
    simulator.update("uom", first, {"base_uom_conversion_factor": wide})
    simulator.update("uom", second, {"mod_user": str(big)})
    catalog = copy.deepcopy(catalog_of("uom"))
    settings = {
        **config,
        "batch_config": parquet(tmp_path, size=10_000),
        "lookback_window": 0,
    }
    run = run_tap(config=settings, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    (table,) = tables(run, "uom")
    stored = {row["id"]: row for row in table.to_pylist()}
    assert stored[first]["base_uom_conversion_factor"] == decimal.Decimal(wide)
    assert stored[second]["mod_user"] == str(big)


def test_more_digits_than_parquet_has_are_a_clear_error(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
) -> None:
    first = simulator.truth("uom")[0]["id"]
    simulator.update("uom", first, {"base_uom_conversion_factor": "9" * 77})
    settings = {**config, "batch_config": parquet(tmp_path)}
    run = run_tap(config=settings, catalog=catalog_of("uom"))
    assert_fails(run, "uom", "base_uom_conversion_factor", "field_types")
    assert "99999" not in run.stderr
    assert "replication_key_value" not in str(run.states[-1:])


def test_maps_hold_for_parquet_too(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
) -> None:
    settings = {
        **config,
        "stream_maps": {"uom": {"unit": "uom_code", "__else__": None, "id": "id"}},
        "batch_config": parquet(tmp_path, size=10_000),
    }
    run = run_tap(config=settings, catalog=catalog_of("uom"))
    assert run.exit_code == 0, run.stderr
    (table,) = tables(run, "uom")
    assert sorted(table.column_names) == ["id", "unit"]
    assert table.num_rows == simulator.count("uom")


def test_without_the_package_it_is_told_before_anything_is_read(
    monkeypatch: pytest.MonkeyPatch,
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    settings = {**config, "batch_config": parquet(tmp_path)}
    simulator.clear_log()
    run = run_tap(config=settings, catalog=catalog_of("uom"))
    assert_fails(run, "batch_config", "pyarrow")
    assert not simulator.requests()
