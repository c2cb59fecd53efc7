"""DuckDB, reading the files of target-jsonl: every version of a row, no metadata."""

from __future__ import annotations

import json
import subprocess
import typing as t

from typing_extensions import override

from tests.dbt_runs.engine import Engine, send

if t.TYPE_CHECKING:
    from pathlib import Path

    from tests.dbt_runs.engine import Json, Row

# Run by the Python of dbt's environment, which has DuckDB.
_SCRIPT = """
import json, sys
import duckdb
work = json.load(sys.stdin)
with duckdb.connect(work["file"]) as connection:
    connection.execute("set TimeZone = 'UTC'")
    for statement in work["statements"]:
        done = connection.execute(statement)
    json.dump(done.fetchall(), sys.stdout, default=str)
"""


class DuckDbEngine(Engine):
    """A database in a file.

    Args:
        folder: A folder of its own.
        dbt: The dbt command.
        target: The target-jsonl command.
    """

    name = "DuckDB"

    def __init__(self, folder: Path, dbt: Path, target: Path) -> None:
        """Write the target's config."""
        super().__init__(folder, dbt)
        self._target = target
        self.files = folder / "files"
        self.files.mkdir()
        self._config = folder / "target.json"
        self._config.write_text(
            json.dumps(
                {"destination_path": str(self.files), "do_timestamp_file": False}
            )
        )
        self._database = folder / "warehouse.duckdb"

    @override
    def load(self, messages: Path) -> None:
        send([str(self._target), "--config", str(self._config)], messages, self.folder)

    @override
    def variables(self) -> Json:
        return {"wms_files": str(self.files)}

    @override
    def environment(self) -> dict[str, str]:
        return {"DBT_TARGET": "duckdb", "DBT_DUCKDB_PATH": str(self._database)}

    @override
    def query(self, sql: str) -> list[Row]:
        work = {"file": str(self._database), "statements": [sql]}
        return [tuple(row) for row in json.loads(self._ask(work))]

    @override
    def copy_of(self, table: str, schema: str) -> str:
        return (
            f"create table {schema}.{table} as select * exclude (_sdc_sequence) "
            f"from wms.{table} qualify row_number() over "
            "(partition by id order by _sdc_sequence desc) = 1"
        )

    @override
    def execute(self, *statements: str) -> None:
        self._ask({"file": str(self._database), "statements": [*statements]})

    def _ask(self, work: Json) -> str:
        done = subprocess.run(
            [str(self._dbt.parent / "python"), "-c", _SCRIPT],
            input=json.dumps(work),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout
