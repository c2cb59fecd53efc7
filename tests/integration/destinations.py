"""Targets with the way to run them and to read back what they loaded."""

from __future__ import annotations

import csv
import dataclasses
import decimal
import json
import os
import subprocess
import typing as t
from pathlib import Path

import psycopg
from psycopg.rows import dict_row

from tests.integration.meltano import ROOT

if t.TYPE_CHECKING:
    from tests.support.postgresql import PostgresServer

Json: t.TypeAlias = dict[str, t.Any]
Loaded: t.TypeAlias = dict[str, list[Json]]

SCHEMA = "wms"
# As in meltano.yml. Only PostgreSQL's clients look at it.
ZONE = "UTC"
_READER = Path(__file__).with_name("rows_in.py")
_LIMIT_SECONDS = 200


@dataclasses.dataclass(frozen=True)
class Ran:
    """How a target ended."""

    exit_code: int
    states: list[Json]
    log: str


class Target:
    """A target in an environment of its own.

    Args:
        environment: Name of the environment: that of its list of pinned versions.
        command: Name of the command.
        folder: Where its files are.
    """

    def __init__(self, environment: str, command: str, folder: Path) -> None:
        """Choose it."""
        self.bin = ROOT / f".venv-{environment}" / "bin"
        self._command = command
        self.folder = folder

    @property
    def config(self) -> Json:
        """Its settings."""
        raise NotImplementedError

    def loaded(self) -> Loaded:
        """Give the rows that it holds, by stream; only what it added is left out."""
        raise NotImplementedError

    def run(self, messages: Path) -> Ran:
        """Pipe a file with messages into it."""
        settings = self.folder / "config.json"
        settings.write_text(json.dumps(self.config), encoding="utf-8")
        with messages.open("rb") as lines:
            done = subprocess.run(
                [self.bin / self._command, "--config", settings],
                stdin=lines,
                capture_output=True,
                text=True,
                check=False,
                timeout=_LIMIT_SECONDS,
                env={**os.environ, "PGTZ": ZONE},
            )
        states = [json.loads(line) for line in done.stdout.splitlines() if line]
        return Ran(done.returncode, states, done.stderr)

    def _read_there(self, kind: str, place: Path, part: str = "-") -> Loaded:
        """Read with a library that only the target's environment has."""
        done = subprocess.run(
            [self.bin / "python", _READER, kind, place, part],
            capture_output=True,
            text=True,
            check=True,
            timeout=_LIMIT_SECONDS,
        )
        found: Loaded = {}
        for line in done.stdout.splitlines():
            stream, row = json.loads(line)
            found.setdefault(stream, []).append(row)
        return found


class Jsonl(Target):
    """target-jsonl, which validates each record."""

    @property
    def config(self) -> Json:
        """Its settings."""
        return {"destination_path": str(self.folder), "do_timestamp_file": False}

    def loaded(self) -> Loaded:
        """Give the rows that it holds."""
        return {
            file.stem: [
                json.loads(line, parse_float=decimal.Decimal)
                for line in file.read_text(encoding="utf-8").splitlines()
            ]
            for file in self.folder.glob("*.jsonl")
        }


class Csv(Target):
    """target-csv."""

    @property
    def config(self) -> Json:
        """Its settings."""
        return {"output_path": str(self.folder)}

    def loaded(self) -> Loaded:
        """Give the rows that it holds."""
        found = {}
        for file in self.folder.glob("*.csv"):
            with file.open(encoding="utf-8", newline="") as lines:
                found[file.stem] = [dict(row) for row in csv.DictReader(lines)]
        return found


class Duckdb(Target):
    """target-duckdb."""

    @property
    def config(self) -> Json:
        """Its settings."""
        return {
            "path": str(self.folder / "warehouse.duckdb"),
            "default_target_schema": SCHEMA,
            # Three entities have no key.
            "primary_key_required": False,
        }

    def loaded(self) -> Loaded:
        """Give the rows that it holds."""
        return self._read_there("duckdb", self.folder / "warehouse.duckdb", SCHEMA)


class ParquetByDuckdb(Duckdb):
    """Parquet files that DuckDB writes out of what target-duckdb loaded."""

    def loaded(self) -> Loaded:
        """Give the rows that the files hold."""
        return self._read_there("parquet", self.folder / "warehouse.duckdb", SCHEMA)


class Postgres(Target):
    """target-postgres.

    Args:
        environment: Name of the environment.
        command: Name of the command.
        folder: Where its settings are.
        server: The server.
        settings: More settings; also tells the schema apart.
    """

    def __init__(
        self,
        environment: str,
        command: str,
        folder: Path,
        server: PostgresServer,
        **settings: bool,
    ) -> None:
        """Choose it."""
        super().__init__(environment, command, folder)
        self._server = server
        self._settings = settings
        self._schema = "_".join([SCHEMA, *settings])

    @property
    def config(self) -> Json:
        """Its settings."""
        server = self._server
        return {
            "host": server.host,
            "port": server.port,
            "user": server.user,
            "password": server.password,
            "database": server.database,
            "default_target_schema": self._schema,
            **self._settings,
        }

    def loaded(self) -> Loaded:
        """Give the rows that it holds."""
        with psycopg.connect(self._server.dsn, row_factory=dict_row) as connection:
            tables = connection.execute(
                "SELECT tablename AS name FROM pg_tables WHERE schemaname = %s",
                (self._schema,),
            ).fetchall()
            return {
                one["name"]: connection.execute(
                    f'SELECT * FROM "{self._schema}"."{one["name"]}"'.encode()  # noqa: S608
                ).fetchall()
                for one in tables
            }
