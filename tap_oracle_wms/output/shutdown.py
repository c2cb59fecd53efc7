"""Leaving on a signal: the line is finished, the state written, and soon."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import typing as t

logger = logging.getLogger(__name__)

_PATIENCE = 1.5
"""Seconds that a write, which a slow reader may hold up, is given to end."""

_SIGNAL_EXIT = 128


class Shutdown:
    """Decides what happens on SIGTERM and SIGINT.

    Outside of a critical section the process ends at once, whatever it waits for.
    Inside, it ends when the section does, since a record may be half written or the
    state half changed; if the section is stuck, it ends all the same.
    """

    def __init__(self, last_words: t.Callable[[], None]) -> None:
        """Prepare.

        Args:
            last_words: Writes the final state.
        """
        self._last_words = last_words
        self._depth = 0
        self._pending: int | None = None
        self._limited = False

    @contextlib.contextmanager
    def critical(self) -> t.Iterator[None]:
        """A section that is not to be cut: output, and the state that covers it."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if not self._depth and self._pending is not None:
                self._leave(self._pending)

    def handle(self, number: int) -> None:
        """React to a signal.

        Args:
            number: The signal's number.
        """
        if not self._depth:
            self._leave(number)
        if self._pending is not None:
            _end(number)  # told twice: whoever waits wants it at once
        self._pending = number
        self._end_later(number)

    def _leave(self, number: int) -> t.NoReturn:
        self._depth += 1  # the last words are a critical section that never ends
        self._end_later(number)
        for other in (signal.SIGTERM, signal.SIGINT):
            signal.signal(other, signal.SIG_IGN)
        name = signal.Signals(number).name
        written = False
        try:
            self._last_words()
            written = True
        finally:
            # Whatever went wrong, the process was told to end, and ends.
            text = (
                "Stopped by %s"
                if written
                else "Stopped by %s; the state is not written"
            )
            logger.warning(text, name)
            _end(number)

    def _end_later(self, number: int) -> None:
        """Set a limit to all that follows, unless it is set already."""
        if not self._limited:
            self._limited = True
            signal.signal(signal.SIGALRM, lambda *_: _end(number))
            signal.setitimer(signal.ITIMER_REAL, _PATIENCE)


def _end(number: int) -> t.NoReturn:
    """End without waiting for threads, which may hang in a request."""
    os._exit(_SIGNAL_EXIT + number)
