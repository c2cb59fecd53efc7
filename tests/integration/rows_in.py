"""Prints the rows of a DuckDB file as JSON lines, run by the Python of its target.

    python rows_in.py duckdb FILE SCHEMA
    python rows_in.py parquet FILE SCHEMA    by way of Parquet files, written beside it

Numbers with a fraction and times become texts, so that no digit is lost.
"""

from __future__ import annotations

import json
import sys
import typing as t
from pathlib import Path

import duckdb


def rows(kind: str, file: str, schema: str) -> t.Iterator[tuple[str, dict[str, t.Any]]]:
    """Give stream and row for all tables of a schema."""
    connection = duckdb.connect(file, read_only=True)
    tables = connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = ?",
        [schema],
    ).fetchall()
    for (table,) in tables:
        source = f'"{schema}"."{table}"'
        if kind == "parquet":
            written = Path(file).with_name(f"{table}.parquet")
            connection.execute(
                f"COPY (SELECT {_narrow(connection, schema, table)} "  # noqa: S608
                f"FROM {source}) "
                f"TO '{written}' (FORMAT parquet)"
            )
            source = f"read_parquet('{written}')"
        found = connection.execute(f"SELECT * FROM {source}")  # noqa: S608 - a test's
        names = [column[0] for column in found.description]
        for row in found.fetchall():
            yield table, dict(zip(names, row, strict=True))


def _narrow(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> str:
    """Give the columns, integers as BIGINT: Parquet has no HUGEINT, only doubles."""
    wide = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = ? "
        "AND table_name = ? AND data_type = 'HUGEINT'",
        [schema, table],
    ).fetchall()
    casts = ", ".join(f'CAST("{name}" AS BIGINT) AS "{name}"' for (name,) in wide)
    return f"* REPLACE ({casts})" if casts else "*"


if __name__ == "__main__":
    for line in rows(*sys.argv[1:]):
        sys.stdout.write(json.dumps(line, default=str) + "\n")
