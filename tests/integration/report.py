"""The table at the end: what was sent to each target, and what arrived."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Line:
    """What one test saw of one target."""

    target: str
    streams: int
    sent: int
    loaded: int
    equal: str


LINES: list[Line] = []


def report(target: str, *, streams: int, sent: int, loaded: int, equal: str) -> None:
    """Add a line to the table."""
    LINES.append(Line(target, streams, sent, loaded, equal))


def table() -> list[str]:
    """Give the table's lines, none if no test reported."""
    if not LINES:
        return []
    width = max(len(line.target) for line in LINES)
    head = f"{'target':<{width}} {'streams':>8} {'sent':>8} {'loaded':>8}  equal"
    return [
        head,
        *(
            f"{line.target:<{width}} {line.streams:>8,} {line.sent:>8,} "
            f"{line.loaded:>8,}  {line.equal}"
            for line in sorted(LINES, key=dataclasses.astuple)
        ),
    ]
