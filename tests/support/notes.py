"""A recorder that keeps what it is told."""

from __future__ import annotations

import threading
import typing as t

if t.TYPE_CHECKING:
    from tap_oracle_wms.telemetry.events import Event

_E = t.TypeVar("_E")


class Notes:
    """Keeps all events, in the order they came."""

    def __init__(self, **headers: str) -> None:
        self.events: list[Event] = []
        self._headers = headers
        self._lock = threading.Lock()

    def note(self, event: Event) -> None:
        with self._lock:
            self.events.append(event)

    def headers(self, request_id: str) -> t.Mapping[str, str]:
        return {name: f"{text}-{request_id}" for name, text in self._headers.items()}

    def of(self, kind: type[_E]) -> list[_E]:
        """Events of one kind."""
        with self._lock:
            return [event for event in self.events if isinstance(event, kind)]
