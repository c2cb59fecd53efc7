"""Where events go: to whoever listens, or nowhere."""

from __future__ import annotations

import logging
import os
import typing as t

if t.TYPE_CHECKING:
    from tap_oracle_wms.telemetry.events import Event

logger = logging.getLogger(__name__)

Take: t.TypeAlias = "t.Callable[[t.Any], None]"
"""Does what is to be done with an event of one kind."""

_NO_HEADERS: t.Mapping[str, str] = {}


def new_id() -> str:
    """An id of 16 hex digits, fit to be that of a span."""
    return os.urandom(8).hex()


class Recorder(t.Protocol):
    """Takes note of what happens. Called by any thread."""

    def note(self, event: Event) -> None:
        """Take note of an event."""

    def headers(self, request_id: str) -> t.Mapping[str, str]:
        """Headers that join a request to a trace.

        Args:
            request_id: Id of the request, which was noted as begun.

        Returns:
            The headers, none where nobody traces.
        """


class Listener:
    """A recorder that takes events by their kind, and adds no headers."""

    def __init__(self, take: t.Mapping[type, Take]) -> None:
        """Listen.

        Args:
            take: What to do with an event, by its kind.
        """
        self._take = take

    def note(self, event: Event) -> None:
        """Do what is to be done with an event, if anything."""
        take = self._take.get(type(event))
        if take is not None:
            take(event)

    def headers(self, request_id: str) -> t.Mapping[str, str]:
        """None."""
        del request_id
        return _NO_HEADERS


SILENCE: t.Final = Listener({})
"""A recorder that does nothing."""


class Hub:
    """Passes events on to listeners, in the order in which they were added.

    A listener that fails is left out from then on: telemetry must not harm a run.
    """

    def __init__(self) -> None:
        """Begin without listeners."""
        self._listeners: tuple[Recorder, ...] = ()

    def add(self, *listeners: Recorder) -> None:
        """Add listeners."""
        self._listeners += listeners

    def note(self, event: Event) -> None:
        """Pass an event on."""
        for listener in self._listeners:
            try:
                listener.note(event)
            except Exception as error:  # noqa: BLE001 - must not harm the run
                self._leave_out(listener, error)

    def headers(self, request_id: str) -> t.Mapping[str, str]:
        """Headers of all listeners."""
        headers: dict[str, str] = {}
        for listener in self._listeners:
            try:
                headers.update(listener.headers(request_id))
            except Exception as error:  # noqa: BLE001 - must not harm the run
                self._leave_out(listener, error)
        return headers

    def _leave_out(self, listener: Recorder, error: Exception) -> None:
        self._listeners = tuple(one for one in self._listeners if one is not listener)
        # The text of an unforeseen error may hold anything.
        logger.warning(
            "%s failed (%s) and takes no further part in this run",
            type(listener).__name__,
            type(error).__name__,
        )
