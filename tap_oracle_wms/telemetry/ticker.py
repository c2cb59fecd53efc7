"""Something to do again and again, beside everything else."""

from __future__ import annotations

import threading
import time
import typing as t

if t.TYPE_CHECKING:
    from typing_extensions import Self


class Ticker:
    """Calls functions at steady intervals, in one daemon thread."""

    def __init__(self, *works: tuple[float, t.Callable[[], None]]) -> None:
        """Prepare.

        Args:
            works: Seconds between two calls, and what to call. It must not raise.
        """
        self._works = works
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)

    def start(self) -> Self:
        """Begin; the first calls come after one interval."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End; a call that is under way is not waited for."""
        self._stopped.set()

    def _run(self) -> None:
        due = [time.monotonic() + seconds for seconds, _ in self._works]
        while not self._stopped.wait(max(0.0, min(due) - time.monotonic())):
            for at, (seconds, work) in enumerate(self._works):
                if time.monotonic() >= due[at]:
                    work()
                    due[at] = time.monotonic() + seconds
