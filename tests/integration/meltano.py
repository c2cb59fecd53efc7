"""Meltano in a folder of its own, with the project's meltano.yml as it stands."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import re
import shutil
import signal
import subprocess
import time
import typing as t
from pathlib import Path

Json: t.TypeAlias = dict[str, t.Any]

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = Path(__file__).parent / "environments"
# The versions that a plugin's environment is made with.
CONSTRAINTS = {
    "tap-oracle-wms": ROOT / "constraints.txt",
    "target-jsonl": ROOT / "demo" / "target-jsonl-constraints.txt",
    "target-postgres": ENVIRONMENTS / "target-postgres.txt",
}
_FILES = ("meltano.yml", "pyproject.toml", "README.md", "LICENSE")
_PACKAGES = ("tap_oracle_wms", "wms_simulator")
_OURS = ("MELTANO", "TAP_", "TARGET_", "PG")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_LIMIT_SECONDS = 240


@dataclasses.dataclass(frozen=True)
class Done:
    """What a command of Meltano's left behind."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def log(self) -> str:
        """Everything that was said, without colours."""
        return _COLOURS.sub("", self.stdout + self.stderr)


class MeltanoProject:
    """A checkout of this project in a folder of its own, and Meltano in it.

    Args:
        command: The meltano command.
        folder: The folder; must not exist yet.
        settings: Variables of the environment that all commands get.
    """

    def __init__(
        self, command: Path, folder: Path, settings: t.Mapping[str, str]
    ) -> None:
        """Copy what Meltano needs."""
        self._command = command
        self.folder = folder
        folder.mkdir()
        for name in _FILES:
            shutil.copy(ROOT / name, folder)
        skipped = shutil.ignore_patterns("__pycache__")
        for name in _PACKAGES:
            shutil.copytree(ROOT / name, folder / name, ignore=skipped)
        others = {k: v for k, v in os.environ.items() if not k.startswith(_OURS)}
        self._environment = {**others, "NO_COLOR": "1", **settings}

    @property
    def schema(self) -> Json:
        """Meltano's own schema of meltano.yml."""
        (path,) = self._command.parents[1].glob(
            "lib/*/site-packages/meltano/schemas/*.json"
        )
        schema: Json = json.loads(path.read_text(encoding="utf-8"))
        return schema

    def install(self, kind: str, plugin: str) -> Done:
        """Install a plugin, at the versions that the tests are pinned to."""
        versions = {"UV_CONSTRAINT": str(CONSTRAINTS[plugin])}
        return self.run("install", kind, plugin, extra=versions)

    def run(self, *arguments: str, extra: t.Mapping[str, str] | None = None) -> Done:
        """Run a command of Meltano's to its end."""
        with self.started(*arguments, extra=extra) as process:
            stdout, stderr = process.communicate(timeout=_LIMIT_SECONDS)
        return Done(process.returncode, stdout, stderr)

    @contextlib.contextmanager
    def started(
        self, *arguments: str, extra: t.Mapping[str, str] | None = None
    ) -> t.Iterator[subprocess.Popen[str]]:
        """Start a command, at the head of a process group that ends with the block."""
        process = subprocess.Popen(
            [str(self._command), *arguments],
            cwd=self.folder,
            env={**self._environment, **(extra or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            kill_all_of(process)
            process.communicate()

    def state(self, name: str) -> Json:
        """Give a state as Meltano keeps it."""
        done = self.run("state", "get", name)
        assert done.exit_code == 0, done.log
        state: Json = json.loads(done.stdout)
        return state


def kill_all_of(process: subprocess.Popen[str]) -> None:
    """SIGKILL a process and all that it started, at once."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def part_of(process: subprocess.Popen[str], name: str) -> int:
    """Give the process id of a part of a run: one that Meltano started, by its name."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                command = (folder / "cmdline").read_bytes().split(b"\0")
                if any(Path(os.fsdecode(one)).name == name for one in command[:2]):
                    parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                    if int(parent) == process.pid:
                        return int(folder.name)
    msg = f"Meltano runs no {name}"
    raise LookupError(msg)


def wait_until(
    happened: t.Callable[[], bool], process: subprocess.Popen[str], seconds: float = 60
) -> None:
    """Wait for something while a process runs.

    Raises:
        TimeoutError: If it does not come, or the process ends before.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        if happened():
            return
        time.sleep(0.02)
    raise TimeoutError
