"""The benchmarks can be run, and compare programs that make the same records."""

from __future__ import annotations

import json
import subprocess
import sys
import typing as t

import pytest

from benchmarks.cases import CASES, FLOOR, PLAIN, TAP, Bench
from benchmarks.shapes import Warehouse

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
    header, rows = CASES[name](bench)
    assert rows
    assert all(len(row) == len(header) for row in rows)


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
