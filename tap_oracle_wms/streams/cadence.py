"""How often a stream writes STATE messages."""

from __future__ import annotations

import time
import typing as t

if t.TYPE_CHECKING:
    from tap_oracle_wms.streams.context import RunContext

STATE_SECONDS = 10
"""Seconds after which a page is followed by a STATE message."""

_QUIET_SECONDS = 1


class StateCadence:
    """Writes STATE messages where they are due, counting what none covers yet."""

    def __init__(
        self,
        run: RunContext,
        state: t.Callable[[], dict[str, t.Any]],
        often: t.Callable[[], int],
    ) -> None:
        """Begin with nothing written.

        Args:
            run: The common ground of the run.
            state: Gives the state of the tap.
            often: Gives the number of records after which a message is due.
        """
        self._run = run
        self._state = state
        self._often = often
        self._since = 0

    def write(self) -> None:
        """Write a STATE message now."""
        self._run.write_state(self._state())
        self._since = 0

    def note_written(self, count: int, *, whole_file: bool = False) -> None:
        """Write a STATE message where one is due; a whole file is worth one."""
        self._since += count
        late = time.monotonic() - self._run.state_at >= STATE_SECONDS
        if whole_file or self._since >= self._often() or (late and self._since):
            self.write()

    def note_idle(self) -> None:
        """A slow page must not keep back the state of what was written before it."""
        with self._run.shutdown.critical():
            self.note_written(0)

    def close(self) -> None:
        """Cover what is left; a stream that brought nothing is not always worth it.

        With hundreds of streams the state is large, and most bring nothing.
        """
        old = time.monotonic() - self._run.state_at >= _QUIET_SECONDS
        if self._since or old:
            self.write()
