"""What the tap is to reach, and whether a run has shown it."""

from __future__ import annotations

import dataclasses
import math
import typing as t

from benchmarks.measure import Taken, median

Row: t.TypeAlias = tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Target:
    """One figure that is to be reached.

    Attributes:
        what: What was measured.
        found: What was found.
        wanted: What it should be.
        at_most: Whether it should be no more than that; no less, else.
        unit: Unit of both.
        note: What else must be known.
    """

    what: str
    found: float
    wanted: float
    at_most: bool
    unit: str = "x"
    note: str = ""

    @property
    def reached(self) -> bool:
        """Whether it was reached, as exactly as it is told."""
        found = round(self.found, 2)
        return found <= self.wanted if self.at_most else found >= self.wanted

    def row(self) -> Row:
        """A line of the table of targets."""
        sign = "at most" if self.at_most else "at least"
        return (
            self.what,
            f"{sign} {self.wanted:g} {self.unit}",
            f"{self.found:.2f} {self.unit}",
            "reached" if self.reached else "not reached",
            self.note,
        )


AT_ONCE = 8
"""Requests in flight that targets are set for."""

HEADER: Row = ("target", "wanted", "found", "", "")


class Table(t.NamedTuple):
    """What a case has found."""

    header: Row
    rows: list[Row]
    targets: list[Target]


@dataclasses.dataclass(frozen=True)
class Rounds:
    """What latency alone allows: answers come in rounds of eight at once.

    Attributes:
        alone: Rounds of the first requests, which are few.
        requests: Requests that are left for full rounds.
        latency: What a round takes at least, in seconds.
    """

    alone: int
    requests: int
    latency: float

    @property
    def number(self) -> int:
        """Rounds in all."""
        return self.alone + math.ceil(self.requests / AT_ONCE)

    def targets(
        self,
        alone: float,
        plain: float,
        runs: t.Sequence[Taken],
    ) -> list[Target]:
        """What is to be reached.

        Args:
            alone: Seconds of the tap with one request at a time.
            plain: Seconds of the plain tap.
            runs: Runs of the tap.
        """
        reading = median(runs, "reading")
        least = self.number * self.latency
        why = f"{self.number} rounds of {self.latency * 1000:.0f} ms"
        ratios = [
            Target(
                f"times {what}",
                base / reading,
                wanted,
                at_most=False,
                note=f"at most {base / least:.1f} x: {why} take {least:.2f} s",
            )
            for what, base, wanted in (
                ("its own run, one at a time", alone, 6.0),
                ("the plain SDK tap", plain, 14.0),
            )
        ]
        most = max(run.most for run in runs)
        return [*ratios, Target("in flight", most, AT_ONCE, at_most=True, unit="")]
