"""Thousands of cycles, days of the service's time: nothing lost, no memory gained.

Not collected with the others: `make soak-continuous` names this file. Environment
variable: ``CYCLES`` (10,000; not below 1,000, or outages fill all of them).
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import os
import sys
import time
import typing as t

import pytest

from tap_oracle_wms.health import Health
from tap_oracle_wms.polling import outage
from tap_oracle_wms.tap import TapOracleWms
from tests.polling.steps import Polled
from tests.support import Destination, Run

if t.TYPE_CHECKING:
    import pathlib

    from wms_simulator import Simulator

PolledOf: t.TypeAlias = t.Callable[..., Polled]
Json: t.TypeAlias = dict[str, t.Any]

CYCLES = int(os.environ.get("CYCLES", "10000"))
STREAMS = ("carrier", "facility", "inventory", "load", "order_hdr", "wave")
SECONDS_A_CYCLE = 30
"""Seconds of the service's time; what is polled in the meantime is a fast clock."""

GROWTH = 1.10
"""Times of its first tenth that the memory may have at the end."""


def say(text: str) -> None:
    """Tell it, whatever stdout is at the moment."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - what a soak is for


def resident() -> int:
    """Kilobytes of this process in memory."""
    with open("/proc/self/status", encoding="ascii") as file:  # noqa: PTH123 - no file
        line = next(line for line in file if line.startswith("VmRSS"))
    return int(line.split()[1])


@dataclasses.dataclass
class Watch:
    """Looks on while the loop moves: changes the world, measures this process."""

    simulator: Simulator
    cycle: int = 0
    sizes: list[tuple[int, int, int]] = dataclasses.field(default_factory=list)
    began: float = dataclasses.field(default_factory=time.monotonic)

    def moved(self, cycle: int) -> None:
        if cycle <= self.cycle:
            return
        for number in range(self.cycle + 1, cycle + 1):
            self._change(number)
        self.cycle = cycle

    def _change(self, cycle: int) -> None:
        step = max(1, CYCLES // 10)
        if cycle < CYCLES * 0.95 and cycle % 20 == 0:
            self.simulator.clock(offset=cycle * SECONDS_A_CYCLE)
            self.simulator.life(4)
        if cycle % step == step // 2 and cycle < CYCLES * 0.8:
            self.simulator.configure(error={"value": 503, "times": 14})
        if cycle == int(CYCLES * 0.95):
            self.simulator.commit_held()
        if cycle % step == 0:
            gc.collect()
            self.sizes.append((cycle, resident(), len(gc.get_objects())))
            seconds = time.monotonic() - self.began
            say(
                "cycle {:,}: {:,} KB resident, {:,} objects".format(*self.sizes[-1])
                + f", {seconds:.0f} s",
            )
        self.simulator.clear_log()


@pytest.mark.timeout(CYCLES + 600)
def test_soak(
    polled: PolledOf,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: pathlib.Path,
) -> None:
    here = polled(
        *STREAMS,
        auth_method="oauth2_client_credentials",
        client_id="acme-client",
        client_secret="acme-client-secret",
        max_retries=0,
        poll_limit=CYCLES,
    )
    here.simulator.configure(token_uses=500, token_lifetime=20)
    watch, written = Watch(here.simulator), tmp_path / "written"
    plain = Health.moved

    def moved(self: Health, **told: t.Any) -> None:
        plain(self, **told)
        watch.moved(told["cycle"])

    monkeypatch.setattr(Health, "moved", moved)
    monkeypatch.setattr(outage, "FIRST_WAIT", 0.002)
    monkeypatch.setattr(outage, "LONGEST_WAIT", 0.004)
    tap = TapOracleWms(config=here.world.config, catalog=here.world.catalog)
    tap._settings = dataclasses.replace(tap.settings, poll_interval=0.001)
    with written.open("w") as out, contextlib.redirect_stdout(out):
        tap.run()
    assert watch.cycle >= CYCLES
    run = Run(0, written.read_text(encoding="utf-8"), "")
    arrived = Destination().take(run)
    here.world.assert_converged(arrived)
    lost = 0  # or it would have failed
    rows = sum(len(rows) for rows in arrived.rows.values())
    hours = CYCLES * SECONDS_A_CYCLE / 3600
    say(
        f"{CYCLES:,} cycles, {hours:.0f} h of the service's time, "
        f"{len(run.states):,} states, {arrived.written:,} records for {rows:,} rows, "
        f"rows lost {lost}",
    )
    first, last = watch.sizes[0], watch.sizes[-1]
    growth = {"resident": last[1] / first[1], "objects": last[2] / first[2]}
    say(", ".join(f"{name}: {times:.3f} times" for name, times in growth.items()))
    assert max(growth.values()) < GROWTH
