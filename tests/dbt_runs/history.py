"""Three runs of the tap, the warehouse at work between them and meanwhile."""

from __future__ import annotations

import dataclasses
import datetime
import json
import subprocess
import typing as t

from demo.__main__ import HISTORY
from demo.__main__ import STREAMS as DEMO_STREAMS
from tests.support import run_cli
from tests.support.running import COMMAND

if t.TYPE_CHECKING:
    from pathlib import Path

    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]

LOOKUPS = (
    "allocation_status",
    "carrier_type",
    "container_status",
    "ib_shipment_status",
    "inventory_status",
    "load_status",
    "location_type",
    "purchase_order_status",
    "task_status",
    "task_type",
    "wave_status",
    "wms_activity_status",
)
COUNTS = ("cc_adjustment_dtl", "cc_adjustment_hdr")
STREAMS = (*DEMO_STREAMS, *COUNTS, *LOOKUPS)

DELETED_LOOKUP = ("carrier_type", 3)
"""A row that is deleted between the first two runs, of an entity that is read whole."""

_RUNS = 3
_STEPS = 150
_BACKDATED = 3
_RATE = 40
_DAY = datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class History:
    """What three runs of the tap wrote.

    Attributes:
        catalog: The catalog's file, its streams selected.
        runs: Messages of each run, in files.
        truth: Ids of each entity after the last run, as the service has them.
        backdated: Ids of orders that came to be after they were changed last, by their
            own account; all between two runs.
        modified: The `mod_ts` of each order at the end, in UTC, without a zone.
    """

    catalog: Path
    runs: tuple[Path, ...]
    truth: dict[str, set[int]]
    backdated: set[int]
    modified: dict[int, datetime.datetime]


def write_history(simulator: Simulator, folder: Path) -> History:
    """Let a warehouse live, and read it three times."""
    simulator.restore()
    config = {
        "base_url": simulator.base_url,
        "username": simulator.username,
        "password": simulator.password,
        "emit_activate_version_messages": True,
        "page_size": 100,
        "entity_options": {"inventory_history": {"partitions": HISTORY}},
    }
    (folder / "config.json").write_text(json.dumps(config))
    catalog = _catalog(config)
    path = folder / "catalog.json"
    path.write_text(json.dumps(catalog))
    runs: list[Path] = []
    for number in range(_RUNS):
        last = number == _RUNS - 1
        if number:
            simulator.life(_STEPS)
            simulator.life(_BACKDATED, ["backdated"])
        if number == 1:
            simulator.delete(*DELETED_LOOKUP)
        if last:
            simulator.commit_held()
        else:
            simulator.start_life(_RATE)
        runs.append(_run(folder, number, runs[-1] if runs else None))
        simulator.stop_life()
    orders = simulator.truth("order_hdr")
    return History(
        path,
        tuple(runs),
        {name: {row["id"] for row in simulator.truth(name)} for name in STREAMS},
        {
            row["id"]
            for row in orders
            if _utc(row["mod_ts"]) < _utc(row["create_ts"]) - _DAY
        },
        {row["id"]: _utc(row["mod_ts"]) for row in orders},
    )


def _utc(moment: str) -> datetime.datetime:
    instant = datetime.datetime.fromisoformat(moment)
    return instant.astimezone(datetime.timezone.utc).replace(tzinfo=None)


def _catalog(config: Json) -> Json:
    run = run_cli("--discover", config=config)
    assert run.exit_code == 0, run.stderr
    streams = [one for one in run.catalog["streams"] if one["tap_stream_id"] in STREAMS]
    assert len(streams) == len(STREAMS)
    return {"streams": streams}


def _run(folder: Path, number: int, before: Path | None) -> Path:
    """One run of the tap; gives the file with its messages."""
    arguments = ["--config", "config.json", "--catalog", "catalog.json"]
    if before is not None:
        state = folder / f"state-{number}.json"
        state.write_text(_last_state(before))
        arguments += ["--state", str(state)]
    messages = folder / f"messages-{number}.jsonl"
    with messages.open("wb") as out:
        done = subprocess.run(
            [str(COMMAND), *arguments],
            cwd=folder,
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
            timeout=300,
        )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return messages


def _last_state(messages: Path) -> str:
    lines = messages.read_text(encoding="utf-8").splitlines()
    state = next(line for line in reversed(lines) if line.startswith('{"type":"STATE"'))
    return json.dumps(json.loads(state)["value"])
