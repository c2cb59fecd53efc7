"""What the running service knows besides its rows: clock, tokens, log."""

from __future__ import annotations

import random
import secrets
import threading
import time
import typing as t
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from wms_simulator._moments import parse_moment
from wms_simulator.service._board import Board

if t.TYPE_CHECKING:
    from wms_simulator.accounts import Account
    from wms_simulator.store.database import Database
    from wms_simulator.warehouse.life import Life


class Clock:
    """The server's clock, which can be shifted or stopped."""

    def __init__(self) -> None:
        """Start with the real time."""
        self.reset()

    def reset(self) -> None:
        """Go back to the real time."""
        self._offset = timedelta()
        self._frozen: datetime | None = None

    def set(self, offset: float | None = None, frozen: str | None = None) -> None:
        """Shift the clock by seconds, or stop it at an instant."""
        if frozen is not None:
            self._frozen = parse_moment(frozen)
        elif offset is not None:
            self._frozen = None
            self._offset = timedelta(seconds=offset)

    def now(self) -> datetime:
        """Tell the time."""
        return self._frozen or datetime.now(timezone.utc) + self._offset


@dataclass
class Token:
    """An access token that was given out."""

    account: Account
    dies: float
    uses: int | None


class Tokens:
    """Tokens that are valid now."""

    def __init__(self) -> None:
        """Start without any."""
        self._lock = threading.Lock()
        self._access: dict[str, Token] = {}
        self._refresh: dict[str, Account] = {}

    def clear(self) -> None:
        """Forget all tokens."""
        with self._lock:
            self._access.clear()
            self._refresh.clear()

    def issue(
        self, account: Account, lives: float, uses: int | None, *, refresh: bool
    ) -> tuple[str, str | None]:
        """Make an access token and, if wanted, one to refresh it with."""
        access, again = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        with self._lock:
            self._access[access] = Token(account, time.monotonic() + lives, uses)
            if refresh:
                self._refresh[again] = account
        return access, again if refresh else None

    def use(self, access: str) -> Account | None:
        """Accept a token, unless it is unknown or dead."""
        with self._lock:
            token = self._access.get(access)
            if token is None or time.monotonic() >= token.dies:
                return None
            if token.uses is not None:
                token.uses -= 1
                if token.uses < 0:
                    return None
            return token.account

    def redeem(self, refresh: str) -> Account | None:
        """Use up a refresh token: each works once."""
        with self._lock:
            return self._refresh.pop(refresh, None)


class Log:
    """Requests that were answered, oldest first."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = threading.Lock()
        self._entries: list[dict[str, t.Any]] = []
        self._open: dict[int, dict[str, t.Any]] = {}
        self._most = 0

    def clear(self) -> None:
        """Forget what was logged."""
        with self._lock:
            self._entries = []
            self._most = len(self._open)

    def reset(self) -> None:
        """Forget requests that are under way, too.

        A test may leave some behind, which another test must not count.
        """
        with self._lock:
            self._entries = []
            self._open.clear()
            self._most = 0

    def start(self, entry: dict[str, t.Any]) -> dict[str, t.Any]:
        """Log the beginning of a request."""
        with self._lock:
            made = {
                "n": len(self._entries) + 1,
                **entry,
                "status": None,
                "started": time.time(),
                "ended": None,
                "in_flight": len(self._open) + 1,
                "rows": None,
                "bytes": None,
            }
            self._open[id(made)] = made
            self._most = max(self._most, len(self._open))
            self._entries.append(made)
            return made

    def end(self, entry: dict[str, t.Any], **result: t.Any) -> None:
        """Log the end of a request."""
        with self._lock:
            self._open.pop(id(entry), None)
            entry.update(result, ended=time.time())

    def entries(self) -> list[dict[str, t.Any]]:
        """Give a copy of the log."""
        with self._lock:
            return [dict(one) for one in self._entries]

    @property
    def most_in_flight(self) -> int:
        """The largest number of requests that were under way at once."""
        return self._most


@dataclass
class State:
    """Everything that the views share.

    Attributes:
        database: The rows.
        seed: Decides the chances of switches, hooks and life.
        switches: What to start with, and to come back to.
        origin: Scheme, host and port of the server.
    """

    database: Database
    life: Life
    seed: int
    switches: t.Mapping[str, t.Any]
    clock: Clock
    origin: str = ""
    tokens: Tokens = field(default_factory=Tokens)
    log: Log = field(default_factory=Log)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Set the switches."""
        self.board = Board(self.seed)
        self.board.reset(self.switches)
        self.rng = random.Random(self.seed)  # noqa: S311 - chances, not secrets
        self.last_read: dict[str, int] = {}
        self.list_requests = 0
        self.quiet = threading.RLock()

    def restore(self) -> None:
        """Bring everything back to how it was at the start."""
        self.life.stop()
        with self.quiet:
            self.database.restore()
            self.life.reset()
            self.clock.reset()
            self.tokens.clear()
            self.board.reset(self.switches)
            self.log.reset()
            self.rng.seed(self.seed)
            self.last_read.clear()
            self.list_requests = 0


_STATE: list[State] = []


def use(state: State) -> None:
    """Make a state the one of this process."""
    _STATE[:] = [state]


def current() -> State:
    """Give the state of this process."""
    return _STATE[0]
