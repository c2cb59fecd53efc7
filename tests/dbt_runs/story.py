"""What dbt makes of the history on one engine, step by step and each step once."""

from __future__ import annotations

import functools
import typing as t

from tests.dbt_runs import report
from tests.dbt_runs.faults import FAULTS

if t.TYPE_CHECKING:
    from tests.dbt_runs.engine import Engine, Json, Outcome
    from tests.dbt_runs.history import History

FAULTY = "faulty"


class Story:
    """The steps, in the order in which they happen.

    Args:
        engine: The engine.
        history: What the tap wrote.
    """

    def __init__(self, engine: Engine, history: History) -> None:
        """Write the project."""
        self.engine = engine
        self.history = history
        self.said = engine.write_project(history.catalog)

    @functools.cached_property
    def builds(self) -> tuple[Outcome, ...]:
        """``dbt run`` after each run of the tap, ``dbt build`` after the last."""
        outcomes = []
        *before, last = self.history.runs
        for messages in before:
            self.engine.load(messages)
            outcomes.append(self.engine.dbt("run"))
        self.engine.load(last)
        outcomes.append(self.engine.dbt("build"))
        report.add(self.engine.name, self.engine.manifest(), outcomes[-1])
        return tuple(outcomes)

    @functools.cached_property
    def rebuilt(self) -> Outcome:
        """``dbt run --full-refresh`` after all of them, into a schema of its own."""
        assert self.builds
        return self.engine.dbt("run", "--full-refresh", schema="analytics_full")

    @functools.cached_property
    def models(self) -> dict[str, Json]:
        """Models of the project by name."""
        assert self.builds
        return {
            node["name"]: node
            for node in self.engine.manifest()["nodes"].values()
            if node["resource_type"] == "model"
        }

    @functools.cached_property
    def faulty(self) -> Outcome:
        """``dbt run`` and ``dbt test`` on a copy of the tables, with faults planted."""
        assert self.builds
        tables = [
            source["name"] for source in self.engine.manifest()["sources"].values()
        ]
        self.engine.execute(
            f"create schema {FAULTY}",
            *(self.engine.copy_of(table, FAULTY) for table in tables),
            *(sql for fault in FAULTS for sql in fault.planted(FAULTY)),
        )
        schema = f"analytics_{FAULTY}"
        variables = {
            "wms_schema": FAULTY,
            "wms_files": "",
            "wms_relationships_severity": "error",
        }
        done = self.engine.dbt("run", schema=schema, variables=variables)
        assert done.exit_code == 0, done.log
        return self.engine.dbt("test", schema=schema, variables=variables)
