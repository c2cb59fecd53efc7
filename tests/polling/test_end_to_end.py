"""A living warehouse, the real command, and a real target that follows."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import time
import typing as t

import pytest

from tests.polling.steps import Polled
from tests.support import COMMAND

Json: t.TypeAlias = dict[str, t.Any]
PolledOf: t.TypeAlias = t.Callable[..., Polled]

TARGET = os.environ.get("TARGET_JSONL", "")
STREAMS = ("inventory", "load", "order_dtl", "order_hdr", "order_status", "wave")
PATIENCE = 60.0

needs_target = pytest.mark.skipif(
    not TARGET or not pathlib.Path(TARGET).exists(),
    reason="make setup installs target-jsonl",
)


def write(folder: pathlib.Path, name: str, content: object) -> str:
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


@contextlib.contextmanager
def piped(here: Polled, folder: pathlib.Path) -> t.Iterator[tuple[t.Any, t.Any]]:
    """Tap and target, with a pipe between them."""
    config = write(folder, "config.json", here.world.config)
    catalog = write(folder, "catalog.json", here.world.catalog)
    wanted = {"destination_path": str(folder / "out"), "do_timestamp_file": False}
    with (
        (folder / "tap.log").open("wb") as log,
        (folder / "state.json").open("wb") as state,
        subprocess.Popen(
            [str(COMMAND), "--config", config, "--catalog", catalog],
            stdout=subprocess.PIPE,
            stderr=log,
        ) as tap,
        subprocess.Popen(
            [TARGET, "--config", write(folder, "target.json", wanted)],
            stdin=tap.stdout,
            stdout=state,
            stderr=subprocess.DEVNULL,
        ) as target,
    ):
        assert tap.stdout is not None
        tap.stdout.close()
        try:
            yield tap, target
        finally:
            tap.kill()
            target.kill()


def rows_of(folder: pathlib.Path, stream: str) -> dict[int, Json]:
    """What a reader of the target's file makes of it: the last line of each id."""
    path = folder / "out" / f"{stream}.jsonl"
    if not path.exists():
        return {}
    whole, _, _ = path.read_text(encoding="utf-8").rpartition("\n")
    lines = [json.loads(line, parse_float=str) for line in whole.splitlines()]
    return {row["id"]: row for row in lines}


def difference(here: Polled, folder: pathlib.Path) -> list[tuple[str, int]]:
    """Rows of the warehouse that the target does not hold as they are."""
    wrong = []
    for stream in here.world.streams:
        rows = rows_of(folder, stream)
        for row in here.world.expected(stream):
            held = rows.get(row["id"])
            if held is None or any(
                held.get(name) != row.get(name) for name in ("id", "mod_ts")
            ):
                wrong.append((stream, row["id"]))
    return wrong


def follows(here: Polled, folder: pathlib.Path, stream: str, number: int) -> None:
    """Wait until the target has a row."""
    end = time.monotonic() + PATIENCE
    while number not in rows_of(folder, stream):
        assert time.monotonic() < end, (folder / "tap.log").read_text(encoding="utf-8")
        time.sleep(0.05)
    assert number in here.world.ids(stream)


@needs_target
def test_a_target_follows_the_warehouse(
    polled: PolledOf,
    tmp_path: pathlib.Path,
) -> None:
    here = polled(*STREAMS, poll_interval=0.2, full_table_interval=1)
    simulator = here.simulator
    with piped(here, tmp_path) as (tap, target):
        simulator.start_life(10, ["order", "pick", "ship", "adjust", "move", "wave"])
        for count in range(4):
            number = simulator.insert("load", {"load_nbr": f"LD-NEW-{count}"})
            follows(here, tmp_path, "load", number)
        simulator.stop_life()
        end = time.monotonic() + PATIENCE
        while difference(here, tmp_path) and time.monotonic() < end:
            time.sleep(0.1)
        assert difference(here, tmp_path) == []
        tap.send_signal(signal.SIGTERM)
        assert tap.wait(timeout=PATIENCE) == 143
        assert target.wait(timeout=PATIENCE) == 0
    state = json.loads((tmp_path / "state.json").read_text(encoding="utf-8"))
    assert here.once(state).exit_code == 0
