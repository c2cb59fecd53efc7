"""Runs the real commands, each with its log in a file of its own."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
import typing as t
from pathlib import Path

Json: t.TypeAlias = dict[str, t.Any]

TAP = Path(sys.executable).parent / "tap-oracle-wms"
_LINES_SHOWN = 15
_LIMIT_SECONDS = 300


class CommandFailedError(Exception):
    """A command ended with an exit code other than 0, or not at all."""

    def __init__(self, command: str, code: int | None, log: Path) -> None:
        """Say which, and the end of what it logged."""
        how = f"ended with exit code {code}" if code else "did not come to an end"
        lines = log.read_text(encoding="utf-8").splitlines()[-_LINES_SHOWN:]
        super().__init__("\n".join([f"{command} {how}:", *lines]))


class Workshop:
    """The folder of one demo, and the commands that run in it.

    Args:
        folder: Where everything is written; must be empty.
        target: The target-jsonl command.
    """

    def __init__(self, folder: Path, target: Path) -> None:
        """Choose the folder."""
        self.folder = folder
        self._target = target

    def write(self, name: str, content: Json) -> Path:
        """Write a JSON file and give its path."""
        path = self.folder / name
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        return path

    def discover(self, config: Path) -> Json:
        """Run ``tap-oracle-wms --config ... --discover``.

        Returns:
            The catalog.

        Raises:
            CommandFailedError: If the tap fails.
        """
        log = self.folder / "discover.log"
        with log.open("wb") as errors:
            tap = subprocess.Popen(  # noqa: S603 - the tap
                [TAP, "--config", config.name, "--discover"],
                cwd=self.folder,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
            try:
                written, _ = tap.communicate(timeout=_LIMIT_SECONDS)
            except subprocess.TimeoutExpired:
                tap.kill()
                tap.wait()
                raise CommandFailedError(TAP.name, None, log) from None
        if tap.returncode:
            raise CommandFailedError(TAP.name, tap.returncode, log)
        catalog: Json = json.loads(written)
        return catalog

    def sync(self, run: str, config: Path, state: Path | None) -> Path:
        """Run ``tap-oracle-wms ... | target-jsonl ...`` through a pipe.

        Args:
            run: Name of the run, and of the folder that the target writes to.
            config: The tap's config.
            state: State of the run before, None for the first one.

        Returns:
            The file with the state that the target handed out.

        Raises:
            CommandFailedError: If the tap or the target fails.
        """
        arguments = ["--config", config.name, "--catalog", "catalog.json"]
        if state is not None:
            arguments += ["--state", state.name]
        wanted = {"destination_path": run, "do_timestamp_file": False}
        target_config = self.write(f"{run}-target.json", wanted)
        kept = self.folder / f"{run}-state.json"
        tap_log, target_log = (
            self.folder / f"{run}-{who}.log" for who in ("tap", "target")
        )
        with contextlib.ExitStack() as files:
            tap = subprocess.Popen(  # noqa: S603 - the tap
                [TAP, *arguments],
                cwd=self.folder,
                stdout=subprocess.PIPE,
                stderr=files.enter_context(tap_log.open("wb")),
            )
            target = subprocess.Popen(  # noqa: S603 - the target
                [self._target, "--config", target_config.name],
                cwd=self.folder,
                stdin=tap.stdout,
                stdout=files.enter_context(kept.open("wb")),
                stderr=files.enter_context(target_log.open("wb")),
            )
            if tap.stdout:
                # The target's end alone shall keep the pipe open.
                tap.stdout.close()
            codes = _codes(target, tap)
        for command, code, log in zip(
            (self._target.name, TAP.name), codes, (target_log, tap_log), strict=True
        ):
            if code != 0:
                raise CommandFailedError(command, code, log)
        return kept


def _codes(*processes: subprocess.Popen[bytes]) -> list[int | None]:
    """Wait for all; None stands for one that had to be killed."""
    end = time.monotonic() + _LIMIT_SECONDS
    codes: list[int | None] = []
    for process in processes:
        try:
            codes.append(process.wait(max(0.0, end - time.monotonic())))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            codes.append(None)
    return codes
