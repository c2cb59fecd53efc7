"""Simulator, tap, target, dbt: and the morning view of what comes out."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import time
import typing as t
from pathlib import Path

from demo.__main__ import say
from demo.commands import CommandFailedError, Workshop
from demo.morning.facts import ask
from demo.morning.page import page
from wms_simulator import Simulator

AS_OF = dt.datetime(2025, 7, 1, 9, 0, tzinfo=dt.timezone.utc)
"""The morning: always the same, so that each run shows the same page."""

ZONES = {
    "WH01": "America/Sao_Paulo",
    "WH02": "America/New_York",
    "WH03": "Europe/Berlin",
}
STREAMS = (
    "allocation",
    "allocation_status",
    "cc_adjustment_dtl",
    "cc_adjustment_hdr",
    "cc_adjustment_status",
    "company",
    "container",
    "container_status",
    "facility",
    "ib_shipment",
    "ib_shipment_dtl",
    "ib_shipment_status",
    "inventory",
    "inventory_history",
    "inventory_status",
    "item",
    "load",
    "load_status",
    "location",
    "location_type",
    "order_dtl",
    "order_hdr",
    "order_status",
    "purchase_order_dtl",
    "purchase_order_hdr",
    "purchase_order_status",
    "task",
    "task_status",
    "wms_activity",
    "wms_activity_dtl",
    "wms_activity_status",
)
_ACTIVITIES = (1, 3, 11, 12, 17, 51)
_COMMAND = Path(sys.executable).parent / "oracle-wms"
_LIMIT_SECONDS = 600


def main(arguments: t.Sequence[str] | None = None) -> int:
    """Run the whole way, and write the page.

    Returns:
        0 if every test of dbt has passed.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", type=Path, required=True, help="target-jsonl")
    parser.add_argument("--dbt", type=Path, required=True, help="dbt, with dbt-duckdb")
    parser.add_argument("--folder", type=Path, required=True, help="made anew")
    parser.add_argument("--size", default="medium", help="size of the warehouse")
    options = parser.parse_args(arguments)
    folder: Path = options.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        load(folder, options.target.resolve(), options.size)
        summary = transform(folder, options.dbt.resolve())
    except CommandFailedError as error:
        say(str(error))
        return 1
    python = options.dbt.resolve().parent / "python"
    try:
        facts = ask(python, folder / "warehouse.duckdb", f"{AS_OF:%F %T}")
    except subprocess.CalledProcessError as error:
        say(f"the marts could not be asked: exit code {error.returncode} of {python}")
        return 1
    source = (
        f"A made-up warehouse of the simulator ({options.size}), read by "
        f"tap-oracle-wms. {summary}."
    )
    report = folder / "morning.html"
    report.write_text(page(facts, AS_OF, source), encoding="utf-8")
    say(f"\n   {report.stat().st_size / 1024:.0f} KB: {report}")
    return 0


def load(folder: Path, target: Path, size: str) -> None:
    """Read a warehouse with the tap, into files of target-jsonl."""
    begun = time.perf_counter()
    say(f"\n1. The warehouse ({size}), read by the tap into files")
    workshop = Workshop(folder, target)
    with Simulator(size=size, anchor=AS_OF.isoformat()) as simulator:
        partitions = [
            {
                "company_id__code": company,
                "facility_id__code": facility,
                "history_activity_id": activity,
                "status_id": status,
            }
            for company in ("ACME", "BOLT")
            for facility in ZONES
            for activity in _ACTIVITIES
            for status in (0, 90)
        ]
        config = workshop.write(
            "config.json",
            {
                "base_url": simulator.base_url,
                "username": simulator.username,
                "password": simulator.password,
                "entities": [*STREAMS],
                "entity_options": {"inventory_history": {"partitions": partitions}},
            },
        )
        catalog = workshop.discover(config)
        for entry in catalog["streams"]:
            for item in entry["metadata"]:
                if not item["breadcrumb"]:
                    item["metadata"]["selected"] = True
        workshop.write("catalog.json", catalog)
        workshop.sync("loaded", config, None)
    rows = sum(_lines(file) for file in (folder / "loaded").glob("*.jsonl"))
    seconds = time.perf_counter() - begun
    say(f"   {seconds:.1f} s, {rows:,} rows of {len(STREAMS)} entities")


def transform(folder: Path, dbt: Path) -> str:
    """Write the dbt project, and build it with all its tests.

    Returns:
        What was built, in a line.

    Raises:
        CommandFailedError: If a model can't be built, or a test fails.
    """
    begun = time.perf_counter()
    say("\n2. The dbt project of its catalog, built with all its tests")
    project = folder / "project"
    _run(
        [_COMMAND, "dbt", "--catalog", "catalog.json", "--out", "project"],
        folder,
        "generate",
    )
    variables = {
        "wms_files": str(folder / "loaded"),
        "wms_loaded_at_field": "mod_ts",
        "wms_as_of": f"{AS_OF:%F %T}",
        "wms_facility_time_zones": ZONES,
        "wms_meaning_severity": "error",
        "wms_reckoning_severity": "error",
    }
    # Nothing has changed in this warehouse for long, and that is no fault here.
    skipped = ["--exclude", "test_name:wms_changed_within"]
    command: list[str | Path] = [
        dbt,
        "build",
        "--vars",
        json.dumps(variables),
        *skipped,
    ]
    _run(command, project, "build", DBT_DUCKDB_PATH=str(folder / "warehouse.duckdb"))
    told = json.loads((project / "target" / "run_results.json").read_text())
    kinds = [one["unique_id"].split(".")[0] for one in told["results"]]
    failed = [
        one["unique_id"] for one in told["results"] if one["status"] in {"fail", "warn"}
    ]
    summary = (
        f"dbt built {kinds.count('model')} models; {kinds.count('test')} data tests "
        f"and {kinds.count('unit_test')} unit tests passed"
    )
    if failed:
        summary += f", but for {', '.join(failed)}"
    say(f"   {time.perf_counter() - begun:.1f} s, {summary}")
    return summary


def _run(command: t.Sequence[str | Path], folder: Path, name: str, **more: str) -> None:
    log = folder.parent / f"{name}.log" if name == "build" else folder / f"{name}.log"
    with log.open("wb") as output:
        done = subprocess.run(  # noqa: S603 - commands of our own environments
            [*command],
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **more},
            timeout=_LIMIT_SECONDS,
            check=False,
        )
    if done.returncode:
        raise CommandFailedError(Path(command[0]).name, done.returncode, log)


def _lines(file: Path) -> int:
    with file.open("rb") as content:
        return sum(1 for _ in content)


if __name__ == "__main__":
    sys.exit(main())
