"""One call beside others."""

from __future__ import annotations

import threading
import typing as t

_T = t.TypeVar("_T")


class Aside(t.Generic[_T]):
    """A call in a thread of its own; what it raises is raised where it is used."""

    def __init__(self, call: t.Callable[[], _T]) -> None:
        """Start the call."""
        self._call = call
        self._made: _T | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._made = self._call()
        except BaseException as error:  # noqa: BLE001 - raised where it is used
            self._error = error

    @property
    def done(self) -> bool:
        """Whether the call has ended."""
        return not self._thread.is_alive()

    def result(self) -> _T:
        """What the call returned; waits for it.

        Raises:
            BaseException: What it raised.
        """
        self._thread.join()
        if self._error is not None:
            raise self._error
        return t.cast("_T", self._made)
