"""A terminal for a command, and somebody who types."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
import typing as t

if t.TYPE_CHECKING:
    import pathlib

_SECONDS = 60


def run_in_terminal(
    command: t.Sequence[str],
    *,
    cwd: pathlib.Path,
    env: t.Mapping[str, str],
    answers: t.Sequence[tuple[str, str]] = (),
    columns: int = 100,
) -> tuple[int, str]:
    """Run a command at a terminal of its own.

    Args:
        command: The command.
        cwd: Folder to run it in.
        env: Its environment.
        answers: What is typed, each after a text has been seen.
        columns: Width of the terminal.

    Returns:
        Its exit code, and what was seen on the terminal.

    Raises:
        AssertionError: If it does not end, or an expected text is not seen.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=env,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        try:
            seen = _converse(ours, list(answers))
        finally:
            os.close(ours)
            if process.poll() is None:
                time.sleep(0.2)
                process.kill()
    return process.returncode, seen


def _converse(terminal: int, answers: list[tuple[str, str]]) -> str:
    seen, looked_at = "", 0
    deadline = time.monotonic() + _SECONDS
    while True:
        if answers and answers[0][0] in seen[looked_at:]:
            looked_at = len(seen)
            time.sleep(0.1)  # a prompt is written before echoing is switched off
            os.write(terminal, f"{answers.pop(0)[1]}\n".encode())
        ready, _, _ = select.select([terminal], [], [], 1)
        assert time.monotonic() < deadline, f"it does not end: {seen!r}"
        if not ready:
            continue
        try:
            text = os.read(terminal, 65536)
        except OSError as error:
            if error.errno != errno.EIO:  # as Linux says that the other side is closed
                raise
            text = b""
        if not text:
            assert not answers, f"{answers[0][0]!r} was not seen in {seen!r}"
            return seen.replace("\r\n", "\n")
        seen += text.decode()
