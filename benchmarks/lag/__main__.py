"""Lag of continuous mode: from a commit to the RECORD, and to the target's file.

Rows of a living warehouse are changed at random times, each with a mark of its own; the
tap's output goes through this process into a real target.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pathlib
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import typing as t

from wms_simulator import Simulator

TAP = pathlib.Path(sys.executable).parent / "tap-oracle-wms"
STREAMS = (
    "allocation",
    "container",
    "ib_shipment",
    "inventory",
    "item",
    "load",
    "order_dtl",
    "order_hdr",
    "task",
    "wave",
)
MARKED = "order_hdr"
_LOOK_EVERY = 0.005
_PATIENCE = 60.0


class Arrivals:
    """When each mark was first seen at one place."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.at: dict[str, float] = {}

    def look(self, line: bytes) -> None:
        """Look for a mark in a line that is here now."""
        now = time.monotonic()
        start = line.find(b"MARK-")
        if start >= 0:
            mark = line[start : line.index(b'"', start)].decode()
            self.at.setdefault(mark, now)


def pump(source: t.IO[bytes], sink: t.IO[bytes], seen: Arrivals) -> None:
    """Hand each line on, and look at it."""
    for line in source:
        if line.startswith(b'{"type":"RECORD"'):
            seen.look(line)
        sink.write(line)
        sink.flush()
    sink.close()


def watch(path: pathlib.Path, seen: Arrivals, over: threading.Event) -> None:
    """Look at each line that a target appends to a file."""
    while not path.exists():
        if over.wait(_LOOK_EVERY):
            return
    with path.open("rb") as file:
        rest = b""
        while not over.is_set():
            more = file.read()
            if not more:
                time.sleep(_LOOK_EVERY)
                continue
            *lines, rest = (rest + more).split(b"\n")
            for line in lines:
                seen.look(line)


def write_json(folder: pathlib.Path, name: str, content: object) -> str:
    """Write a file, and give its path."""
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def prepare(folder: pathlib.Path, config: dict[str, t.Any]) -> list[str]:
    """Discover, and run once, so that only changes are left."""
    place = write_json(folder, "once.json", {**config, "entities": [*STREAMS]})
    command = [str(TAP), "--config", place]
    found = subprocess.run(  # noqa: S603 - the tap
        [*command, "--discover"],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    catalog = write_json(folder, "catalog.json", json.loads(found.stdout))
    done = subprocess.run(  # noqa: S603 - the tap
        [*command, "--catalog", catalog],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    state = json.loads(done.stdout.splitlines()[-1])["value"]
    return ["--catalog", catalog, "--state", write_json(folder, "state.json", state)]


def change(simulator: Simulator, number: int, gap: float) -> dict[str, float]:
    """Change rows at random times.

    Args:
        simulator: The warehouse.
        number: How many.
        gap: Seconds between two, on average.

    Returns:
        When each mark's commit began.
    """
    dice = random.Random(7)  # noqa: S311 - no secret
    ids = list(simulator.truth_by_id(MARKED, fields=["id"]))
    committed: dict[str, float] = {}
    for count in range(number):
        time.sleep(dice.expovariate(1 / gap))
        mark = f"MARK-{count}"
        committed[mark] = time.monotonic()
        simulator.update(MARKED, dice.choice(ids), {"cust_field_1": mark})
    return committed


def line(name: str, lags: list[float]) -> str:
    """What is told of the lags at one place."""
    cuts = statistics.quantiles(lags, n=100, method="inclusive")
    return (
        f"{name:<22} {len(lags):>5}  {min(lags):7.3f} {cuts[49]:7.3f} "
        f"{cuts[94]:7.3f} {cuts[98]:7.3f} {max(lags):7.3f}"
    )


def measure(options: argparse.Namespace) -> list[str]:
    """Run it all."""
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        simulator = stack.enter_context(
            Simulator(switches={"latency": options.latency})
        )
        config = {
            "base_url": simulator.base_url,
            "username": simulator.username,
            "password": simulator.password,
        }
        arguments = prepare(folder, config)
        polling = {**config, "poll_interval": options.poll_interval}
        place = write_json(folder, "polling.json", polling)
        wanted = {"destination_path": str(folder / "out"), "do_timestamp_file": False}
        tap = subprocess.Popen(  # noqa: S603 - the tap
            [str(TAP), "--config", place, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(tap.kill)
        target = subprocess.Popen(  # noqa: S603 - the target
            [options.target, "--config", write_json(folder, "target.json", wanted)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(target.kill)
        on_stdout, in_file, over = Arrivals(), Arrivals(), threading.Event()
        file = folder / "out" / f"{MARKED}.jsonl"
        threads = [
            threading.Thread(target=pump, args=(tap.stdout, target.stdin, on_stdout)),
            threading.Thread(target=watch, args=(file, in_file, over)),
        ]
        for thread in threads:
            thread.start()
        simulator.start_life(options.life)
        time.sleep(2 * options.poll_interval + 2)
        simulator.clear_log()
        began = time.monotonic()
        committed = change(simulator, options.changes, options.gap)
        end = time.monotonic() + _PATIENCE
        last = f"MARK-{options.changes - 1}"
        while last not in in_file.at and time.monotonic() < end:
            time.sleep(_LOOK_EVERY)
        requests = len(simulator.requests(kind="list")) / (time.monotonic() - began)
        over.set()
        tap.send_signal(signal.SIGTERM)
        for process in (tap, target):
            process.wait(_PATIENCE)
        for thread in threads:
            thread.join()
    head = (
        f"poll_interval {options.poll_interval:g} s, {len(STREAMS)} streams, "
        f"latency {options.latency:g} s, {options.life:g} steps of life a second, "
        f"{requests:.1f} requests a second"
    )
    names = f"{'seconds after commit':<22} {'rows':>5} "
    places = (("RECORD on stdout", on_stdout), ("line in the file", in_file))
    return [
        head,
        names
        + "".join(f" {name:>7}" for name in ("least", "p50", "p95", "p99", "most")),
        *(
            line(name, [seen.at[m] - at for m, at in committed.items() if m in seen.at])
            for name, seen in places
        ),
    ]


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(prog="benchmarks.lag", description=__doc__)
    parser.add_argument("--poll-interval", type=float, default=1.0)
    parser.add_argument("--latency", type=float, default=0.05)
    parser.add_argument("--life", type=float, default=5.0)
    parser.add_argument("--changes", type=int, default=300)
    parser.add_argument("--gap", type=float, default=0.2)
    parser.add_argument(
        "--target", default=os.environ.get("TARGET_JSONL"), required=False
    )
    for text in measure(parser.parse_args()):
        print(text, flush=True)  # noqa: T201 - what this is for


if __name__ == "__main__":
    main()
