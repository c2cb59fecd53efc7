"""Running the tap: as a command of its own, or in this process where that is enough."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import logging
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import typing as t
import warnings

from tap_oracle_wms.tap import TapOracleWms

COMMAND = pathlib.Path(sys.executable).parent / "tap-oracle-wms"

Message: t.TypeAlias = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Run:
    """What a run left behind."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def messages(self) -> list[Message]:
        """All messages; fails on anything else on stdout."""
        return [json.loads(line, parse_float=str) for line in self.stdout.splitlines()]

    def records(self, stream: str) -> list[Message]:
        """Records of a stream, in order; numbers with a fraction as text."""
        return [
            message["record"]
            for message in self.messages
            if message["type"] == "RECORD" and message["stream"] == stream
        ]

    @property
    def states(self) -> list[Message]:
        """Values of all STATE messages, in order."""
        return [m["value"] for m in self.messages if m["type"] == "STATE"]

    @property
    def state(self) -> Message:
        """The last STATE."""
        return self.states[-1]

    @property
    def catalog(self) -> Message:
        """Stdout as one JSON document."""
        catalog: Message = json.loads(self.stdout)
        return catalog


def _arguments(folder: str, files: dict[str, object]) -> list[str]:
    arguments = []
    for option, content in files.items():
        if content is not None:
            path = pathlib.Path(folder, f"{option}.json")
            path.write_text(json.dumps(content), encoding="utf-8")
            arguments += [f"--{option}", str(path)]
    return arguments


def _environment(extra: t.Mapping[str, str] | None) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("TAP_ORACLE_WMS")}
    return {**clean, **(extra or {})}


@contextlib.contextmanager
def start_cli(
    *flags: str,
    config: object = None,
    catalog: object = None,
    state: object = None,
    environment: t.Mapping[str, str] | None = None,
    stdout: t.Any = subprocess.PIPE,  # noqa: ANN401 - as subprocess takes it
    stderr: t.Any = subprocess.PIPE,  # noqa: ANN401 - as subprocess takes it
) -> t.Iterator[subprocess.Popen[bytes]]:
    """The real command, started in a folder of its own; killed at the end."""
    with tempfile.TemporaryDirectory() as folder:
        files = {"config": config, "catalog": catalog, "state": state}
        with subprocess.Popen(
            [str(COMMAND), *_arguments(folder, files), *flags],
            cwd=folder,
            env=_environment(environment),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
        ) as process:
            try:
                yield process
            finally:
                process.kill()


def run_cli(
    *flags: str,
    config: object = None,
    catalog: object = None,
    state: object = None,
    environment: t.Mapping[str, str] | None = None,
) -> Run:
    """Run the real command to its end."""
    with start_cli(
        *flags,
        config=config,
        catalog=catalog,
        state=state,
        environment=environment,
    ) as process:
        stdout, stderr = process.communicate(timeout=100)
    return Run(process.returncode, stdout.decode(), stderr.decode())


def run_tap(
    *flags: str,
    config: object = None,
    catalog: object = None,
    state: object = None,
) -> Run:
    """Run the same command line inside this process: quicker, the same otherwise."""
    out, log = io.StringIO(), io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    handlers = {n: signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT)}
    level, hook = root.level, sys.excepthook
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    code = 0
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            contextlib.redirect_stdout(out),
            warnings.catch_warnings(),
        ):
            files = {"config": config, "catalog": catalog, "state": state}
            command = TapOracleWms.get_singer_command()
            command.main([*_arguments(folder, files), *flags], prog_name="tap")
    except SystemExit as leaving:
        code = (
            leaving.code if isinstance(leaving.code, int) else int(bool(leaving.code))
        )
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        sys.excepthook = hook
        logging.captureWarnings(capture=False)
        for number, previous in handlers.items():
            signal.signal(number, previous)
    return Run(code, out.getvalue(), log.getvalue())
