"""Tap, pipe and target against a simulated warehouse, checked value by value."""

from __future__ import annotations

import argparse
import collections
import contextlib
import itertools
import shutil
import sys
import textwrap
import time
import typing as t
from pathlib import Path

from demo.commands import CommandFailedError, Workshop
from demo.compare import Verdict, compare
from wms_simulator import Simulator

if t.TYPE_CHECKING:
    from demo.commands import Json

STREAMS = (
    "allocation",
    "carrier",
    "company",
    "container",
    "facility",
    "ib_shipment",
    "ib_shipment_dtl",
    "iblpn",
    "inventory",
    "inventory_history",
    "item",
    "item_barcode",
    "item_facility",
    "load",
    "location",
    "oblpn",
    "order_dtl",
    "order_hdr",
    "order_status",
    "order_type",
    "pallet",
    "purchase_order_dtl",
    "purchase_order_hdr",
    "task",
    "uom",
    "vendor",
    "wave",
    "wms_activity",
    "wms_activity_dtl",
)
# The service lists inventory history for one company, facility, activity and status
# at a time only.
HISTORY = [
    {
        "company_id__code": company,
        "facility_id__code": facility,
        "history_activity_id": activity,
        "status_id": status,
    }
    for company, facility, activity, status in itertools.product(
        ("ACME", "BOLT"), ("WH01", "WH02", "WH03"), (1, 3, 11, 12, 17, 51), (0, 90)
    )
]
_LIFE_SECONDS = 5
_LIFE_RATE = 25
_WIDTH = 76
_DIFFERENCES_SHOWN = 20


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)  # noqa: T201 - a demo talks


@contextlib.contextmanager
def step(title: str, simulator: Simulator) -> t.Iterator[None]:
    """Say what is done, then how long it took and what it asked of the service."""
    say(f"\n{title}")
    simulator.clear_log()
    begun = time.perf_counter()
    yield
    seconds = time.perf_counter() - begun
    kinds = collections.Counter(one["kind"] for one in simulator.requests())
    told = f"   {seconds:.1f} s"
    if kinds:
        parts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        told += f", {sum(kinds.values())} requests ({parts})"
        told += f", at most {simulator.max_in_flight()} at once"
    say(told)


def select(catalog: Json) -> Json:
    """Select the demo's streams in a catalog, as a user does, and no others."""
    for entry in catalog["streams"]:
        chosen = entry["tap_stream_id"] in STREAMS
        for item in entry["metadata"]:
            if not item["breadcrumb"]:
                item["metadata"]["selected"] = chosen
    return catalog


def live(simulator: Simulator) -> None:
    """Let the warehouse work, until all its transactions are committed."""
    before = {stream: simulator.count(stream) for stream in STREAMS}
    simulator.start_life(rate=_LIFE_RATE)
    time.sleep(_LIFE_SECONDS)
    simulator.stop_life()
    simulator.commit_held()
    changes = [
        f"{stream} {count - before[stream]:+}"
        for stream in STREAMS
        if (count := simulator.count(stream)) != before[stream]
    ]
    told = textwrap.wrap(f"rows: {', '.join(changes)}", _WIDTH)
    say(textwrap.indent("\n".join(told), "   "))


def show(verdicts: t.Sequence[Verdict]) -> bool:
    """Print the table and say whether all is equal."""
    say(
        f"\n   {'stream':<20}{'warehouse':>10}{'first run':>10}{'second run':>11}"
        f"{'gone':>6}  values"
    )
    for one in verdicts:
        first, second = one.runs
        equal = f"{len(one.differences)} DIFFER" if one.differences else "equal"
        say(
            f"   {one.stream:<20}{one.warehouse:>10,}{first:>10,}{second:>11,}"
            f"{one.gone:>6}  {equal}"
        )
    total = [
        sum(numbers) for numbers in zip(*(one.runs for one in verdicts), strict=True)
    ]
    rows, gone = (
        sum(getattr(v, name) for v in verdicts) for name in ("warehouse", "gone")
    )
    say(f"   {'all':<20}{rows:>10,}{total[0]:>10,}{total[1]:>11,}{gone:>6}")
    say("\n   gone: rows deleted in the warehouse between the runs. They stay in the")
    say("   files, because the service tells of changes, not of deletions.")
    differences = [line for one in verdicts for line in one.differences]
    for line in differences[:_DIFFERENCES_SHOWN]:
        say(f"   {line}")
    if differences:
        say(f"\n{len(differences)} differences")
        return False
    say("\nall equal")
    return True


def run(workshop: Workshop, simulator: Simulator) -> bool:
    """Run the demo.

    Args:
        workshop: Where it runs.
        simulator: The warehouse.

    Returns:
        Whether everything that must have arrived has arrived.
    """
    config = workshop.write(
        "config.json",
        {
            "base_url": simulator.base_url,
            "username": simulator.username,
            "password": simulator.password,
            "verify_time_filters": True,
            "entity_options": {"inventory_history": {"partitions": HISTORY}},
        },
    )
    with step(
        "1. tap-oracle-wms --config config.json --discover > catalog.json", simulator
    ):
        catalog = select(workshop.discover(config))
        workshop.write("catalog.json", catalog)
        say(f"   {len(catalog['streams'])} streams, {len(STREAMS)} of them selected")
    before = {
        stream: [row["id"] for row in simulator.truth(stream)] for stream in STREAMS
    }
    tap = "tap-oracle-wms --config config.json --catalog catalog.json"
    with step(f"2. {tap} | target-jsonl", simulator):
        state = workshop.sync("first-run", config, None)
    with step(
        "3. The warehouse works on: orders, waves, picks, moves, deletions", simulator
    ):
        live(simulator)
    with step(
        f"4. {tap} \\\n     --state first-run-state.json | target-jsonl", simulator
    ):
        workshop.sync("second-run", config, state)
    folders = [workshop.folder / name for name in ("first-run", "second-run")]
    entries = {entry["tap_stream_id"]: entry for entry in catalog["streams"]}
    with step("5. Each value in the files against the warehouse", simulator):
        verdicts = [
            compare(entries[stream], folders, before[stream], simulator.truth(stream))
            for stream in STREAMS
        ]
    return show(verdicts)


def main() -> int:
    """Run the demo in a fresh folder.

    Returns:
        The exit code: 0 if all is equal.
    """
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--target", type=Path, required=True, help="target-jsonl")
    parser.add_argument("--folder", type=Path, default=Path("output", "demo"))
    given = parser.parse_args()
    shutil.rmtree(given.folder, ignore_errors=True)
    given.folder.mkdir(parents=True)
    begun = time.perf_counter()
    workshop = Workshop(given.folder.resolve(), given.target.resolve())
    try:
        with Simulator(size="small", seed=7) as simulator:
            say(f"A simulated warehouse answers at {simulator.base_url}")
            equal = run(workshop, simulator)
    except CommandFailedError as error:
        say(f"\n{error}")
        return 1
    seconds = time.perf_counter() - begun
    say(f"{seconds:.0f} s in all; files, states and logs are in {given.folder}/")
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
