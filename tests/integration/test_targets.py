"""Every shape of the simulator's rows through each target that works, by value."""

from __future__ import annotations

import collections
import datetime
import decimal
import itertools
import json
import subprocess
import typing as t

import pytest

from demo.__main__ import HISTORY, STREAMS
from tests.integration.destinations import (
    Csv,
    Duckdb,
    Jsonl,
    ParquetByDuckdb,
    Postgres,
)
from tests.integration.report import report
from tests.support.running import COMMAND

if t.TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.destinations import Json, Loaded, Target
    from tests.support.postgresql import PostgresServer
    from wms_simulator import Simulator

pytestmark = pytest.mark.timeout(600)

# Texts that formats and databases trip over, and numbers that floats can't hold.
ODD = {
    "order_nbr": "ODD-1",
    "cust_long_text_1": "Zürich 東京 \U0001f69a \u200f",
    "cust_long_text_2": "1\n2\r\n3\ttab \\ back \"quoted\" 'single' , ; | $$",
    "cust_long_text_3": '\\N \\. NULL null {"a": [1]} %s %(x)s :name',
    "cust_short_text_1": "",
    "cust_short_text_2": " ",
    "cust_short_text_3": "00123",
    "cust_short_text_4": "2026-01-01",
    "cust_short_text_5": "true",
    "cust_short_text_6": "\u2028\x7f\x01",
    "cust_decimal_1": "123456789012345678901234567890.123456789",
    "cust_decimal_2": "-0.000000000000000000000000000001",
    "cust_decimal_4": "0",
    "cust_decimal_5": "9007199254740993",
    "cust_number_1": 99999999999,
    "cust_number_2": -99999999999,
    "cust_number_3": 9007199254740993,
}
BIGGEST_ID = 2**63 - 1
MORE = ("shift", "rf_key_map")
KEYLESS = "rf_key_map"

# What a target does to values, if it is not nothing.
EMPTY = "empty text becomes null"
DOUBLE = "digits beyond a double are lost"
TEXT = "all is text"


@pytest.fixture(scope="module")
def messages(warehouse: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the tap writes for all streams with rows of every shape, all fields in."""
    folder = tmp_path_factory.mktemp("messages")
    warehouse.restore()
    warehouse.insert("order_hdr", ODD)
    warehouse.insert("order_hdr", {"id": BIGGEST_ID, "order_nbr": "BIG"})
    warehouse.insert("shift", {"start_time": "06:00:00", "end_time": "14:30:00"})
    warehouse.bulk(KEYLESS, 3)
    config = {
        "base_url": warehouse.base_url,
        "username": warehouse.username,
        "password": warehouse.password,
        "entities": [*STREAMS, *MORE],
        "entity_options": {"inventory_history": {"partitions": HISTORY}},
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    catalog = json.loads(tap(folder, "--discover"))
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            item["metadata"]["selected"] = True
    (folder / "catalog.json").write_text(json.dumps(catalog), encoding="utf-8")
    path = folder / "messages.jsonl"
    path.write_bytes(tap(folder, "--catalog", "catalog.json"))
    return path


def tap(folder: Path, *arguments: str) -> bytes:
    return subprocess.run(
        [COMMAND, "--config", "config.json", *arguments],
        cwd=folder,
        capture_output=True,
        check=True,
    ).stdout


def sent(messages: Path) -> tuple[dict[str, Json], Loaded, Json]:
    """Schemas, records and the last state in a file of messages."""
    schemas: dict[str, Json] = {}
    records: Loaded = {}
    state: Json = {}
    with messages.open(encoding="utf-8") as lines:
        for line in lines:
            message = json.loads(line, parse_float=decimal.Decimal)
            if message["type"] == "SCHEMA":
                schemas[message["stream"]] = message["schema"]["properties"]
                records.setdefault(message["stream"], [])
            elif message["type"] == "RECORD":
                records[message["stream"]].append(message["record"])
            elif message["type"] == "STATE":
                state = message["value"]
    return schemas, records, state


def plain(value: t.Any, prop: Json) -> t.Any:  # noqa: ANN401 - any value
    """One form for what formats write differently: times, and texts of numbers."""
    if value is None or isinstance(value, bool):
        return value
    if "number" in prop["type"] or "integer" in prop["type"]:
        return decimal.Decimal(str(value)) if value != "" else value
    if prop.get("format") == "date-time":
        if isinstance(value, str):
            value = datetime.datetime.fromisoformat(value.replace(" ", "T"))
        if value.tzinfo is not None:
            value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        return value
    return value if isinstance(value, str) else value.isoformat()


def what_happened(expected: t.Any, got: t.Any, prop: Json) -> str | None:  # noqa: ANN401
    """Name what a target has done to a value, None if nothing."""
    if (expected is None and got == "") or (
        isinstance(expected, bool) and got == str(expected)
    ):
        return TEXT
    wanted, found = plain(expected, prop), plain(got, prop)
    if wanted == found and isinstance(found, bool) is isinstance(wanted, bool):
        return None
    if wanted == "" and found is None:
        return EMPTY
    if isinstance(found, decimal.Decimal) and float(found) == float(wanted):
        return DOUBLE
    return f"{wanted!r} became {found!r}"


def differences(
    schemas: dict[str, Json], records: Loaded, loaded: Loaded
) -> collections.Counter[str]:
    """Count what happened to values of rows that are there."""
    found: collections.Counter[str] = collections.Counter()
    for stream, rows in records.items():
        key = "id" if "id" in schemas[stream] else next(iter(schemas[stream]))
        there = {str(row[key]): row for row in loaded.get(stream, [])}
        for record in rows:
            row = there.get(str(record[key]))
            if row is None:
                continue
            for name, prop in schemas[stream].items():
                change = what_happened(record.get(name), row[name], prop)
                if change is not None:
                    found[change] += 1
    return found


def target_of(name: str, folder: Path, server: PostgresServer) -> Target:
    if name == "target-jsonl":
        return Jsonl("target-jsonl", name, folder)
    if name == "target-csv":
        return Csv("target-csv", name, folder)
    if name == "target-duckdb":
        return Duckdb("target-duckdb", name, folder)
    if name == "Parquet by target-duckdb":
        return ParquetByDuckdb("target-duckdb", "target-duckdb", folder)
    settings = {"use_copy": True} if "COPY" in name else {}
    return Postgres("target-postgres", "target-postgres", folder, server, **settings)


@pytest.mark.parametrize(
    "case",
    [
        ("target-jsonl", "0.1.4", set()),
        ("target-postgres, INSERT", "0.8.1", set()),
        ("target-postgres, COPY", "0.8.1", {DOUBLE}),
        ("target-csv", "0.5.0", {TEXT}),
        ("target-duckdb", "0.8.0, duckdb 1.2.2", {EMPTY, DOUBLE}),
        ("Parquet by target-duckdb", "0.8.0, duckdb 1.2.2", {EMPTY, DOUBLE}),
    ],
)
def test_every_row_and_value_arrives(
    messages: Path,
    tmp_path: Path,
    postgres: PostgresServer,
    case: tuple[str, str, set[str]],
) -> None:
    name, version, known = case
    schemas, records, state = sent(messages)
    target = target_of(name, tmp_path, postgres)
    ran = target.run(messages)
    assert ran.exit_code == 0, ran.log
    loaded = target.loaded()
    found = differences(schemas, records, loaded)
    rows = {stream: len(loaded.get(stream, [])) for stream in records}
    report(
        f"{name} {version}",
        streams=len(records),
        sent=sum(map(len, records.values())),
        loaded=sum(rows.values()),
        equal=", ".join(f"{n:,} {what}" for what, n in sorted(found.items()))
        or "every value",
    )
    assert rows == {stream: len(rows) for stream, rows in records.items()}
    assert {*found} == known
    assert ran.states[-1] == state


def test_the_rows_are_of_every_shape(messages: Path) -> None:
    schemas, records, _ = sent(messages)
    kinds = {
        (*sorted({*prop["type"]} - {"null"}), prop.get("format"))
        for stream, props in schemas.items()
        for name, prop in props.items()
        if any(record.get(name) is not None for record in records[stream])
    }
    assert kinds == {
        ("boolean", None),
        ("integer", None),
        ("number", None),
        ("string", None),
        ("string", "date"),
        ("string", "date-time"),
        ("string", "time"),
    }
    assert len(records) == len(STREAMS) + len(MORE)
    odd = next(one for one in records["order_hdr"] if one["order_nbr"] == "ODD-1")
    for name, value in ODD.items():
        wanted = decimal.Decimal(str(value)) if "decimal" in name else value
        assert odd[name] == wanted
    assert any(one["id"] == BIGGEST_ID for one in records["order_hdr"])


def test_duckdb_from_1_3_on_loses_the_first_row_of_each_batch(
    messages: Path, tmp_path: Path
) -> None:
    """The target lets DuckDB guess whether its CSV has a header.

    A time with an offset is none that fits a column without a zone, so the first row
    is taken for a header. No spelling of UTC that names a zone avoids it.
    """
    _, records, _ = sent(messages)
    target = Duckdb("target-duckdb-newest", "target-duckdb", tmp_path)
    ran = target.run(messages)
    assert ran.exit_code == 0, ran.log
    loaded = target.loaded()
    lost = {
        stream: len(rows) - len(loaded.get(stream, []))
        for stream, rows in records.items()
    }
    report(
        "target-duckdb 0.8.0, duckdb newest",
        streams=len(records),
        sent=sum(map(len, records.values())),
        loaded=sum(map(len, loaded.values())),
        equal="LOSES ROWS, silently",
    )
    assert {*lost.values()} == {0, 1}
    assert lost["allocation"] == 1


@pytest.mark.parametrize(
    ("spelling", "rows"), [("+00:00", 2), ("Z", 2), ("-03:00", 2), ("", 3)]
)
def test_no_spelling_of_a_zone_avoids_it(
    tmp_path: Path, spelling: str, rows: int
) -> None:
    times = [f"2026-07-15T14:11:0{n}.373226{spelling}" for n in range(3)]
    lines = small_messages([{"id": n, "mod_ts": at} for n, at in enumerate(times)])
    (tmp_path / "messages").write_text(lines, encoding="utf-8")
    for environment, expected in (("target-duckdb-newest", rows), ("target-duckdb", 3)):
        folder = tmp_path / environment
        folder.mkdir()
        target = Duckdb(environment, "target-duckdb", folder)
        assert target.run(tmp_path / "messages").exit_code == 0
        assert len(target.loaded()["s"]) == expected


def small_messages(records: t.Iterable[Json]) -> str:
    properties = {
        "id": {"type": ["integer"]},
        "mod_ts": {"type": ["string", "null"], "format": "date-time"},
        "note": {"type": ["string", "null"]},
    }
    schema = {
        "type": "SCHEMA",
        "stream": "s",
        "key_properties": ["id"],
        "schema": {"type": "object", "properties": properties},
    }
    rows = ({"type": "RECORD", "stream": "s", "record": one} for one in records)
    return "".join(f"{json.dumps(one)}\n" for one in itertools.chain([schema], rows))


@pytest.mark.parametrize(
    ("name", "settings", "becomes"),
    [
        ("target-jsonl", {}, "a\x00b"),
        ("target-csv", {}, "a\x00b"),
        ("target-duckdb", {}, "a\x00b"),
        ("target-postgres", {}, None),
        ("target-postgres", {"sanitize_null_text_characters": True}, "a\ufffdb"),
    ],
)
def test_what_becomes_of_a_nul(
    tmp_path: Path,
    postgres: PostgresServer,
    name: str,
    settings: dict[str, bool],
    becomes: str | None,
) -> None:
    record = {"id": 1, "mod_ts": "2026-07-15T14:11:00.373226+00:00", "note": "a\x00b"}
    path = tmp_path / "messages"
    path.write_text(small_messages([record]), encoding="utf-8")
    target = target_of(name, tmp_path, postgres)
    if settings:
        target = Postgres(name, name, tmp_path, postgres, **settings)
    ran = target.run(path)
    if becomes is None:
        assert ran.exit_code != 0
        assert "NUL" in ran.log
    else:
        assert ran.exit_code == 0, ran.log
        assert [one["note"] for one in target.loaded()["s"]] == [becomes]


def test_postgresql_shifts_times_by_the_zone_of_the_session(
    tmp_path: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why meltano.yml sets PGTZ: the target does not."""
    record = {"id": 1, "mod_ts": "2026-07-15T14:11:00.373226+00:00"}
    path = tmp_path / "messages"
    path.write_text(small_messages([record]), encoding="utf-8")
    hours = []
    for zone in ("UTC", "America/Sao_Paulo"):
        monkeypatch.setattr("tests.integration.destinations.ZONE", zone)
        target = Postgres(
            "target-postgres", "target-postgres", tmp_path, postgres, hard_delete=True
        )
        assert target.run(path).exit_code == 0
        hours.append([one["mod_ts"].hour for one in target.loaded()["s"]])
    assert hours == [[14], [11]]
