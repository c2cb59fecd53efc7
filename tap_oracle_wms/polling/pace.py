"""When a stream is read again. Pure: times come from the caller."""

from __future__ import annotations

import dataclasses

LONGEST_AFTER_FAILURE = 300
"""Seconds; a stream that fails again and again is tried at least this often."""

_MOST_DOUBLINGS = 40


@dataclasses.dataclass
class Pace:
    """The pace of one stream.

    Attributes:
        poll_interval: Seconds from the beginning of one cycle to the next.
        interval: Seconds from the beginning of one pass to the next; that of a stream
            which is read as a whole is longer.
        longest: Seconds that the wait of a quiet stream may grow to.
        due: When the next pass is due.
        cycles: Cycles that have gone by, those that the stream sat out included.
        failures: Passes in a row that failed.
        quiet: Passes in a row that brought nothing new.
    """

    poll_interval: float
    interval: float
    longest: float
    due: float = 0.0
    cycles: int = 0
    failures: int = 0
    quiet: int = 0

    @property
    def slowest(self) -> float:
        """Seconds between passes at the slowest, where nothing fails."""
        return max(self.interval, self.longest)

    @property
    def most_cycles(self) -> int:
        """Cycles that may go by with one pass, where nothing fails."""
        return max(1, round(self.slowest / self.poll_interval))

    def succeeded(self, *, began: float, ended: float, rows: int) -> None:
        """Plan the next pass after one that was read to its end.

        Args:
            began: When it began.
            ended: When it ended.
            rows: Rows that it brought.
        """
        self.failures = 0
        self.quiet = 0 if rows else self.quiet + 1
        wait = min(self.slowest, _doubled(self.interval, self.quiet))
        self.due = max(ended, began + wait)
        self.sat_out(wait)

    def failed(self, *, ended: float) -> None:
        """Plan the next pass after one that failed: in the next cycle, then later."""
        self.failures += 1
        longest = max(self.poll_interval, LONGEST_AFTER_FAILURE)
        wait = min(longest, _doubled(self.poll_interval, self.failures - 1))
        self.due = ended + wait
        self.sat_out(wait)

    def sat_out(self, seconds: float) -> None:
        """Count the cycles that go by until the stream is read again."""
        self.cycles += max(1, round(seconds / self.poll_interval))


def _doubled(seconds: float, times: int) -> float:
    return seconds * 2.0 ** min(times, _MOST_DOUBLINGS)


def catch_up_every(poll_interval: float) -> float:
    """How much of the service's time may pass before back-dated rows are looked for.

    Every tenth cycle, so that looking costs a tenth of the polling, but not more often
    than once in a minute nor less often than in ten; see docs/continuous.md.

    Args:
        poll_interval: Seconds from one cycle to the next.

    Returns:
        Seconds.
    """
    return min(max(10 * poll_interval, 60.0), 600.0)
