"""What PostgreSQL must hold, compared by SQL."""

from __future__ import annotations

import dataclasses
import typing as t

from psycopg import sql

from demo.expected import columns

if t.TYPE_CHECKING:
    import psycopg

Json: t.TypeAlias = dict[str, t.Any]

# What becomes of a type or format of the catalog.
_TYPES = {
    "integer": "bigint",
    "number": "numeric",
    "boolean": "boolean",
    "string": "text",
    "date": "date",
    "time": "time without time zone",
    # UTC, as the contract promises; the target keeps no zone.
    "date-time": "timestamp without time zone",
}
_SHOWN = 5


@dataclasses.dataclass(frozen=True)
class Found:
    """What a table holds.

    Attributes:
        rows: All rows.
        gone: Rows that were deleted in the warehouse since they were read.
        differences: What is not as it should be, a line each.
    """

    rows: int
    gone: int
    differences: list[str]


def sql_types(entry: Json) -> dict[str, str]:
    """Give the types that the columns of a stream must have."""
    types = {}
    for name, prop in columns(entry).items():
        (kind,) = {*prop["type"]} - {"null"}
        types[name] = _TYPES[prop.get("format", kind)]
    return types


def compare_table(
    connection: psycopg.Connection,
    schema: str,
    entry: Json,
    truth: t.Iterable[Json],
    before: t.Collection[int],
) -> Found:
    """Compare a table with the warehouse.

    Args:
        connection: Connection to the database.
        schema: The table's schema; its name is that of the stream.
        entry: The stream's entry in the catalog.
        truth: The records that must be there.
        before: Ids that the warehouse has held at earlier times.

    Returns:
        What was found. A row that was deleted in the warehouse stays in the table.
    """
    stream = entry["tap_stream_id"]
    wanted = sql_types(entry)
    found: dict[str, str] = dict(
        connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = %s AND table_name = %s",
            (schema, stream),
        ).fetchall()
    )
    loaded = {name: kind for name, kind in found.items() if not name.startswith("_sdc")}
    if loaded != wanted:
        odd = sorted(loaded.items() ^ wanted.items())
        return Found(0, 0, [f"{stream}: columns differ: {odd}"])
    _write_truth(connection, stream, wanted, truth)
    names = sql.SQL(", ").join(map(sql.Identifier, wanted))
    # As texts: every digit of a number counts, and the zone of the session does not.
    texts = sql.SQL(", ").join(
        sql.SQL("{}::text").format(sql.Identifier(name)) for name in wanted
    )
    parts = {
        "table": sql.Identifier(schema, stream),
        "truth": sql.Identifier("truth", stream),
        "names": names,
        "texts": texts,
    }

    def ask(query: str, *given: t.Any) -> list[t.Any]:
        return connection.execute(
            sql.SQL(t.cast("t.Any", query)).format(**parts), given
        ).fetchall()

    ((rows, ids),) = ask("SELECT count(*), count(DISTINCT id) FROM {table}")
    missing = ask("SELECT {texts} FROM {truth} EXCEPT SELECT {texts} FROM {table}")
    extra = ask(
        "SELECT {texts} FROM {table} WHERE id IN (SELECT id FROM {truth}) "
        "EXCEPT SELECT {texts} FROM {truth}"
    )
    gone = {
        one for (one,) in ask("SELECT id FROM {table} EXCEPT SELECT id FROM {truth}")
    }
    differences = [f"{stream}: not loaded so: {row}" for row in missing[:_SHOWN]]
    differences += [f"{stream}: loaded so: {row}" for row in extra[:_SHOWN]]
    if rows != ids:
        differences.append(f"{stream}: {rows - ids} rows are there twice")
    differences += [f"{stream}: never was there: {one}" for one in gone - {*before}]
    return Found(rows, len(gone), differences)


def _write_truth(
    connection: psycopg.Connection,
    stream: str,
    types: t.Mapping[str, str],
    records: t.Iterable[Json],
) -> None:
    table = sql.Identifier("truth", stream)
    fields = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(t.cast("t.Any", kind)))
        for name, kind in types.items()
    )
    connection.execute("CREATE SCHEMA IF NOT EXISTS truth")
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(table, fields))
    copy = sql.SQL("COPY {} FROM STDIN").format(table)
    with connection.cursor() as cursor, cursor.copy(copy) as rows:
        for record in records:
            rows.write_row([record[name] for name in types])
