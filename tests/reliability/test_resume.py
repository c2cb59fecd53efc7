"""Runs that are killed or told to stop, and those that go on from their state."""

from __future__ import annotations

import contextlib
import copy
import itertools
import os
import signal
import time
import typing as t

import pytest

from tests.reliability.world import World, bookmark, cut, whole_lines
from tests.support import Destination, Run, start_cli

if t.TYPE_CHECKING:
    import subprocess

WorldOf: t.TypeAlias = t.Callable[..., World]
Json: t.TypeAlias = dict[str, t.Any]
Process: t.TypeAlias = "subprocess.Popen[bytes]"

SIGNALS = [signal.SIGTERM, signal.SIGINT]
PATIENCE = 2.0
"""Seconds within which a signal must have ended the process."""

PIPE = 40_000
"""Bytes that a full pipe holds at least, with its gaps."""


def seen(data: bytes) -> Run:
    """The whole lines of an output."""
    whole, _, _ = data.rpartition(b"\n")
    return Run(0, whole.decode() + "\n" if whole else "", "")


def covered(run: Run) -> dict[str, set[int]]:
    """Ids, by stream, that stand before the last STATE of an output."""
    ids: dict[str, set[int]] = {}
    pending: list[tuple[str, int]] = []
    for message in run.messages:
        if message["type"] == "RECORD":
            pending.append((message["stream"], message["record"]["id"]))
        elif message["type"] == "STATE":
            for stream, number in pending:
                ids.setdefault(stream, set()).add(number)
            pending = []
    return ids


def go_on(here: World, before: Run, **options: t.Any) -> Run:
    """Resume from the last STATE; all must arrive, and nothing covered again."""
    arrived = Destination().take(before)
    run = here.load(arrived, **options)
    here.assert_converged(arrived)
    again = {
        stream: {record["id"] for record in run.records(stream)} & ids
        for stream, ids in covered(before).items()
    }
    assert not any(again.values()), again
    return run


# Kills


@pytest.mark.parametrize("size", [1, 30_000])
def test_a_killed_run_goes_on_where_its_state_stood(world: WorldOf, size: int) -> None:
    here = world("ib_shipment", "load")
    here.simulator.configure(latency=0.002)
    config = here.options(page_size=2)
    with start_cli(config=config, catalog=here.catalog) as process:
        assert process.stdout is not None
        data = process.stdout.read(size)
        process.kill()
        # What was written and not yet read is in the pipe: a target would see it.
        data += process.stdout.read()
    here.simulator.configure(latency=None)
    go_on(here, seen(data), page_size=2)


@pytest.mark.parametrize("page_size", [1, 1000])
def test_resuming_from_each_state_that_a_run_wrote(
    world: WorldOf, page_size: int
) -> None:
    here = world("facility", "vendor")
    run = here.load(Destination(), page_size=page_size)
    lines = run.stdout.splitlines(keepends=True)
    ends = [n + 1 for n, line in enumerate(lines) if line.startswith('{"type":"STATE')]
    states = len({line for line in lines if line.startswith('{"type":"STATE')})
    assert states >= len(here.streams)
    # The line behind a STATE belongs to no STATE yet: it comes again.
    for end in itertools.chain(ends, (ends[0] + 3, ends[-2] + 2)):
        go_on(here, cut(run, sum(map(len, lines[:end]))), page_size=page_size)


@pytest.mark.usefixtures("early_ranges")
def test_resuming_from_each_state_of_ranges_that_are_read_at_once(
    world: WorldOf,
) -> None:
    here = world("ib_shipment", "load")
    run = here.load(Destination(), page_size=3)
    assert max(len(segments) for segments in segments_of(run)) > 1
    lines = run.stdout.splitlines(keepends=True)
    ends = [n + 1 for n, line in enumerate(lines) if line.startswith('{"type":"STATE')]
    for end in ends:
        go_on(here, cut(run, sum(map(len, lines[:end]))), page_size=3)


def segments_of(run: Run) -> list[list[Json]]:
    """The open segments in all states of a run."""
    return [
        entry["pass"]["segments"]
        for state in run.states
        for entry in state["bookmarks"].values()
        if "pass" in entry
    ]


def test_resuming_within_an_incremental_pass_and_its_catch_up(world: WorldOf) -> None:
    here = world("load")
    first = Destination()
    here.load(first, lookback_window=0)
    for _ in range(25):
        here.simulator.change("load", "insert_backdated")
    for _ in range(15):
        here.simulator.change("load", "touch_first")
        here.simulator.change("load", "touch_random")
    run = here.sync(first.state, page_size=1, lookback_window=0)
    phases = set()
    for state in run.states:
        under_way = state["bookmarks"]["load"].get("pass", {})
        phases.add("catch_up" if "catch_up" in under_way else "main")
    assert phases == {"main", "catch_up"}
    lines = run.stdout.splitlines(keepends=True)
    for number in range(0, len(lines), 4):
        arrived = copy.deepcopy(first)
        arrived.take(cut(run, sum(map(len, lines[: number + 1]))))
        here.load(arrived, page_size=3, lookback_window=0)
        here.assert_converged(arrived)


def test_a_killed_run_of_a_whole_table_goes_on(world: WorldOf) -> None:
    here = world("order_status", "location_type")
    for entry in here.catalog["streams"]:
        assert entry["replication_method"] == "FULL_TABLE"
    run = here.load(Destination(), page_size=1)
    assert run.state == {"bookmarks": {}}
    lines = run.stdout.splitlines(keepends=True)
    for number in range(1, len(lines), 2):
        part = cut(run, sum(map(len, lines[:number])))
        arrived = Destination().take(part)
        last = here.load(arrived, page_size=1)
        here.assert_converged(arrived)
        assert last.state == {"bookmarks": {}}


# Passes given in a state


def passing(stream: str, since: str | None, until: str | None, *parts: Json) -> Json:
    """A state with a pass under way."""
    under_way = {"since": since, "until": until, "segments": [*parts]}
    return {"bookmarks": {stream: {"pass": under_way}}}


UNTIL = "2025-07-01T00:00:00.000000+00:00"


def test_a_resume_never_moves_the_end_of_the_pass(world: WorldOf) -> None:
    here = world("load")
    ids = sorted(here.ids("load"))
    part = {"after": ids[9], "through": None}
    run = here.sync(passing("load", None, UNTIL, part), page_size=3)
    assert run.exit_code == 0, run.stderr
    assert [record["id"] for record in run.records("load")] == ids[10:]
    assert {
        state["bookmarks"]["load"]["pass"]["until"]
        for state in run.states
        if "pass" in state["bookmarks"]["load"]
    } <= {UNTIL}
    assert bookmark(run, "load") == UNTIL


def test_a_resume_keeps_the_window_of_its_pass(world: WorldOf) -> None:
    here = world("load")
    since = "2024-06-01T00:00:00.000000+00:00"
    state = passing("load", since, UNTIL, {"after": None, "through": None})
    run = here.sync(state, start_date="2020-01-01")
    assert run.exit_code == 0, run.stderr
    assert {query["mod_ts__gte"] for query in here.requests("load")} == {
        "2024-06-01T00:00:00+00:00"
    }


@pytest.mark.parametrize("page_size", [2, 5, 1000])
def test_several_segments_of_a_state_are_all_read(
    world: WorldOf, page_size: int
) -> None:
    here = world("load")
    ids = sorted(here.ids("load"))
    parts: list[Json] = [
        {"after": None, "through": ids[4]},
        {"after": ids[9], "through": ids[14]},
        {"after": ids[14], "through": ids[14] + 1},
        {"after": ids[29], "through": None},
    ]
    run = here.sync(passing("load", None, UNTIL, *parts), page_size=page_size)
    assert run.exit_code == 0, run.stderr
    between = [n for n in ids[15:16] if n == ids[14] + 1]
    expected = [*ids[:5], *ids[10:15], *between, *ids[30:]]
    # The segments may be read side by side.
    assert sorted(record["id"] for record in run.records("load")) == expected
    assert bookmark(run, "load") == UNTIL


def test_segments_along_links_are_read_whole(world: WorldOf) -> None:
    here = world("load")
    ids = sorted(here.ids("load"))
    here.simulator.configure(ordering="refused", id_filter="refused")
    parts: list[Json] = [
        {"after": None, "through": ids[4]},
        {"after": ids[4], "through": None},
    ]
    arrived = Destination()
    arrived.state = passing("load", None, UNTIL, *parts)
    here.load(arrived, page_size=15)
    here.assert_converged(arrived)


def test_a_pass_without_any_segment_left_only_ends(world: WorldOf) -> None:
    here = world("load")
    run = here.sync(passing("load", None, UNTIL))
    assert run.exit_code == 0, run.stderr
    assert run.records("load") == []
    assert bookmark(run, "load") == UNTIL


def test_a_pass_whose_end_is_unknown_leaves_the_bookmark(world: WorldOf) -> None:
    here = world("load")
    ids = sorted(here.ids("load"))
    part = {"after": ids[9], "through": None}
    state = passing("load", None, None, part)
    run = here.sync(state)
    assert run.exit_code == 0, run.stderr
    assert [record["id"] for record in run.records("load")] == ids[10:]
    assert bookmark(run, "load") is None
    assert "does not tell its time" in run.stderr
    old = "2025-01-01T00:00:00.000000+00:00"
    state["bookmarks"]["load"] |= {
        "replication_key": "mod_ts",
        "replication_key_value": old,
    }
    run = here.sync(state)
    assert run.exit_code == 0, run.stderr
    assert bookmark(run, "load") == old


def test_a_resumed_pass_never_lowers_the_bookmark(world: WorldOf) -> None:
    here = world("load")
    state = passing("load", UNTIL, "2025-06-01T00:00:00.000000+00:00")
    state["bookmarks"]["load"] |= {
        "replication_key": "mod_ts",
        "replication_key_value": UNTIL,
    }
    run = here.sync(state)
    assert run.exit_code == 0, run.stderr
    assert bookmark(run, "load") == UNTIL


def test_rows_that_change_before_the_resume_come_with_the_next_pass(
    world: WorldOf,
) -> None:
    here = world("load")
    run = here.load(Destination(), page_size=3)
    lines = run.stdout.splitlines(keepends=True)
    middle = next(
        number
        for number, state in enumerate(lines)
        if '"pass"' in state and '"after":null' not in state
    )
    arrived = Destination().take(cut(run, sum(map(len, lines[: middle + 1]))))
    for _ in range(20):
        here.simulator.change("load", "touch_random")
    here.load(arrived, page_size=3)
    here.load(arrived, page_size=3)
    here.assert_converged(arrived)


# Signals


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
        previous = -1
        while previous != (previous := len(here.simulator.requests())) or not previous:
            time.sleep(0.3)
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
