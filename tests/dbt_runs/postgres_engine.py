"""PostgreSQL, loaded by target-postgres: rows upserted, with columns of metadata."""

from __future__ import annotations

import json
import typing as t

import psycopg
from typing_extensions import override

from tests.dbt_runs.engine import Engine, send

if t.TYPE_CHECKING:
    from pathlib import Path

    from tests.dbt_runs.engine import Json, Row
    from tests.support.postgresql import PostgresServer


class PostgresEngine(Engine):
    """A server of its own, whose time zone is not UTC.

    Args:
        folder: A folder of its own.
        dbt: The dbt command.
        target: The target-postgres command.
        server: A running server.
    """

    name = "PostgreSQL"

    def __init__(
        self, folder: Path, dbt: Path, target: Path, server: PostgresServer
    ) -> None:
        """Write the target's config."""
        super().__init__(folder, dbt)
        self._server = server
        self._target = target
        self._config = folder / "target.json"
        self._config.write_text(
            json.dumps(
                {
                    "host": server.host,
                    "port": server.port,
                    "user": server.user,
                    "password": server.password,
                    "database": server.database,
                    "default_target_schema": "wms",
                }
            )
        )

    @override
    def load(self, messages: Path) -> None:
        # The target writes times in the zone of its session, without saying which.
        command = ["env", "PGTZ=UTC", str(self._target), "--config", str(self._config)]
        send(command, messages, self.folder)

    @override
    def variables(self) -> Json:
        return {}

    @override
    def environment(self) -> dict[str, str]:
        return {
            "DBT_TARGET": "postgres",
            "DBT_POSTGRES_HOST": self._server.host,
            "DBT_POSTGRES_PORT": str(self._server.port),
            "DBT_POSTGRES_USER": self._server.user,
            "DBT_POSTGRES_PASSWORD": self._server.password,
            "DBT_POSTGRES_DATABASE": self._server.database,
        }

    @override
    def query(self, sql: str) -> list[Row]:
        with psycopg.connect(self._server.dsn) as connection:
            return connection.execute(sql.encode()).fetchall()

    @override
    def copy_of(self, table: str, schema: str) -> str:
        return f'create table {schema}."{table}" as select * from wms."{table}"'

    @override
    def execute(self, *statements: str) -> None:
        with psycopg.connect(self._server.dsn) as connection:
            for sql in statements:
                connection.execute(sql.encode())
