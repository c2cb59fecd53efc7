"""Runs that a signal ends: soon, with whole lines and a good state."""

from __future__ import annotations

import contextlib
import copy
import fcntl
import os
import signal
import sys
import termios
import time
import typing as t

import pytest

from tests.reliability.going_on import go_on, seen
from tests.reliability.world import World, whole_lines
from tests.support import start_cli

if t.TYPE_CHECKING:
    import subprocess

Json: t.TypeAlias = dict[str, t.Any]
WorldOf: t.TypeAlias = t.Callable[..., World]

Process: t.TypeAlias = "subprocess.Popen[bytes]"

SIGNALS = [signal.SIGTERM, signal.SIGINT]
PATIENCE = 2.0
"""Seconds within which a signal must have ended the process."""

PIPE = 40_000
"""Bytes that a full pipe holds at least, with its gaps."""


@contextlib.contextmanager
def signalled(
    process: Process,
    number: signal.Signals,
    drain: bool = True,  # noqa: FBT001, FBT002
) -> t.Iterator[list[bytes]]:
    """Send a signal; the process must end in time, in the way it should."""
    assert process.stdout is not None
    assert process.stderr is not None
    output: list[bytes] = []
    sent = time.monotonic()
    process.send_signal(number)
    if drain:
        # Not communicate(), which knows nothing of what was read ahead.
        output += [process.stdout.read(), process.stderr.read()]
    process.wait(timeout=PATIENCE + 3)
    took = time.monotonic() - sent
    assert process.returncode == 128 + number
    assert took < PATIENCE
    yield output


def wait_for(condition: t.Callable[[], object]) -> None:
    """Wait until something is so, or fail after a while."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def read_until(process: Process, mark: bytes) -> bytes:
    """Read the output up to and with the first line that has a mark."""
    assert process.stdout is not None
    data = b""
    for line in process.stdout:
        data += line
        if mark in line:
            break
    return data


def unread(process: Process) -> int:
    """Bytes that stand in the pipe."""
    assert process.stdout is not None
    answer = fcntl.ioctl(process.stdout, termios.FIONREAD, bytes(4))
    return int.from_bytes(answer, sys.byteorder)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_while_an_answer_is_waited_for(
    world: WorldOf,
    number: signal.Signals,
) -> None:
    here = world("load", "task")
    hanging = {"value": True, "entities": ["task"], "after": 2}
    here.simulator.configure(hang=hanging)
    config = here.options(page_size=10)
    with start_cli(config=config, catalog=here.catalog) as process:
        data = read_until(process, b'"stream":"task"')
        wait_for(lambda: len(here.requests("task")) >= 3)
        with signalled(process, number) as (out, err):
            data += out
    assert f"Stopped by {number.name}".encode() in err
    messages, rest = whole_lines(data)
    assert rest == b""
    assert messages[-1]["type"] == "STATE"
    here.simulator.configure(hang=None)
    go_on(here, seen(data), page_size=10)


@pytest.mark.parametrize(
    ("number", "after"), [(signal.SIGTERM, 30), (signal.SIGINT, None)]
)
def test_a_signal_while_a_retry_is_waited_for(
    world: WorldOf,
    number: signal.Signals,
    after: int | None,
) -> None:
    here = world("load")
    fault = {"status": 503, "retry_after": after}
    here.simulator.configure(error={"value": fault, "after": 2})
    config = here.options(page_size=10, max_retries=20)
    with start_cli(config=config, catalog=here.catalog) as process:
        wait_for(lambda: len(here.requests("load")) >= 3)
        time.sleep(0.05)
        with signalled(process, number) as (out, _):
            pass
    messages, rest = whole_lines(out)
    assert rest == b""
    assert messages[-1]["type"] == "STATE"
    here.simulator.configure(error=None)
    go_on(here, seen(out), page_size=10)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_during_discovery(
    world: WorldOf,
    number: signal.Signals,
) -> None:
    here = world("load")
    here.simulator.configure(latency=20)
    with start_cli("--discover", config=here.config) as process:
        wait_for(lambda: here.simulator.max_in_flight() > 0)
        with signalled(process, number) as (out, err):
            pass
    assert out == b""
    assert b"Traceback" not in err


@pytest.mark.parametrize("number", [signal.SIGTERM])
def test_a_signal_while_nobody_reads_records(
    world: WorldOf,
    number: signal.Signals,
) -> None:
    here = world("item")
    with start_cli(config=here.config, catalog=here.catalog) as process:
        assert process.stdout is not None
        data = os.read(process.stdout.fileno(), 4096)
        wait_for(lambda: here.requests("item"))
        time.sleep(0.4)
        with signalled(process, number, drain=False):
            pass
        data += process.stdout.read()
    messages, _ = whole_lines(data)
    assert messages
    go_on(here, seen(data))


@pytest.mark.parametrize(
    ("number", "drain"), [(signal.SIGTERM, True), (signal.SIGINT, False)]
)
def test_a_signal_while_nobody_reads_schemas(
    world: WorldOf,
    full_catalog: Json,
    number: signal.Signals,
    drain: bool,  # noqa: FBT001
) -> None:
    """The pipe is full of SCHEMA messages; then the reader comes back, or does not."""
    some = world("load")
    empty = [
        entry
        for entry in copy.deepcopy(full_catalog["streams"][:160])
        if not some.simulator.count(entry["tap_stream_id"])
    ]
    for entry in empty[3:]:
        # Longer than a pipe holds: the line leaves in pieces.
        entry["schema"]["properties"]["id"]["description"] = "The row. " * 15_000
    here = World(some.simulator, some.config, {"streams": empty})
    with start_cli(config=here.config, catalog=here.catalog) as process:
        assert process.stdout is not None
        wait_for(lambda: unread(process) > PIPE)
        with signalled(process, number, drain=drain) as output:
            data = output[0] if drain else process.stdout.read()
    assert len(data) > PIPE
    messages, rest = whole_lines(data)
    assert {message["type"] for message in messages} <= {"SCHEMA", "STATE"}
    if drain:
        assert rest == b""
        assert messages[-1]["type"] == "STATE"


@pytest.mark.parametrize("number", [signal.SIGINT])
def test_two_signals_end_the_process_at_once(
    world: WorldOf,
    number: signal.Signals,
) -> None:
    here = world("item")
    with start_cli(config=here.config, catalog=here.catalog) as process:
        wait_for(lambda: here.requests("item"))
        time.sleep(0.3)
        process.send_signal(number)
        time.sleep(0.1)
        sent = time.monotonic()
        process.send_signal(number)
        process.wait(timeout=5)
        assert time.monotonic() - sent < 1
    assert process.returncode == 128 + number


def test_a_signal_anywhere_leaves_whole_lines_and_a_good_state(world: WorldOf) -> None:
    here = world("ib_shipment", "load")
    here.simulator.configure(latency=0.002)
    for lines in (5, 60):
        config = here.options(page_size=3)
        with start_cli(config=config, catalog=here.catalog) as process:
            assert process.stdout is not None
            data = b"".join(process.stdout.readline() for _ in range(lines))
            with signalled(process, signal.SIGTERM) as (out, _):
                data += out
        messages, rest = whole_lines(data)
        assert rest == b""
        types = [message["type"] for message in messages]
        assert "RECORD" not in types[len(types) - types[::-1].index("STATE") :]
        go_on(here, seen(data), page_size=3)
