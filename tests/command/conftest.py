"""The command, run as people do."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
import typing as t

import pytest

from tests.command.terminal import run_in_terminal

COMMAND = pathlib.Path(sys.executable).parent / "oracle-wms"

Config: t.TypeAlias = dict[str, t.Any]
Run: t.TypeAlias = "subprocess.CompletedProcess[str]"
Command: t.TypeAlias = t.Callable[..., Run]


@pytest.fixture
def environment() -> dict[str, str]:
    """The environment without settings of the tap and without a terminal's size."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("TAP_ORACLE_WMS") and name not in {"COLUMNS", "NO_COLOR"}
    }


@pytest.fixture
def write_config(config: Config, tmp_path: pathlib.Path) -> t.Callable[..., None]:
    """Writes a config for the simulator where the command looks for it."""

    def write(**changes: t.Any) -> None:
        content = {**config, "max_retries": 0, **changes}
        (tmp_path / "config.json").write_text(json.dumps(content))

    return write


@pytest.fixture
def oracle_wms(
    write_config: t.Callable[..., None],
    environment: dict[str, str],
    tmp_path: pathlib.Path,
) -> Command:
    """Runs the command in a folder with a config for the simulator."""

    def run(*arguments: str, **changes: t.Any) -> Run:
        write_config(**changes)
        return subprocess.run(
            [str(COMMAND), *arguments],
            capture_output=True,
            check=False,
            cwd=tmp_path,
            env=environment,
            text=True,
            timeout=60,
        )

    return run


@pytest.fixture
def at_terminal(
    write_config: t.Callable[..., None],
    environment: dict[str, str],
    tmp_path: pathlib.Path,
) -> t.Callable[..., tuple[int, str]]:
    """Runs the command at a terminal; gives exit code and what was seen there."""

    def run(*arguments: str, **variables: str) -> tuple[int, str]:
        write_config()
        command = [str(COMMAND), *arguments]
        return run_in_terminal(
            command,
            cwd=tmp_path,
            env=environment | {"TERM": "xterm"} | variables,
        )

    return run
