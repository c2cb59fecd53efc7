"""The benchmarks: what is compared with what."""

from __future__ import annotations

import dataclasses
import sys
import typing as t

from benchmarks.measure import PageServer, Taken, interleaved, median, serving
from benchmarks.shapes import FIVE, NARROW, Warehouse, select_only, write_json

if t.TYPE_CHECKING:
    import pathlib

Json: t.TypeAlias = dict[str, t.Any]
Row: t.TypeAlias = tuple[str, ...]

TAP = (sys.executable, "-m", "tap_oracle_wms")
PLAIN = (sys.executable, "-m", "benchmarks.rivals.plain_sdk")
FLOOR = (sys.executable, "-m", "benchmarks.rivals.floor")


@dataclasses.dataclass(frozen=True)
class Bench:
    """How much is measured, and with what.

    Attributes:
        warehouse: Rows and catalogs.
        folder: For configs and catalogs.
        rounds: Runs of which the median counts.
        scale: Share of the full number of rows.
        others: Programs of other frameworks, by name; called as the floor is.
    """

    warehouse: Warehouse
    folder: pathlib.Path
    rounds: int
    scale: float
    others: t.Mapping[str, t.Sequence[str]]

    def rows(self, full: int) -> int:
        """Number of rows to measure with, whole pages."""
        return max(1000, int(full * self.scale) // 1000 * 1000)

    def serve(
        self,
        entities: dict[str, tuple[str, int]],
        latency: float = 0.0,
    ) -> t.ContextManager[PageServer]:
        """A server of entities: shape and rows of each."""
        house = self.warehouse
        plan = {
            "shapes": {"wide": house.rows, "narrow": house.narrow_rows()},
            "entities": {
                name: {"shape": shape, "rows": rows}
                for name, (shape, rows) in entities.items()
            },
            "describe": house.describe,
            "latency": latency,
        }
        return serving(self.folder, plan)

    def catalog(self, name: str, streams: list[Json]) -> str:
        """Path of a catalog."""
        path = self.folder / f"{name}.json"
        return str(write_json(path, {"streams": streams}))


Case: t.TypeAlias = t.Callable[[Bench], tuple[Row, list[Row]]]


def _ratio(base: float, value: float) -> str:
    return f"{base / value:.1f}x"


def _against(
    taken: dict[str, list[Taken]],
    rows: int,
    what: str,
) -> tuple[Row, list[Row]]:
    """A table of programs on one task, the plain tap being 1."""
    plain = median(taken["plain SDK tap"], what)
    tap = median(taken["tap-oracle-wms"], what)
    table: list[Row] = [
        (
            name,
            f"{median(runs, 'seconds'):.2f}",
            f"{median(runs, 'reading'):.2f}",
            f"{median(runs, 'cpu'):.2f}",
            f"{rows / median(runs, what):,.0f}",
            _ratio(plain, median(runs, what)),
            f"{tap / median(runs, what):.2f}",
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


def _cpu(bench: Bench, shape: str, fields: t.Sequence[str] | None) -> dict[str, t.Any]:
    rows = bench.rows(30_000)
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
        return {"taken": interleaved(server, commands, bench.rounds), "rows": rows}


def cpu_wide(bench: Bench) -> tuple[Row, list[Row]]:
    """One stream of 30,000 wide rows, no latency."""
    return _against(**_cpu(bench, "wide", None), what="reading")


def cpu_narrow(bench: Bench) -> tuple[Row, list[Row]]:
    """One stream of 30,000 narrow rows (6 fields), no latency."""
    return _against(**_cpu(bench, "narrow", NARROW), what="reading")


def five_fields(bench: Bench) -> tuple[Row, list[Row]]:
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
        taken = interleaved(server, commands, bench.rounds)
    return _against(taken, rows, "reading")


def _in_flight(
    bench: Bench,
    entities: dict[str, tuple[str, int]],
    latency: float = 0.2,
) -> tuple[Row, list[Row]]:
    """Requests in flight against one at a time."""
    streams = [bench.warehouse.stream(name) for name in entities]
    catalog = bench.catalog("in-flight", streams)
    with bench.serve(entities, latency) as server:
        commands = {}
        for count in (1, 4, 8, 16):
            config = server.config(max_concurrent_requests=count)
            commands[str(count)] = (*TAP, "--config", config, "--catalog", catalog)
        config = server.config()
        commands["plain"] = (*PLAIN, "--config", config, "--catalog", catalog)
        taken = interleaved(server, commands, bench.rounds)
    alone = median(taken["1"], "reading")
    plain = median(taken["plain"], "reading")
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
    return header, [
        (
            "plain SDK tap" if name == "plain" else name,
            f"{median(runs, 'seconds'):.2f}",
            f"{median(runs, 'reading'):.2f}",
            f"{median(runs, 'cpu'):.2f}",
            _ratio(alone, median(runs, "reading")),
            _ratio(plain, median(runs, "reading")),
            f"{median(runs, 'requests'):.0f}",
            f"{max(run.most for run in runs)}",
            f"{median(runs, 'memory'):.0f}",
        )
        for name, runs in taken.items()
    ]


def one_big_stream(bench: Bench) -> tuple[Row, list[Row]]:
    """200 ms a page: one stream of 50 pages."""
    return _in_flight(bench, {"one": ("wide", bench.rows(50_000))})


def many_streams(bench: Bench) -> tuple[Row, list[Row]]:
    """200 ms a page: 40 streams of 990 rows, a page each."""
    count = max(4, int(40 * bench.scale))
    entities = {f"s{number:02}": ("wide", 990) for number in range(count)}
    return _in_flight(bench, entities)


def small_streams(bench: Bench) -> tuple[Row, list[Row]]:
    """50 ms a page: 311 streams of 20 rows."""
    count = max(8, int(311 * bench.scale))
    entities = {f"s{number:03}": ("wide", 20) for number in range(count)}
    return _in_flight(bench, entities, latency=0.05)


def memory(bench: Bench) -> tuple[Row, list[Row]]:
    """Peak memory: 20,000 rows against 1,000,000, 8 requests in flight."""
    catalog = bench.catalog("memory", [bench.warehouse.stream("one")])
    found: list[Row] = []
    base = 0.0
    for full in (20_000, 1_000_000):
        rows = max(5000, int(full * bench.scale))
        with bench.serve({"one": ("wide", rows)}, latency=0.005) as server:
            config = server.config(max_concurrent_requests=8)
            command = (*TAP, "--config", config, "--catalog", catalog)
            taken = server.run(command)
        base = base or taken.memory
        found.append(
            (
                f"{rows:,}",
                f"{taken.seconds:.1f}",
                f"{rows / taken.reading:,.0f}",
                f"{taken.memory:.0f}",
                f"{taken.memory / base:.2f}",
            )
        )
    return ("rows", "s in all", "rows/s reading", "MiB", "of the first"), found


def start(bench: Bench) -> tuple[Row, list[Row]]:
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
    return ("catalog", "s to the first request", "s in all, no rows"), [
        (
            name,
            f"{median(runs, 'seconds') - median(runs, 'reading'):.2f}",
            f"{median(runs, 'seconds'):.2f}",
        )
        for name, runs in taken.items()
    ]


def nothing_new(bench: Bench) -> tuple[Row, list[Row]]:
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
        taken = interleaved(server, commands, bench.rounds)
    return ("in flight", "s in all", "s reading", "requests a stream"), [
        (
            name,
            f"{median(runs, 'seconds'):.2f}",
            f"{median(runs, 'reading'):.2f}",
            f"{median(runs, 'requests') / len(names):.2f}",
        )
        for name, runs in taken.items()
    ]


def batches(bench: Bench) -> tuple[Row, list[Row]]:
    """BATCH files instead of RECORD messages; 30,000 wide rows."""
    rows = bench.rows(30_000)
    catalog = bench.catalog("batches", [bench.warehouse.stream("one")])
    folder = (bench.folder / "files").absolute().as_uri()
    with bench.serve({"one": ("wide", rows)}) as server:
        commands = {}
        for name, settings in (
            ("RECORD messages", {}),
            ("jsonl.gz", {"format": "jsonl", "compression": "gzip"}),
        ):
            batch = {"encoding": settings, "storage": {"root": folder}}
            config = server.config(**({"batch_config": batch} if settings else {}))
            commands[name] = (*TAP, "--config", config, "--catalog", catalog)
        taken = interleaved(server, commands, bench.rounds)
    base = median(taken["RECORD messages"], "reading")
    return ("output", "s reading", "rows/s", "x RECORD messages"), [
        (
            name,
            f"{median(runs, 'reading'):.2f}",
            f"{rows / median(runs, 'reading'):,.0f}",
            _ratio(base, median(runs, "reading")),
        )
        for name, runs in taken.items()
    ]


def discovery(bench: Bench) -> tuple[Row, list[Row]]:
    """Discovery of all entities, each with a sample, at 50 ms."""
    streams = bench.warehouse.catalog["streams"]
    entities = {stream["tap_stream_id"]: ("wide", 20) for stream in streams}
    with bench.serve(entities, latency=0.05) as server:
        commands = {}
        for count in (1, 4, 8):
            config = server.config(max_concurrent_requests=count)
            commands[str(count)] = (*TAP, "--config", config, "--discover")
        taken = interleaved(server, commands, bench.rounds)
    return ("in flight", "s in all", "requests", "most in flight"), [
        (
            name,
            f"{median(runs, 'seconds'):.2f}",
            f"{median(runs, 'requests'):.0f}",
            f"{max(run.most for run in runs)}",
        )
        for name, runs in taken.items()
    ]


CASES: t.Mapping[str, Case] = {
    "cpu-wide": cpu_wide,
    "cpu-narrow": cpu_narrow,
    "five-fields": five_fields,
    "one-big-stream": one_big_stream,
    "many-streams": many_streams,
    "small-streams": small_streams,
    "memory": memory,
    "start": start,
    "nothing-new": nothing_new,
    "batches": batches,
    "discovery": discovery,
}
