"""Running a command against the page server, and what it took."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time
import typing as t
import urllib.request

from benchmarks.shapes import write_json

Json: t.TypeAlias = dict[str, t.Any]

ROOT = pathlib.Path(__file__).parent.parent


@dataclasses.dataclass(frozen=True)
class Taken:
    """What one run took.

    Attributes:
        seconds: From the start of the process to its end.
        reading: From the first request to its end.
        cpu: Seconds of the processor, in user and system mode.
        memory: Peak of resident memory, in MiB.
        requests: Requests that the server saw.
        most: Most of them in flight.
    """

    seconds: float
    reading: float
    cpu: float
    memory: float
    requests: int
    most: int


def median(runs: t.Sequence[Taken], what: str) -> float:
    """The median of one figure."""
    return float(statistics.median(getattr(run, what) for run in runs))


class PageServer:
    """The page server, in a process of its own."""

    def __init__(self, folder: pathlib.Path, plan: Json) -> None:
        """Start it.

        Args:
            folder: Where its plan and the configs go.
            plan: See `benchmarks.server.Server`.
        """
        path = write_json(folder / "plan.json", plan)
        command = [sys.executable, "-m", "benchmarks.server", str(path)]
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None  # noqa: S101 - for the type checker
        port = int(self._process.stdout.readline())
        self.base_url = f"http://127.0.0.1:{port}/acme"
        self._stats = f"http://127.0.0.1:{port}/stats"
        self._folder = folder

    def stop(self) -> None:
        """Stop it."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def config(self, **settings: object) -> str:
        """Path of a config for a tap."""
        name = "-".join(f"{key}-{value}" for key, value in settings.items() if value)
        name = name.replace("/", "_").replace("{", "").replace("'", "")[:80]
        content = {"base_url": self.base_url, "username": "u", "password": "p"}
        return str(write_json(self._folder / f"config-{name}.json", content | settings))

    def run(self, command: t.Sequence[str]) -> Taken:
        """Run a command to its end; its output goes nowhere.

        Raises:
            RuntimeError: If it fails.
        """
        self._ask()
        began_at, began = time.time(), time.perf_counter()
        with (self._folder / "stderr.log").open("wb") as errors:
            process = subprocess.Popen(  # noqa: S603 - our own commands
                command,
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
            _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            text = (self._folder / "stderr.log").read_text()[-2000:]
            msg = f"{' '.join(command)} ended with {process.returncode}:\n{text}"
            raise RuntimeError(msg)
        stats = self._ask()
        first = stats["first"] or began_at
        return Taken(
            seconds=seconds,
            reading=began_at + seconds - first,
            cpu=usage.ru_utime + usage.ru_stime,
            memory=usage.ru_maxrss / 1024,
            requests=stats["requests"],
            most=stats["most"],
        )

    def _ask(self) -> Json:
        with urllib.request.urlopen(self._stats) as answer:  # noqa: S310 - loopback
            return t.cast("Json", json.load(answer))


@contextlib.contextmanager
def serving(folder: pathlib.Path, plan: Json) -> t.Iterator[PageServer]:
    """A page server while it is needed."""
    server = PageServer(folder, plan)
    try:
        yield server
    finally:
        server.stop()


def interleaved(
    server: PageServer,
    commands: t.Mapping[str, t.Sequence[str]],
    rounds: int,
    *,
    once: t.Collection[str] = (),
) -> dict[str, list[Taken]]:
    """Run commands in turn, so that a busy moment meets all of them alike.

    Args:
        server: The page server.
        commands: What to run, by name.
        rounds: How often.
        once: Names of those that are run in one round only.

    Returns:
        What they took, by name.
    """
    taken: dict[str, list[Taken]] = {name: [] for name in commands}
    for number in range(rounds):
        for name, command in commands.items():
            if not number or name not in once:
                taken[name].append(server.run(command))
    return taken
