"""dbt on one database, with data loaded by a real target."""

from __future__ import annotations

import abc
import dataclasses
import datetime
import json
import os
import subprocess
import typing as t

from tests.support.running import COMMAND

if t.TYPE_CHECKING:
    from pathlib import Path

Json: t.TypeAlias = dict[str, t.Any]
Row: t.TypeAlias = tuple[t.Any, ...]

AS_OF = f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M:%S}"
"""The moment that marts tell of: the same in each run, so that runs can be compared."""
_LIMIT_SECONDS = 300
_GOOD = frozenset({"success", "pass", "warn", "no-op"})


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a command of dbt did.

    Attributes:
        exit_code: Its exit code.
        log: What it printed.
        statuses: Outcome by name of node, for the nodes that it ran.
        kinds: Kind of each node: model, test, unit_test ...
    """

    exit_code: int
    log: str
    statuses: dict[str, str]
    kinds: dict[str, str]

    @property
    def failed(self) -> set[str]:
        """Names of nodes that did not end well; warnings do."""
        return {name for name, how in self.statuses.items() if how not in _GOOD}

    def count(self, *kinds: str) -> int:
        """Number of nodes of some kinds that were run."""
        return sum(kind in kinds for kind in self.kinds.values())


class Engine(abc.ABC):
    """One database.

    Args:
        folder: A folder of its own.
        dbt: The dbt command.
    """

    name: str

    def __init__(self, folder: Path, dbt: Path) -> None:
        """Choose where."""
        self.folder = folder
        self.project = folder / "project"
        self._dbt = dbt

    def write_project(self, catalog: Path, *arguments: str) -> str:
        """Run ``oracle-wms dbt``; gives what it printed."""
        return oracle_wms(
            *("dbt", "--catalog", str(catalog), "--out", str(self.project)), *arguments
        )

    def dbt(
        self, *arguments: str, schema: str = "analytics", variables: Json | None = None
    ) -> Outcome:
        """Run a command of dbt.

        Args:
            arguments: The command and its arguments.
            schema: The schema to build into.
            variables: Variables besides those of the engine.

        Returns:
            What came of it.
        """
        target = self.folder / f"target-{schema}"
        results = target / "run_results.json"
        results.unlink(missing_ok=True)
        given = {"wms_as_of": AS_OF, **self.variables(), **(variables or {})}
        done = subprocess.run(
            [
                str(self._dbt),
                "--no-use-colors",
                *arguments,
                *("--vars", json.dumps(given)),
                *("--target-path", str(target)),
                *("--log-path", str(self.folder / "logs")),
            ],
            cwd=self.project,
            env={**os.environ, **self.environment(), "DBT_SCHEMA": schema},
            capture_output=True,
            text=True,
            check=False,
            timeout=_LIMIT_SECONDS,
        )
        found = json.loads(results.read_text())["results"] if results.exists() else []
        names = {one["unique_id"]: one["unique_id"].split(".")[2] for one in found}
        return Outcome(
            done.returncode,
            done.stdout + done.stderr,
            {names[one["unique_id"]]: one["status"] for one in found},
            {name: key.split(".")[0] for key, name in names.items()},
        )

    def manifest(self, schema: str = "analytics") -> Json:
        """What dbt knows of the project, after it has run."""
        path = self.folder / f"target-{schema}" / "manifest.json"
        manifest: Json = json.loads(path.read_text())
        return manifest

    @abc.abstractmethod
    def load(self, messages: Path) -> None:
        """Send messages of the tap through the target."""

    @abc.abstractmethod
    def variables(self) -> Json:
        """Variables that the project needs here."""

    @abc.abstractmethod
    def environment(self) -> dict[str, str]:
        """Variables of the environment that lead dbt here."""

    @abc.abstractmethod
    def query(self, sql: str) -> list[Row]:
        """Rows that a query gives."""

    @abc.abstractmethod
    def copy_of(self, table: str, schema: str) -> str:
        """SQL that copies a loaded table, each row once, into another schema."""

    @abc.abstractmethod
    def execute(self, *statements: str) -> None:
        """Run statements."""


def oracle_wms(*arguments: str) -> str:
    """Run the command for people; gives what it printed."""
    done = subprocess.run(
        [str(COMMAND.with_name("oracle-wms")), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=_LIMIT_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def send(command: list[str], messages: Path, folder: Path) -> None:
    """Send messages through a target."""
    with messages.open("rb") as lines:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=lines,
            capture_output=True,
            check=False,
            timeout=_LIMIT_SECONDS,
        )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
