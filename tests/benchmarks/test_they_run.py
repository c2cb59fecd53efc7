"""The benchmarks can be run, and compare programs that make the same records."""

from __future__ import annotations

import json
import subprocess
import sys
import typing as t

import pytest

from benchmarks.bench import FLOOR, PLAIN, TAP, Bench
from benchmarks.cases import CASES
from benchmarks.measure import Taken
from benchmarks.shapes import Warehouse
from benchmarks.targets import HEADER, Rounds, Target
from benchmarks.telemetry import compare

if t.TYPE_CHECKING:
    import pathlib


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("bench")
    return Bench(Warehouse.from_simulator(), folder, rounds=1, scale=0.001, others={})


def records(command: t.Sequence[str], cwd: pathlib.Path) -> list[dict[str, t.Any]]:
    done = subprocess.run(command, cwd=cwd, capture_output=True, check=True)
    messages = (json.loads(line, parse_float=str) for line in done.stdout.splitlines())
    return [m["record"] for m in messages if m["type"] == "RECORD"]


def test_all_programs_make_the_same_records(
    bench: Bench,
    pytestconfig: pytest.Config,
) -> None:
    catalog = bench.catalog("same", [bench.warehouse.stream("one")])
    with bench.serve({"one": ("wide", 700)}) as server:
        config = server.config()
        ours, plain, floor = (
            records(command, pytestconfig.rootpath)
            for command in (
                (*TAP, "--config", config, "--catalog", catalog),
                (*PLAIN, "--config", config, "--catalog", catalog),
                (*FLOOR, config, catalog, "convert"),
            )
        )
    assert len(ours) == 700
    for each in (plain, floor):
        by_name = [{name: record.get(name) for name in ours[0]} for record in each]
        assert by_name == ours


@pytest.mark.parametrize("name", ["cpu-narrow", "one-big-stream", "nothing-new"])
def test_a_case_can_be_run(bench: Bench, name: str) -> None:
    header, rows, targets = CASES[name](bench)
    assert rows
    assert all(len(row) == len(header) for row in rows)
    assert {len(target.row()) for target in targets} <= {len(HEADER)}
    assert bool(targets) == (name != "cpu-narrow")


@pytest.mark.parametrize(
    ("found", "at_most", "reached"),
    [
        (9.99, False, False),
        (9.996, False, True),
        (10.0, False, True),
        (10.0, True, True),
        (10.01, True, False),
    ],
)
def test_a_target_is_judged_as_it_is_told(
    found: float,
    at_most: bool,  # noqa: FBT001
    reached: bool,  # noqa: FBT001
) -> None:
    target = Target("anything", found, 10, at_most=at_most)
    assert target.reached == reached
    assert target.row()[3] == ("reached" if reached else "not reached")


def test_latency_alone_bounds_what_can_be_reached() -> None:
    taken = Taken(seconds=3, reading=2, cpu=1, memory=1, requests=52, most=8)
    own, plain, most = Rounds(alone=2, requests=48, latency=0.2).targets(
        12, 16, [taken]
    )
    assert (own.found, plain.found, most.found) == (6, 8, 8)
    assert own.note == "at most 7.5 x: 8 rounds of 200 ms take 1.60 s"
    assert plain.note.startswith("at most 10.0 x")


def test_the_tables_are_written_to_a_file(
    tmp_path: pathlib.Path,
    pytestconfig: pytest.Config,
) -> None:
    output = tmp_path / "build" / "bench.md"
    command = [sys.executable, "-m", "benchmarks", "start", "--rounds", "1"]
    subprocess.run(
        [*command, "--output", str(output)],
        cwd=pytestconfig.rootpath,
        check=True,
        capture_output=True,
    )
    text = output.read_text()
    assert "### start: From the start of the process" in text
    assert "### Targets" in text
    assert "| start: start to first request | at most 0.6 s |" in text


def test_an_unknown_case_is_named(pytestconfig: pytest.Config) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "warp-speed"],
        cwd=pytestconfig.rootpath,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "no such case: warp-speed; there are cpu-wide" in done.stderr


def test_what_telemetry_costs_can_be_measured(bench: Bench) -> None:
    found = compare(bench)
    assert set(found) == {"off", "OpenTelemetry", "metrics_file", "log at DEBUG"}
    assert all(one > 0 for values in found.values() for one in values)
