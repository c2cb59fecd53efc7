"""Histories of a warehouse and of those who read it, as a state machine.

Whatever happened to rows, service and tap, a quiet pass ends with the truth.
"""

from __future__ import annotations

import dataclasses
import typing as t

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from tests.reliability.world import World, cut
from tests.support import Destination, Run, start_cli

Json: t.TypeAlias = dict[str, t.Any]

STREAMS = ("ib_shipment", "load", "task", "wave")

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

FAULTS: dict[str, Json] = {
    **{f"error {n}": {"error": n} for n in (408, 409, 429, 500, 502, 503, 504)},
    "a web page": {"error": {"status": 502, "body": "html"}},
    **{f"reset {n}": {"reset": n} for n in ("before", "headers", "middle")},
    **{f"cut {n}": {"truncate": n} for n in ("length", "chunked", "json")},
}
"""Faults that pass, each of which may come with others of other switches."""

change = st.one_of(
    st.tuples(st.sampled_from(STREAMS), st.sampled_from(CHANGES)),
    st.tuples(st.sampled_from(STREAMS), st.sampled_from(CHANGES)),
    st.tuples(st.sampled_from(UNREFERENCED), st.sampled_from(DELETIONS)),
)


@dataclasses.dataclass
class Totals:
    """What happened in all histories together."""

    histories: int = 0
    changes: int = 0
    runs: int = 0
    failed: int = 0
    cuts: int = 0
    kills: int = 0
    requests: int = 0
    faults: int = 0
    written: int = 0
    rows: int = 0

    def line(self) -> str:
        """All of it in a line."""
        parts = dataclasses.asdict(self).items()
        return ", ".join(f"{name} {count:,}" for name, count in parts)


class Histories(RuleBasedStateMachine):
    """What may happen; see `histories_of` for one that can be run."""

    here: t.ClassVar[World]
    totals: t.ClassVar[Totals]
    personalities: t.ClassVar[tuple[Json, ...]]
    really_killed: t.ClassVar[bool]

    def __init__(self) -> None:
        """Nothing has happened yet."""
        super().__init__()
        self.arrived = Destination()
        self.bookmarks: dict[str, str] = {}
        self.login: Json = {}
        self.here.simulator.restore()
        self.totals.histories += 1

    @initialize(
        data=st.data(),
        user=st.sampled_from(["acme_reader", "acme_newyork", "acme_utc"]),
        tokens=st.sampled_from([None, None, 20, 60]),
    )
    def begin(self, data: st.DataObject, user: str, tokens: int | None) -> None:
        """A service as it is, and the user who reads it."""
        simulator = self.here.simulator
        personality = data.draw(st.sampled_from(self.personalities), "service")
        simulator.configure(**personality)
        account = simulator.accounts[user]
        self.login = {"username": account.username, "password": account.password}
        if tokens is not None:
            # Tokens that die in the middle of a run, whatever was said of them.
            simulator.configure(token_uses=tokens)
            self.login |= {
                "auth_method": "oauth2_password",
                "client_id": simulator.client_id,
                "client_secret": simulator.client_secret,
            }

    @rule(happening=st.lists(change, min_size=1, max_size=6))
    def rows_change(self, happening: list[tuple[str, str]]) -> None:
        """Rows change, by hand."""
        for stream, action in happening:
            self.here.simulator.change(stream, action)
        self.totals.changes += len(happening)

    @rule(steps=st.integers(1, 6))
    def the_warehouse_works(self, steps: int) -> None:
        """Rows change, as they do in a warehouse."""
        happened = self.here.simulator.life(steps=steps, kinds=KINDS)
        self.totals.changes += sum(happened.values())

    @rule()
    def transactions_end(self) -> None:
        """Long transactions become visible."""
        self.totals.changes += self.here.simulator.commit_held()

    @rule(
        faults=st.sets(st.sampled_from(sorted(FAULTS)), max_size=3),
        meanwhile=change,
        often=st.sampled_from([0, 5, 20]),
        page_size=st.sampled_from([3, 9, 30, 100]),
        times=st.sampled_from(["ok", "ok", "offset_ignored"]),
        share=st.one_of(st.none(), st.none(), st.floats(0, 1)),
    )
    def the_tap_runs(
        self,
        *,
        faults: set[str],
        meanwhile: tuple[str, str],
        often: int,
        page_size: int,
        times: str,
        share: float | None,
    ) -> None:
        """A run in a bad hour, of which maybe only a share arrives."""
        before = {stream: self.here.ids(stream) for stream in STREAMS}
        if self._under_way():
            before = {}  # the pass began before these rows were counted
        with (
            self._bad_hour(faults, meanwhile, often),
            self.here.simulator.configured(time_filter=times),
        ):
            run = self.here.sync(self.arrived.state, page_size=page_size, **self.login)
        self.totals.runs += 1
        if share is not None:
            self.totals.cuts += 1
            self._take(cut(run, int(share * len(run.stdout))))
            return
        self._take(run)
        if run.exit_code == 0:
            for stream, ids in before.items():
                rows = self.arrived.rows.get(stream, {})
                assert ids & self.here.ids(stream) <= rows.keys()
        else:
            # Rows that do not settle, faults without end, and a service that would
            # hide rows of some hours are told at least.
            self.totals.failed += 1
            assert "of the streams failed" in run.stderr, run.stderr

    @precondition(lambda self: self.really_killed)
    @rule(
        meanwhile=change,
        page_size=st.sampled_from([3, 9, 30]),
        size=st.integers(1, 200_000),
        softly=st.booleans(),
    )
    def the_tap_is_killed(
        self,
        meanwhile: tuple[str, str],
        page_size: int,
        size: int,
        softly: bool,  # noqa: FBT001
    ) -> None:
        """The real command, killed after so many bytes."""
        config = self.here.options(page_size=page_size, **self.login)
        with (
            self._bad_hour(set(), meanwhile, 10),
            start_cli(
                config=config, catalog=self.here.catalog, state=self.arrived.state
            ) as process,
        ):
            assert process.stdout is not None
            data = process.stdout.read(size)
            if softly:
                process.terminate()
            else:
                process.kill()
            # What was written and not yet read is in the pipe: a target sees it.
            data += process.stdout.read()
        self.totals.kills += 1
        whole, _, _ = data.rpartition(b"\n")
        self._take(Run(0, f"{whole.decode()}\n" if whole else "", ""))

    def _bad_hour(
        self, faults: set[str], meanwhile: tuple[str, str], often: int
    ) -> t.ContextManager[object]:
        """Faults, and a change before every second page, while it lasts."""
        switches: dict[str, list[Json]] = {}
        for fault in sorted(faults):
            ((name, value),) = FAULTS[fault].items()
            switches.setdefault(name, []).append({"value": value, "rate": 0.05})
        stream, action = meanwhile
        hook = {"entity": stream, "action": action, "every": 2}
        return self.here.simulator.configured(
            paging_hook={"value": hook, "times": often}, **switches
        )

    def _take(self, run: Run) -> None:
        """What a target sees; no bookmark ever goes back."""
        for state in run.states:
            for stream, entry in state["bookmarks"].items():
                value = entry.get("replication_key_value", "")
                assert value >= self.bookmarks.get(stream, "")
                self.bookmarks[stream] = value
        self.arrived.take(run)

    def _under_way(self) -> bool:
        """Whether the last state holds a pass that is not complete."""
        bookmarks = (self.arrived.state or {}).get("bookmarks", {})
        return any("pass" in entry for entry in bookmarks.values())

    def teardown(self) -> None:
        """The quiet run, and the verdict."""
        if not self.login:
            return  # it never began
        here = self.here
        here.simulator.commit_held()
        if self._under_way():
            # A pass that was interrupted is ended as it was begun: what changed behind
            # it since is read by the next one.
            here.load(self.arrived, **self.login)
            assert not self._under_way()
        here.load(self.arrived, **self.login)
        here.assert_converged(self.arrived)
        totals = self.totals
        totals.written += self.arrived.written
        totals.rows += sum(len(rows) for rows in self.arrived.rows.values())
        log = here.simulator.requests()
        totals.requests += len(log)
        totals.faults += sum(one["status"] not in {200, 404} for one in log)


def histories_of(
    here: World,
    totals: Totals,
    *,
    personalities: tuple[Json, ...] = PERSONALITIES,
    really_killed: bool = False,
) -> type[Histories]:
    """A state machine of a world.

    Args:
        here: The world.
        totals: Where to count what happens.
        personalities: Switches of the service, of which each history takes one.
        really_killed: Whether the real command is started and killed too, which
            takes longer.

    Returns:
        The class, for hypothesis to run.
    """
    here.config.update(lookback_window=3600, max_retries=12, verify_time_filters=True)
    members = {
        "here": here,
        "totals": totals,
        "personalities": personalities,
        "really_killed": really_killed,
    }
    return t.cast("type[Histories]", type("HistoriesOfAWorld", (Histories,), members))
