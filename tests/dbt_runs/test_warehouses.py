"""Databases that are not at hand: the models are compiled by their adapters.

No connection is opened: the columns that a target has made are given by the var
``wms_metadata_columns``, and that a table is there already is said by a macro that
takes the place of dbt's own, so that what is incremental is compiled too. What comes
out is read by a parser of the database's dialect. Whether the types fit is not known
before a database has run it.
"""

from __future__ import annotations

import json
import os
import subprocess
import typing as t
from pathlib import Path

import pytest

from tests.dbt_runs.engine import oracle_wms

if t.TYPE_CHECKING:
    from tests.dbt_runs.history import History

PROFILES = {
    "snowflake": {
        "account": "acme",
        "user": "acme",
        "password": "acme",
        "database": "acme",
        "warehouse": "acme",
        "schema": "analytics",
    },
    "bigquery": {
        "method": "oauth-secrets",
        "token": "acme",
        "project": "acme",
        "dataset": "analytics",
    },
    "databricks": {
        "host": "wms.example.com",
        "http_path": "/sql/1.0/acme",
        "token": "acme",
        "catalog": "acme",
        "schema": "analytics",
    },
}
METADATA = ["_sdc_batched_at", "_sdc_deleted_at", "_sdc_extracted_at", "_sdc_sequence"]

_TABLE_IS_THERE = "{% macro is_incremental() %}{{ return(true) }}{% endmacro %}\n"
# Run by the Python of the adapters' environment, which has sqlglot.
_PARSE = """
import pathlib, sys
import sqlglot
for path in pathlib.Path(sys.argv[2]).rglob("*.sql"):
    sqlglot.parse_one(path.read_text(), dialect=sys.argv[1])
    print(path.name)
"""


@pytest.mark.parametrize("database", PROFILES)
def test_models_compile_and_parse(
    database: str,
    history: History,
    tmp_path: Path,
) -> None:
    dbt = Path(os.environ["DBT_WAREHOUSES"])
    project = tmp_path / "project"
    oracle_wms("dbt", "--catalog", str(history.catalog), "--out", str(project))
    (project / "macros" / "table_is_there.sql").write_text(_TABLE_IS_THERE)
    outputs = {database: {"type": database, "threads": 1, **PROFILES[database]}}
    profile = {"wms_warehouse": {"target": database, "outputs": outputs}}
    (project / "profiles.yml").write_text(json.dumps(profile))
    # The adapter for Databricks wants a connection object, which it does not open.
    offline = [] if database == "databricks" else ["--no-introspect"]
    variables = json.dumps({"wms_metadata_columns": METADATA})
    done = subprocess.run(
        [
            *(str(dbt), "--no-use-colors", "compile", "--no-populate-cache", *offline),
            *("--vars", variables),
        ],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    compiled = project / "target" / "compiled"
    parsed = subprocess.run(
        [str(dbt.parent / "python"), "-c", _PARSE, database, str(compiled)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert parsed.returncode == 0, parsed.stderr[-3000:]
    models = {path.name for path in (project / "models").rglob("*.sql")}
    assert models <= {*parsed.stdout.splitlines()}
    base = next(compiled.rglob("base_wms__order_hdr.sql")).read_text()
    assert "where wms_rows.id in" in base
