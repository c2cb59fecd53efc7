"""Real signals to real processes: whole lines, last words, 128 + n, and soon."""

from __future__ import annotations

import contextlib
import dataclasses
import signal
import subprocess
import sys
import textwrap
import time
import typing as t

import pytest

from tap_oracle_wms.output import shutdown

# Loaded by its path: the package around it takes long to import.
PREAMBLE = f"""
import importlib.util, signal, sys, threading, time

spec = importlib.util.spec_from_file_location("shutdown", {shutdown.__file__!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)

def say(text):
    sys.stdout.write(text + "\\n")
    sys.stdout.flush()

def last_words():
    say("last words")

def start(words=last_words):
    shutdown = module.Shutdown(words)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: shutdown.handle(number))
    return shutdown
"""


@dataclasses.dataclass
class Ended:
    """How a process ended."""

    code: int
    lines: list[str]
    seconds: float
    log: str


@contextlib.contextmanager
def running(script: str) -> t.Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", PREAMBLE + textwrap.dedent(script)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def run(script: str, *signals: signal.Signals, between: float = 0.2) -> Ended:
    """Run a script, and send the signals once it has said "ready"."""
    with running(script) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        began = time.monotonic()
        for position, number in enumerate(signals):
            if position:
                time.sleep(between)
            process.send_signal(number)
        out = process.stdout.read()
        code = process.wait(timeout=15)
        seconds = time.monotonic() - began
        assert process.stderr is not None
        log = process.stderr.read()
    return Ended(code, out.splitlines(), seconds, log)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(
    "waiting",
    ["time.sleep(30)", "threading.Event().wait(30)", "exec('while True: pass')"],
    ids=["sleeping", "waiting", "busy"],
)
def test_it_ends_at_once_whatever_is_waited_for(
    number: signal.Signals,
    waiting: str,
) -> None:
    ended = run(f"start(); say('ready'); {waiting}; say('went on')", number)
    assert ended.code == 128 + number
    assert ended.lines == ["last words"]
    assert ended.seconds < 2
    assert number.name in ended.log


def test_threads_that_hang_do_not_hold_it_up() -> None:
    ended = run(
        """
        start()
        threading.Thread(target=time.sleep, args=(30,)).start()
        say("ready")
        time.sleep(30)
        """,
        signal.SIGTERM,
    )
    assert ended.code == 143
    assert ended.seconds < 2


def test_a_section_is_finished_first() -> None:
    ended = run(
        """
        shutdown = start()
        with shutdown.critical():
            say("ready")
            with shutdown.critical():
                time.sleep(0.4)
            say("line")
        say("went on")
        """,
        signal.SIGTERM,
    )
    assert ended.code == 143
    assert ended.lines == ["line", "last words"]


def test_a_section_that_fails_leaves_all_the_same() -> None:
    ended = run(
        """
        shutdown = start()
        try:
            with shutdown.critical():
                say("ready")
                time.sleep(0.3)
                raise BrokenPipeError
        finally:
            say("went on")
        """,
        signal.SIGINT,
    )
    assert ended.code == 130
    assert ended.lines == ["last words"]


def test_without_a_signal_sections_change_nothing() -> None:
    ended = run(
        """
        shutdown = start()
        say("ready")
        for _ in range(3):
            with shutdown.critical():
                say("line")
        """,
    )
    assert ended.code == 0
    assert ended.lines == ["line"] * 3


def test_a_section_that_is_stuck_is_left() -> None:
    ended = run(
        """
        module._PATIENCE = 0.3
        with start().critical():
            say("ready")
            time.sleep(30)
        """,
        signal.SIGTERM,
    )
    assert ended.code == 143
    assert ended.lines == []
    assert ended.seconds < 2


def test_last_words_that_are_stuck_are_left() -> None:
    ended = run(
        """
        module._PATIENCE = 0.3
        start(lambda: time.sleep(30))
        say("ready")
        time.sleep(30)
        """,
        signal.SIGTERM,
    )
    assert ended.code == 143
    assert ended.seconds < 2


def test_a_slow_section_and_stuck_last_words_share_the_time() -> None:
    """Two seconds in all, not for each."""
    ended = run(
        """
        with start(lambda: time.sleep(30)).critical():
            say("ready")
            time.sleep(1.2)
        """,
        signal.SIGTERM,
    )
    assert ended.code == 143
    assert ended.seconds < 2.2


def test_a_second_signal_in_a_section_ends_it_at_once() -> None:
    ended = run(
        """
        with start().critical():
            say("ready")
            time.sleep(30)
        """,
        signal.SIGINT,
        signal.SIGTERM,
    )
    assert ended.code in {130, 143}
    assert ended.lines == []
    assert ended.seconds < 1.2


def test_a_second_signal_does_not_cut_the_last_words() -> None:
    ended = run(
        """
        def words():
            time.sleep(0.5)
            say("last words")
        start(words)
        say("ready")
        time.sleep(30)
        """,
        signal.SIGTERM,
        signal.SIGINT,
    )
    assert ended.code == 143
    assert ended.lines == ["last words"]


@pytest.mark.parametrize("error", ["BrokenPipeError", "ValueError", "RuntimeError"])
def test_last_words_that_fail_change_nothing_about_the_code(error: str) -> None:
    ended = run(
        f"""
        def words():
            raise {error}("MARK")
        start(words)
        say("ready")
        try:
            time.sleep(30)
        except Exception:
            sys.exit(1)
        """,
        signal.SIGTERM,
    )
    assert ended.code == 143
    assert ended.seconds < 2
    assert "MARK" not in ended.log
