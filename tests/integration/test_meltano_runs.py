"""Histories through Meltano: runs, changes, kills; in the end every row is right."""

from __future__ import annotations

import collections
import os
import signal
import time
import typing as t

import psycopg
import pytest
import yaml

from demo.compare import compare
from tests.integration.meltano import ROOT, kill_all_of, part_of, wait_until
from tests.integration.report import report
from tests.integration.truth import compare_table
from tests.support import expected_records

if t.TYPE_CHECKING:
    from tests.integration.meltano import Json, MeltanoProject
    from tests.support.postgresql import PostgresServer
    from wms_simulator import Simulator

pytestmark = pytest.mark.timeout(600)

# What the tap has read is with the target by then.
_WRITTEN_SECONDS = 2

SELECTED = tuple(
    sorted(
        one.removesuffix(".*")
        for one in yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))[
            "plugins"
        ]["extractors"][0]["select"]
        if not one.startswith("!")
    )
)


class History:
    """One target's history: what the warehouse has held, what it has sent."""

    def __init__(
        self, project: MeltanoProject, simulator: Simulator, target: str
    ) -> None:
        """Begin."""
        self._project = project
        self._simulator = simulator
        self._target = target
        self.held: dict[str, set[int]] = {stream: set() for stream in SELECTED}
        self.sent = 0
        self._remember()

    def live(self, steps: int = 40) -> None:
        """Let the warehouse work: orders, waves, picks, moves, deletions."""
        self._simulator.life(steps)
        self._simulator.commit_held()
        self._remember()

    def run(self, *options: str) -> dict[str, int]:
        """Run to the end; give the rows that the service gave, by stream."""
        done = self._project.run("run", *options, "tap-oracle-wms", self._target)
        assert done.exit_code == 0, done.log
        return self._count()

    def refused(self) -> None:
        """Try to run while Meltano believes that another run is under way."""
        done = self._project.run("run", "tap-oracle-wms", self._target)
        assert done.exit_code == 1
        assert "already running" in done.log

    def killed(self, *, page_size: int, requests: int, everything: bool) -> None:
        """Run until so many pages were asked for, then SIGKILL the tap, or all."""
        with (
            self._simulator.configured(latency=0.1),
            self._project.started(
                "run",
                "tap-oracle-wms",
                self._target,
                extra={"TAP_ORACLE_WMS_PAGE_SIZE": str(page_size)},
            ) as process,
        ):
            wait_until(lambda: self._pages(page_size) >= requests, process)
            if everything:
                kill_all_of(process)
            else:
                # No line is cut short, which would end the target as well.
                self._simulator.configure(hang=True)
                time.sleep(_WRITTEN_SECONDS)
                os.kill(part_of(process, "tap-oracle-wms"), signal.SIGKILL)
            process.communicate(timeout=60)
            assert process.returncode != 0
        self._simulator.configure(hang=False)
        self._count()

    def state(self) -> Json:
        """The bookmarks as Meltano keeps them."""
        state = self._project.state(f"simulator:tap-oracle-wms-to-{self._target}")
        bookmarks: Json = state.get("singer_state", {}).get("bookmarks", {})
        return bookmarks

    def _count(self) -> dict[str, int]:
        """Count the rows that the service gave for a run, by stream."""
        given: collections.Counter[str] = collections.Counter()
        for one in self._simulator.requests(kind="list"):
            # The one row that discovery asks for is not sent on.
            if one["query"].get("page_size") != "1":
                given[one["entity"]] += one["rows"] or 0
        self._simulator.clear_log()
        self.sent += given.total()
        return given

    def _pages(self, page_size: int) -> int:
        """Pages asked for; the one row that discovery asks for is none."""
        return sum(
            one["query"].get("page_size") == str(page_size)
            for one in self._simulator.requests(kind="list")
        )

    def _remember(self) -> None:
        for stream, ids in self.held.items():
            truth = self._simulator.truth(stream, fields=["id"])
            ids.update(row["id"] for row in truth)


def live_through(history: History, *, hands_out_states: bool) -> None:
    """Two runs with changes, the tap and then all of Meltano killed in between.

    Args:
        history: The history.
        hands_out_states: Whether the target hands out the last state that it got
            when the tap dies. If not, the next run begins anew.
    """
    history.killed(page_size=50, requests=120, everything=False)
    halfway = history.state()
    finished = [one for one in halfway if "replication_key_value" in halfway[one]]
    assert bool(finished) is hands_out_states
    history.live()
    resumed = history.run()
    read_again = sum(resumed[stream] for stream in finished)
    assert read_again <= sum(len(history.held[stream]) for stream in finished) / 2
    first = history.state()
    history.live()
    history.killed(page_size=10, requests=40, everything=True)
    history.live()
    # Meltano holds the killed run for one that is under way, until its last sign of
    # life is five minutes old.
    history.refused()
    history.run("--force")
    last = history.state()
    # Streams without mod_ts keep no bookmark.
    assert first.keys() == last.keys() >= {*SELECTED} - {"order_status"}
    for stream, bookmark in last.items():
        assert "pass" not in bookmark
        before = first[stream]["replication_key_value"]
        assert before < bookmark["replication_key_value"], stream


def test_two_runs_and_kills_into_files(
    project: MeltanoProject, simulator: Simulator, full_catalog: Json
) -> None:
    history = History(project, simulator, "target-jsonl")
    # It forgets a state as soon as another record comes.
    live_through(history, hands_out_states=False)
    entries = {one["tap_stream_id"]: one for one in full_catalog["streams"]}
    differences = []
    rows = 0
    for stream in SELECTED:
        verdict = compare(
            entries[stream],
            [project.folder / "output" / "meltano"],
            history.held[stream],
            simulator.truth(stream),
        )
        differences += verdict.differences
        rows += verdict.warehouse + verdict.gone
    equal = "every value" if not differences else f"{len(differences)} differ"
    report(
        "meltano run: target-jsonl 0.1.4",
        streams=len(SELECTED),
        sent=history.sent,
        loaded=rows,
        equal=equal,
    )
    assert differences == []


def test_two_runs_and_kills_into_postgresql(
    project: MeltanoProject,
    simulator: Simulator,
    postgres: PostgresServer,
    full_catalog: Json,
) -> None:
    history = History(project, simulator, "target-postgres")
    live_through(history, hands_out_states=True)
    entries = {one["tap_stream_id"]: one for one in full_catalog["streams"]}
    with psycopg.connect(postgres.dsn) as connection:
        found = [
            compare_table(
                connection,
                "oracle_wms",
                entries[stream],
                expected_records(simulator, stream, full_catalog),
                history.held[stream],
            )
            for stream in SELECTED
        ]
    differences = [line for one in found for line in one.differences]
    report(
        "meltano run: target-postgres 0.8.1",
        streams=len(SELECTED),
        sent=history.sent,
        loaded=sum(one.rows for one in found),
        equal="every value" if not differences else f"{len(differences)} differ",
    )
    assert differences == []
    # The warehouse deletes too, and the service does not tell: else this proves less.
    assert sum(one.gone for one in found) > 0
