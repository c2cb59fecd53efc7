"""Random histories: whatever happened, one quiet run ends with the truth."""

from __future__ import annotations

import random
import typing as t

import pytest

from tests.reliability.world import World, cut
from tests.support import Destination, Run

WorldOf: t.TypeAlias = t.Callable[..., World]
Json: t.TypeAlias = dict[str, t.Any]

STREAMS = ("ib_shipment", "load", "task", "wave")
STEPS = 9

PERSONALITIES: tuple[Json, ...] = (
    {},
    {"page_size_cap": 12},
    {"sequenced_refused": True, "next_page_null_early": True},
    {"sequenced_order": "desc"},
    {"short_pages": 0.3, "empty_list": "200"},
    {"timestamps": "z", "gzip": False, "decimal_form": "number"},
    {"page_size_refused": True, "beyond_last": "empty"},
    {"id_filter": "refused", "ordering": "refused"},
)
"""Services as they might be; all are read to the end, if in different ways."""

CHANGES = (
    "touch_random",
    "touch_first",
    "touch_last",
    "insert",
    "insert_backdated",
    "late_commit",
)
DELETIONS = ("delete_random", "delete_last", "delete_first")
UNREFERENCED = ("ib_shipment", "task")
"""Only rows of these are deleted: what the key of a deleted row was can be seen in
rows that refer to it, and those have not changed themselves."""

KINDS = ("wave", "receive", "order", "pick", "move", "late_commit", "backdated")


class History:
    """What happens to a warehouse and to those who read it, by the seed."""

    def __init__(self, here: World, seed: int) -> None:
        """Nothing has happened yet."""
        self.here = here
        self.rng = random.Random(seed)  # noqa: S311 - chances, not secrets
        self.arrived = Destination()
        self.bookmarks: dict[str, str] = {}
        here.config.update(lookback_window=3600, max_retries=12)
        here.simulator.configure(**PERSONALITIES[seed % len(PERSONALITIES)])

    def change(self) -> None:
        """Rows change, by hand."""
        for _ in range(self.rng.randint(1, 6)):
            self.here.simulator.change(*self.one_change())

    def one_change(self) -> tuple[str, str]:
        """A stream and what happens to a row of it."""
        if self.rng.random() < 0.25:
            return self.rng.choice(UNREFERENCED), self.rng.choice(DELETIONS)
        return self.rng.choice(STREAMS), self.rng.choice(CHANGES)

    def live(self) -> None:
        """Rows change, as they do in a warehouse."""
        self.here.simulator.life(steps=self.rng.randint(1, 6), kinds=KINDS)

    def commit(self) -> None:
        """Long transactions end."""
        self.here.simulator.commit_held()

    def run(self) -> None:
        """The tap runs in a bad hour; maybe it is killed."""
        faults: Json = {
            "error": {"value": self.rng.choice((429, 500, 503)), "rate": 0.05},
            self.rng.choice(("reset", "truncate")): {"value": "headers", "rate": 0.05},
        }
        if "truncate" in faults:
            faults["truncate"]["value"] = "length"
        stream, action = self.one_change()
        hook = {"entity": stream, "action": action, "every": 2}
        self.here.simulator.configure(
            paging_hook={"value": hook, "times": self.rng.choice((0, 5, 20))}, **faults
        )
        before = {stream: self.here.ids(stream) for stream in STREAMS}
        run = self.here.sync(
            self.arrived.state, page_size=self.rng.choice((3, 9, 30, 100))
        )
        self.here.simulator.configure(
            paging_hook=None, error=None, reset=None, truncate=None
        )
        if self.rng.random() < 0.4:
            self.take(cut(run, self.rng.randrange(len(run.stdout) + 1)))
            return
        self.take(run)
        if run.exit_code == 0:
            for stream, ids in before.items():
                rows = self.arrived.rows.get(stream, {})
                assert ids & self.here.ids(stream) <= rows.keys()
        else:
            # Rows that do not settle, and faults without end, are told at least.
            assert "of the streams failed" in run.stderr, run.stderr

    def take(self, run: Run) -> None:
        """What a target sees; no bookmark ever goes back."""
        for state in run.states:
            for stream, entry in state["bookmarks"].items():
                value = entry.get("replication_key_value", "")
                assert value >= self.bookmarks.get(stream, "")
                self.bookmarks[stream] = value
        self.arrived.take(run)

    def step(self) -> None:
        """Something happens."""
        weights = {self.change: 4, self.live: 3, self.commit: 1, self.run: 5}
        (happening,) = self.rng.choices(list(weights), list(weights.values()))
        happening()


@pytest.mark.parametrize(
    ("ranges", "seed"),
    [
        *(("one range", seed) for seed in range(len(PERSONALITIES))),
        *(("many ranges", seed) for seed in range(11, 15)),
    ],
)
def test_a_quiet_run_after_any_history_ends_with_the_truth(
    request: pytest.FixtureRequest,
    world: WorldOf,
    ranges: str,
    seed: int,
) -> None:
    if ranges == "many ranges":
        request.getfixturevalue("early_ranges")
    history = History(world(*STREAMS), seed)
    for _ in range(STEPS):
        history.step()
    history.commit()
    history.here.load(history.arrived)
    history.here.assert_converged(history.arrived)
