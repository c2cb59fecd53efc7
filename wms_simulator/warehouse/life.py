"""The writer: a warehouse day, step by step, when asked or by itself."""

from __future__ import annotations

import random
import threading
import typing as t
from collections import Counter

from wms_simulator.warehouse import masters
from wms_simulator.warehouse.steps import Step

if t.TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from wms_simulator.store.database import Database

_HELD_STEPS = 5


KINDS = (
    "order",
    "wave",
    "pick",
    "pack",
    "ship",
    "receive",
    "move",
    "adjust",
    "history",
    "purge",
    "late_commit",
    "backdated",
)
_WEIGHTS = (20, 5, 12, 8, 6, 6, 12, 12, 8, 2, 4, 2)


class Life:
    """Runs steps, when asked or by itself.

    Args:
        database: The warehouse.
        seed: Decides what happens.
        now: Tells the time of the simulated server.
    """

    def __init__(
        self, database: Database, seed: int, now: t.Callable[[], datetime]
    ) -> None:
        """Wait for the first step."""
        self._database = database
        self._seed = seed
        self._now = now
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._made: masters.Masters | None = None
        self.reset()

    def reset(self) -> None:
        """Forget the past; the next step is the first one again."""
        self._rng = random.Random(self._seed)  # noqa: S311 - chances, not secrets
        self._steps = 0
        self._held: list[tuple[int, datetime]] = []

    def run(self, steps: int, kinds: t.Sequence[str] | None = None) -> dict[str, int]:
        """Run some steps at once.

        Args:
            steps: How many.
            kinds: What may happen; None for a usual day.

        Returns:
            How often each kind happened.

        Raises:
            ValueError: If there is no such kind.
        """
        unknown = set(kinds or ()) - set(KINDS)
        if unknown:
            msg = f"no kind {sorted(unknown)}; there are: {', '.join(KINDS)}"
            raise ValueError(msg)
        done: Counter[str] = Counter()
        for _ in range(steps):
            with self._lock:
                if kinds:
                    kind = self._rng.choice(list(kinds))
                else:
                    kind = self._rng.choices(KINDS, _WEIGHTS)[0]
                self._step(kind)
                done[kind] += 1
        return dict(done)

    def start(self, rate: float, kinds: t.Sequence[str] | None = None) -> None:
        """Go on by itself, with so many steps in a second.

        Raises:
            ValueError: If the rate is not above 0.
        """
        if rate <= 0:
            msg = "a rate must be above 0"
            raise ValueError(msg)
        self.stop()
        self._stop.clear()
        self._thread = threading.Thread(
            target=self._go_on, args=(1 / rate, kinds), daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop going on by itself; what is held back stays so."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def commit_held(self) -> int:
        """Commit everything that long transactions hold back."""
        with self._lock:
            return self._commit(len(self._held))

    def _go_on(self, pause: float, kinds: t.Sequence[str] | None) -> None:
        while not self._stop.wait(pause):
            self.run(1, kinds)

    def _step(self, kind: str) -> None:
        self._steps += 1
        due = sum(1 for step, _ in self._held if step <= self._steps)
        self._commit(due)
        if kind == "late_commit":
            # The transaction begins now; nobody sees its rows before it ends.
            self._held.append((self._steps + _HELD_STEPS, self._now()))
            return
        with self._database.writing() as connection:
            getattr(self._new_step(connection), kind)()

    def _commit(self, count: int) -> int:
        due, self._held = self._held[:count], self._held[count:]
        for step, begun in due:
            with self._database.writing() as connection:
                # Some applications stamp create_ts when they commit.
                created = begun if step % 2 == 0 else self._now()
                self._new_step(connection).order(created, begun)
        return len(due)

    def _new_step(self, connection: sqlite3.Connection) -> Step:
        if self._made is None:
            self._made = masters.read(connection)
        return Step(connection, self._rng, self._now(), self._made, self._steps)
