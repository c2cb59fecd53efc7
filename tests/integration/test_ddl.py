"""The tables of all 311 entities where no server is at hand: types and names."""

from __future__ import annotations

import collections
import json
import re
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest

from tests.integration.meltano import ROOT

Json: t.TypeAlias = dict[str, t.Any]

SCRIPT = Path(__file__).with_name("ddl_by.py")
HERE = Path(sys.executable)
# Types of the catalog in this order: integer, number, boolean, text, date-time, date,
# time. docs/targets.md says what follows from them.
KINDS = (
    ("integer", None),
    ("number", None),
    ("boolean", None),
    ("string", None),
    ("string", "date-time"),
    ("string", "date"),
    ("string", "time"),
)
TYPES = {
    "snowflake": "DECIMAL FLOAT BOOLEAN VARCHAR TIMESTAMP_NTZ DATE TIME",
    "bigquery": "INTEGER FLOAT BOOLEAN STRING TIMESTAMP DATE TIME",
    "oracle": "INTEGER DECIMAL BOOLEAN VARCHAR DATETIME DATE TIME",
    "mssql": "INTEGER DECIMAL BOOLEAN VARCHAR(max) DATETIME DATE TIME",
}
# The longest name that a database takes, in bytes.
LONGEST = {
    "PostgreSQL": 63,
    "Oracle from 12.2 on": 128,
    "SQL Server": 128,
    "Snowflake": 255,
    "BigQuery": 300,
}
# Words that the dialects know to be reserved, and quote: names of entities and fields.
QUOTED = {
    "snowflake": {"group"},
    "oracle": {"group", "level", "user"},
    "mssql": {"group", "load", "user"},
}


def python_for(database: str) -> Path:
    if database in {"snowflake", "bigquery"}:
        return ROOT / f".venv-target-{database}" / "bin" / "python"
    return HERE


@pytest.fixture(scope="module", params=TYPES)
def database(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def tables(database: str, full_catalog: Json) -> Json:
    done = subprocess.run(
        [python_for(database), SCRIPT, database],
        input=json.dumps(full_catalog),
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    tables: Json = json.loads(done.stdout)
    return tables


def test_each_kind_of_field_becomes_one_type(
    database: str, tables: Json, full_catalog: Json
) -> None:
    found = collections.defaultdict(set)
    for entry in full_catalog["streams"]:
        types = tables[entry["tap_stream_id"]]["types"]
        properties = entry["schema"]["properties"]
        assert types.keys() == properties.keys()
        for name, prop in properties.items():
            (kind,) = {*prop["type"]} - {"null"}
            found[kind, prop.get("format")].add(types[name])
    assert len(tables) == 311
    wanted = dict(zip(KINDS, TYPES[database].split(), strict=True))
    assert found == {kind: {sql} for kind, sql in wanted.items()}


def test_keys_and_reserved_words(
    database: str, tables: Json, full_catalog: Json
) -> None:
    if database == "bigquery":
        pytest.skip("it makes tables by its API: no keys, no words to quote")
    quoted = set()
    for entry in full_catalog["streams"]:
        statement = tables[entry["tap_stream_id"]]["ddl"]
        quoted |= {*re.findall(r'["\[](\w+)["\]]', statement)}
        keys = re.findall(r"PRIMARY KEY \((.+)\)", statement)
        assert keys == (["id"] if entry["key_properties"] else [])
    assert quoted == QUOTED[database]


def test_names_fit_everywhere(full_catalog: Json) -> None:
    names = {entry["tap_stream_id"] for entry in full_catalog["streams"]}
    for entry in full_catalog["streams"]:
        names |= {*entry["schema"]["properties"]}
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
    assert max(map(len, names)) == 47
    assert max(map(len, names)) <= min(LONGEST.values())
