"""What a target would hold after the messages it was sent."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from tests.support.running import Run


class Destination:
    """Rows by stream and id; later records replace earlier ones, as targets do."""

    def __init__(self) -> None:
        """Start empty."""
        self.rows: dict[str, dict[int, dict[str, t.Any]]] = {}
        self.state: dict[str, t.Any] | None = None
        self.written = 0

    def take(self, run: Run, *, lines: int | None = None) -> Destination:
        """Take the messages of a run.

        Args:
            run: The run.
            lines: Messages to take, None for all: a target sees only what was
                written before a kill.

        Returns:
            This destination.
        """
        for message in run.messages[:lines]:
            if message["type"] == "RECORD":
                rows = self.rows.setdefault(message["stream"], {})
                rows[message["record"]["id"]] = message["record"]
                self.written += 1
            elif message["type"] == "STATE":
                self.state = message["value"]
        return self

    def of(self, stream: str) -> list[dict[str, t.Any]]:
        """Rows of a stream, by id."""
        rows = self.rows.get(stream, {})
        return [rows[number] for number in sorted(rows)]
