"""The benchmarks: what is compared with what."""

from __future__ import annotations

import typing as t

from benchmarks.bench import FLOOR, PLAIN, TAP, Bench
from benchmarks.measure import Taken, interleaved, median
from benchmarks.shapes import FIVE, NARROW, select_only, write_json
from benchmarks.targets import Rounds, Row, Table, Target

Json: t.TypeAlias = dict[str, t.Any]

Case: t.TypeAlias = t.Callable[[Bench], Table]


def _times(base: float, value: float) -> str:
    return f"{base / value:.1f}x"


def _against(taken: dict[str, list[Taken]], rows: int) -> tuple[Row, list[Row]]:
    """A table of programs on one task, the plain tap being 1."""
    plain = median(taken["plain SDK tap"], "reading")
    tap = median(taken["tap-oracle-wms"], "reading")
    table: list[Row] = [
        (
            name,
            f"{median(runs, 'seconds'):.2f}",
            f"{median(runs, 'reading'):.2f}",
            f"{median(runs, 'cpu'):.2f}",
            f"{rows / median(runs, 'reading'):,.0f}",
            _times(plain, median(runs, "reading")),
            f"{tap / median(runs, 'reading'):.2f}",
            f"{median(runs, 'memory'):.0f}",
        )
        for name, runs in taken.items()
    ]
    header = (
        "program",
        "s in all",
        "s reading",
        "s CPU",
        "rows/s reading",
        "x plain tap",
        "tap's time / its",
        "MiB",
    )
    return header, table


def _cpu(
    bench: Bench, shape: str, fields: t.Sequence[str] | None
) -> tuple[dict[str, list[Taken]], int]:
    rows = bench.rows(100_000)
    entry = bench.warehouse.stream("one", fields)
    catalog = bench.catalog(shape, [entry])
    with bench.serve({"one": (shape, rows)}) as server:
        config = server.config()
        commands = {
            "tap-oracle-wms": (*TAP, "--config", config, "--catalog", catalog),
            "plain SDK tap": (*PLAIN, "--config", config, "--catalog", catalog),
            "loop, same conversions": (*FLOOR, config, catalog, "convert"),
            "loop, no conversions": (*FLOOR, config, catalog),
            **{
                name: (*command, config, catalog)
                for name, command in bench.others.items()
            },
        }
        once = [*bench.others]
        return interleaved(server, commands, bench.rounds, once=once), rows


def cpu_wide(bench: Bench) -> Table:
    """One stream of 100,000 wide rows, no latency."""
    taken, rows = _cpu(bench, "wide", None)
    tap, plain, same, none = (
        median(taken[name], "reading")
        for name in (
            "tap-oracle-wms",
            "plain SDK tap",
            "loop, same conversions",
            "loop, no conversions",
        )
    )
    return Table(
        *_against(taken, rows),
        [
            Target("times the plain SDK tap", plain / tap, 10, at_most=False),
            Target(
                "of a loop with the same conversions", tap / same, 1.5, at_most=True
            ),
            Target("of a loop with none", tap / none, 2.5, at_most=True),
        ],
    )


def cpu_narrow(bench: Bench) -> Table:
    """One stream of 100,000 narrow rows (6 fields), no latency."""
    return Table(*_against(*_cpu(bench, "narrow", NARROW)), [])


def five_fields(bench: Bench) -> Table:
    """Five fields selected of all, against all of them; 30,000 rows."""
    rows = bench.rows(30_000)
    whole = bench.catalog("whole", [bench.warehouse.stream("one")])
    five = bench.catalog("five", [select_only(bench.warehouse.stream("one"), FIVE)])
    with bench.serve({"one": ("wide", rows)}) as server:
        config = server.config()
        commands = {
            name: (*program, "--config", config, "--catalog", catalog)
            for name, program, catalog in (
                ("tap-oracle-wms, all fields", TAP, whole),
                ("tap-oracle-wms", TAP, five),
                ("plain SDK tap", PLAIN, five),
            )
        }
        taken = interleaved(server, commands, min(bench.rounds, 3))
    return Table(*_against(taken, rows), [])


def _in_flight(
    bench: Bench,
    entities: dict[str, tuple[str, int]],
    latency: float = 0.2,
    rounds: Rounds | None = None,
    *,
    once: t.Collection[str] = ("4", "16"),
) -> Table:
    """Requests in flight against one at a time; rounds, where there are targets."""
    streams = [bench.warehouse.stream(name) for name in entities]
    catalog = bench.catalog("in-flight", streams)
    with bench.serve(entities, latency) as server:
        commands = {}
        for count in (1, 4, 8, 16):
            config = server.config(max_concurrent_requests=count)
            commands[str(count)] = (*TAP, "--config", config, "--catalog", catalog)
        config = server.config()
        commands["plain SDK tap"] = (*PLAIN, "--config", config, "--catalog", catalog)
        taken = interleaved(
            server,
            commands,
            bench.rounds if rounds else 1,
            once=once,
        )
    alone = median(taken["1"], "reading")
    plain = median(taken["plain SDK tap"], "reading")
    header = (
        "in flight",
        "s in all",
        "s reading",
        "s CPU",
        "x one at a time",
        "x plain tap",
        "requests",
        "most in flight",
        "MiB",
    )
    table: list[Row] = [
        (
            name,
            f"{median(runs, 'seconds'):.2f}",
            f"{median(runs, 'reading'):.2f}",
            f"{median(runs, 'cpu'):.2f}",
            _times(alone, median(runs, "reading")),
            _times(plain, median(runs, "reading")),
            f"{median(runs, 'requests'):.0f}",
            f"{max(run.most for run in runs)}",
            f"{median(runs, 'memory'):.0f}",
        )
        for name, runs in taken.items()
    ]
    targets = rounds.targets(alone, plain, taken["8"]) if rounds else []
    return Table(header, table, targets)


def one_big_stream(bench: Bench) -> Table:
    """200 ms a page: one stream of 50 pages."""
    # A last page that is full is followed by a request that finds nothing.
    rows = bench.rows(50_000) - 10
    # The first page alone; beside the second, the greatest id; then ranges.
    rounds = Rounds(alone=2, requests=max(0, rows // 1000 - 1), latency=0.2)
    return _in_flight(bench, {"one": ("wide", rows)}, rounds=rounds)


_LONG = ("1", "4", "16", "plain SDK tap")
"""What takes minutes is run once: what it takes hardly differs from run to run."""


def million_rows(bench: Bench) -> Table:
    """200 ms a page: one stream of 1,000 pages; all but 8 in flight run once."""
    rows = bench.rows(1_000_000) - 10
    rounds = Rounds(alone=2, requests=max(0, rows // 1000 - 1), latency=0.2)
    entities = {"one": ("wide", rows)}
    return _in_flight(bench, entities, rounds=rounds, once=_LONG)


def all_streams(bench: Bench) -> Table:
    """200 ms a page: 311 streams of 990 rows, a page each; the same."""
    count = max(8, int(311 * bench.scale))
    entities = {f"s{number:03}": ("wide", 990) for number in range(count)}
    rounds = Rounds(alone=1, requests=count - 1, latency=0.2)
    return _in_flight(bench, entities, rounds=rounds, once=_LONG)


def many_streams(bench: Bench) -> Table:
    """200 ms a page: 40 streams of 990 rows, a page each."""
    count = max(4, int(40 * bench.scale))
    entities = {f"s{number:02}": ("wide", 990) for number in range(count)}
    # The first page alone, until the service has accepted who asks.
    rounds = Rounds(alone=1, requests=count - 1, latency=0.2)
    return _in_flight(bench, entities, rounds=rounds)


def small_streams(bench: Bench) -> Table:
    """50 ms a page: 311 streams of 20 rows, one run each."""
    count = max(8, int(311 * bench.scale))
    entities = {f"s{number:03}": ("wide", 20) for number in range(count)}
    return _in_flight(bench, entities, latency=0.05)


def memory(bench: Bench) -> Table:
    """Peak memory, 8 requests in flight; one run each."""
    found: list[Row] = []
    peaks: list[float] = []
    for streams, full in ((1, 20_000), (1, 1_000_000), (8, 20_000)):
        rows = max(5000, int(full * bench.scale))
        names = [f"s{number}" for number in range(streams)]
        entries = [bench.warehouse.stream(name) for name in names]
        catalog = bench.catalog("memory", entries)
        entities = dict.fromkeys(names, ("wide", rows))
        with bench.serve(entities, latency=0.005) as server:
            config = server.config(max_concurrent_requests=8)
            command = (*TAP, "--config", config, "--catalog", catalog)
            taken = server.run(command)
        peaks.append(taken.memory)
        found.append(
            (
                f"{streams} of {rows:,} rows",
                f"{taken.seconds:.1f}",
                f"{streams * rows / taken.reading:,.0f}",
                f"{taken.memory:.0f}",
                f"{taken.memory / peaks[0]:.2f}",
            )
        )
    header = ("streams", "s in all", "rows/s reading", "MiB", "of the first")
    growth = peaks[1] / peaks[0]
    return Table(
        header,
        found,
        [
            Target(
                "a million rows, of the memory for 20,000", growth, 1.2, at_most=True
            ),
            Target("a million rows", peaks[1], 200, at_most=True, unit="MiB"),
        ],
    )


def start(bench: Bench) -> Table:
    """From the start of the process to its first request, catalog of all entities."""
    streams = bench.warehouse.catalog["streams"]
    entities = {stream["tap_stream_id"]: ("wide", 0) for stream in streams}
    whole = bench.catalog("whole-catalog", streams)
    one = bench.catalog("one-stream", [bench.warehouse.stream("order_hdr")])
    with bench.serve(entities) as server:
        config = server.config(max_concurrent_requests=8)
        tap = (*TAP, "--config", config, "--catalog")
        commands = {
            "one stream": (*tap, one),
            f"{len(streams)} streams": (*tap, whole),
        }
        taken = interleaved(server, commands, bench.rounds)
    needed = {
        name: median(runs, "seconds") - median(runs, "reading")
        for name, runs in taken.items()
    }
    header = ("catalog", "s to the first request", "s in all, no rows")
    table: list[Row] = [
        (name, f"{needed[name]:.2f}", f"{median(runs, 'seconds'):.2f}")
        for name, runs in taken.items()
    ]
    last = max(needed.values())
    target = Target("start to first request", last, 0.6, at_most=True, unit="s")
    return Table(header, table, [target])


def nothing_new(bench: Bench) -> Table:
    """50 ms: an incremental run over 25 streams in which nothing has changed."""
    names = [f"s{number:02}" for number in range(25)]
    catalog = bench.catalog("idle", [bench.warehouse.stream(name) for name in names])
    bookmark = {
        "replication_key": "mod_ts",
        "replication_key_value": "2026-11-01T00:00:00.000000+00:00",
    }
    state = bench.folder / "state.json"
    write_json(state, {"bookmarks": dict.fromkeys(names, bookmark)})
    entities = dict.fromkeys(names, ("wide", 1000))
    with bench.serve(entities, latency=0.05) as server:
        commands = {}
        for count in (1, 4, 8):
            config = server.config(max_concurrent_requests=count)
            commands[str(count)] = (
                *(*TAP, "--config", config),
                *("--catalog", catalog, "--state", str(state)),
            )
        taken = interleaved(server, commands, min(bench.rounds, 3))
    header = ("in flight", "s in all", "s reading", "requests a stream")
    asked = max(run.requests for runs in taken.values() for run in runs) / len(names)
    table: list[Row] = [
        (
            name,
            f"{median(runs, 'seconds'):.2f}",
            f"{median(runs, 'reading'):.2f}",
            f"{median(runs, 'requests') / len(names):.2f}",
        )
        for name, runs in taken.items()
    ]
    target = Target("requests a stream", asked, 2, at_most=True, unit="")
    return Table(header, table, [target])


def batches(bench: Bench) -> Table:
    """BATCH files instead of RECORD messages; 30,000 wide rows."""
    rows = bench.rows(30_000)
    catalog = bench.catalog("batches", [bench.warehouse.stream("one")])
    folder = (bench.folder / "files").absolute().as_uri()
    with bench.serve({"one": ("wide", rows)}) as server:
        commands = {}
        for name, settings in (
            ("RECORD messages", {}),
            ("jsonl.gz", {"format": "jsonl", "compression": "gzip"}),
            ("parquet", {"format": "parquet", "compression": "none"}),
        ):
            batch = {"encoding": settings, "storage": {"root": folder}}
            config = server.config(**({"batch_config": batch} if settings else {}))
            commands[name] = (*TAP, "--config", config, "--catalog", catalog)
        taken = interleaved(server, commands, min(bench.rounds, 3))
    base = median(taken["RECORD messages"], "reading")
    table: list[Row] = [
        (
            name,
            f"{median(runs, 'reading'):.2f}",
            f"{rows / median(runs, 'reading'):,.0f}",
            _times(base, median(runs, "reading")),
        )
        for name, runs in taken.items()
    ]
    return Table(("output", "s reading", "rows/s", "x RECORD messages"), table, [])


def discovery(bench: Bench) -> Table:
    """Discovery of all entities, each with a sample, at 50 ms."""
    streams = bench.warehouse.catalog["streams"]
    entities = {stream["tap_stream_id"]: ("wide", 20) for stream in streams}
    with bench.serve(entities, latency=0.05) as server:
        commands = {}
        for count in (1, 4, 8):
            config = server.config(max_concurrent_requests=count)
            commands[str(count)] = (*TAP, "--config", config, "--discover")
        taken = interleaved(server, commands, bench.rounds, once=("1", "4"))
    header = ("in flight", "s in all", "s CPU", "requests", "most in flight")
    table: list[Row] = [
        (
            name,
            f"{median(runs, 'seconds'):.2f}",
            f"{median(runs, 'cpu'):.2f}",
            f"{median(runs, 'requests'):.0f}",
            f"{max(run.most for run in runs)}",
        )
        for name, runs in taken.items()
    ]
    seconds = median(taken["8"], "seconds")
    what = "all entities, 8 in flight"
    target = Target(what, seconds, 5, at_most=True, unit="s")
    return Table(header, table, [target])


CASES: t.Mapping[str, Case] = {
    "cpu-wide": cpu_wide,
    "cpu-narrow": cpu_narrow,
    "five-fields": five_fields,
    "one-big-stream": one_big_stream,
    "many-streams": many_streams,
    "million-rows": million_rows,
    "all-streams": all_streams,
    "small-streams": small_streams,
    "memory": memory,
    "start": start,
    "nothing-new": nothing_new,
    "batches": batches,
    "discovery": discovery,
}
