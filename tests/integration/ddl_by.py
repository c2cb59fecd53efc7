"""Prints the tables that a target would make for a catalog, without any database.

    python ddl_by.py snowflake <catalog.json    by the Python of target-snowflake
    python ddl_by.py bigquery <catalog.json     by the Python of target-bigquery
    python ddl_by.py oracle <catalog.json       the SDK's types in SQLAlchemy's dialect
    python ddl_by.py mssql <catalog.json        the same

Prints JSON: by stream the types of its columns, and the statement where there is one.
"""

from __future__ import annotations

import json
import sys
import typing as t

Json: t.TypeAlias = dict[str, t.Any]


def by_sdk(entry: Json, dialect: t.Any, to_sql: t.Any) -> Json:  # noqa: ANN401
    """Make a table as SQL targets of the SDK do."""
    import sqlalchemy as sa  # noqa: PLC0415 - not every environment has it
    from sqlalchemy.schema import CreateTable  # noqa: PLC0415

    columns = [
        sa.Column(name, to_sql.to_sql_type(prop), primary_key=name in entry["keys"])
        for name, prop in entry["properties"].items()
    ]
    table = sa.Table(entry["stream"], sa.MetaData(), *columns)
    return {
        "types": {one.name: str(one.type.compile(dialect)) for one in columns},
        "ddl": str(CreateTable(table).compile(dialect=dialect)),
    }


def snowflake() -> t.Callable[[Json], Json]:
    """As target-snowflake does."""
    from snowflake.sqlalchemy.snowdialect import SnowflakeDialect  # noqa: PLC0415
    from target_snowflake.connector import SnowflakeConnector  # noqa: PLC0415

    to_sql = SnowflakeConnector({}, sqlalchemy_url="snowflake://").jsonschema_to_sql
    return lambda entry: by_sdk(entry, SnowflakeDialect(), to_sql)


def sqlalchemy_dialect(name: str) -> t.Callable[[Json], Json]:
    """As a SQL target of the SDK without types of its own does."""
    from singer_sdk.sql import SQLConnector  # noqa: PLC0415
    from sqlalchemy.dialects import registry  # noqa: PLC0415

    dialect = registry.load(name)()
    to_sql = SQLConnector({}, sqlalchemy_url="sqlite://").jsonschema_to_sql
    return lambda entry: by_sdk(entry, dialect, to_sql)


def bigquery() -> t.Callable[[Json], Json]:
    """As target-bigquery does, in its denormalized way."""
    from target_bigquery.core import SchemaTranslator  # noqa: PLC0415

    def make(entry: Json) -> Json:
        schema = {"properties": entry["properties"]}
        fields = SchemaTranslator(schema, transforms={}).translated_schema
        return {"types": {field.name: field.field_type.upper() for field in fields}}

    return make


if __name__ == "__main__":
    wanted = sys.argv[1]
    makers = {"snowflake": snowflake, "bigquery": bigquery}
    make_table = makers[wanted]() if wanted in makers else sqlalchemy_dialect(wanted)
    tables = {
        one["tap_stream_id"]: make_table(
            {
                "stream": one["tap_stream_id"],
                "properties": one["schema"]["properties"],
                "keys": one["key_properties"],
            }
        )
        for one in json.load(sys.stdin)["streams"]
    }
    json.dump(tables, sys.stdout)
