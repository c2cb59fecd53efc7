"""The rooms of the package: what each may import, as a table and as a drawing."""

from __future__ import annotations

import ast
import dataclasses
import typing as t
from pathlib import Path

import yaml

from scripts.svg import Drawing

PACKAGE = "tap_oracle_wms"
ROOT = Path(__file__).parent.parent
COMMON = frozenset({"_process", "_version", "errors"})
"""What every room may use, and what only names or starts the package."""

_WIDTH, _BOX, _HIGH, _ROW = 800, 92, 32, 66
_LOOKS = {"pure": "g", "base": "g", "service": "h", "sdk": "h", "people": "h"}


@dataclasses.dataclass(frozen=True)
class Room:
    """One room as it stands in the file."""

    room: str
    concern: str
    kind: str
    knows: tuple[str, ...] = ()


def rooms() -> dict[str, Room]:
    """Read the file of rooms, in its order."""
    text = (ROOT / "scripts" / "rooms.yml").read_text(encoding="utf-8")
    raw: list[dict[str, t.Any]] = yaml.safe_load(text)
    found = [
        Room(
            one["room"],
            one["concern"],
            one["kind"],
            tuple(one.get("knows", ())),
        )
        for one in raw
    ]
    return {room.room: room for room in found}


def imports(folder: Path) -> dict[str, set[str]]:
    """Find what each room of a package imports of the others, for annotations too."""
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        if parts[0].startswith("__") or parts[0] in COMMON:
            continue
        known = found.setdefault(parts[0], set())
        names = {name.split(".")[0] for name in imported(path)}
        known |= names - {parts[0]} - COMMON
    return found


def imported(path: Path) -> set[str]:
    """Find what a module imports of the package, wherever in it.

    Args:
        path: Path of the module.

    Returns:
        Names without that of the package: modules, or what is in them.
    """
    start = f"{PACKAGE}."
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name.removeprefix(start) for name in names if name.startswith(start)}


def table() -> str:
    """Tell of each room in a row, those that know least first."""
    lines = ["| room | concern | knows |", "| --- | --- | --- |"]
    for room in rooms().values():
        name = room.room if room.room in {"cli", "tap"} else f"{room.room}/"
        name = f"{room.room}.py" if room.room in {"cli", "tap"} else name
        known = ", ".join(room.knows) or "nothing"
        lines.append(f"| `{name}` | {room.concern} | {known} |")
    return "\n".join(lines)


def drawing() -> str:
    """Draw the rooms: above, what uses; below, what is used."""
    known = {name: room.knows for name, room in rooms().items()}
    levels = _levels(known)
    edges = [(upper, lower) for upper in known for lower in _direct(upper, known)]
    ordered = _ordered(levels, edges)
    title = "Rooms of the package; an arrow leads from a room to one that it uses"
    sheet = Drawing(_WIDTH, len(ordered) * _ROW + 10, title)
    places = {
        name: (_WIDTH * (at + 0.5) / len(row), 26 + number * _ROW)
        for number, row in enumerate(reversed(ordered))
        for at, name in enumerate(row)
    }
    for upper, lower in edges:
        (x, y), (to_x, to_y) = places[upper], places[lower]
        start, end = y + _HIGH / 2, to_y - _HIGH / 2 - 1
        bend = min(40, (end - start) / 2)
        way = f"M{x:g} {start:g}C{x:g} {start + bend:g} {to_x:g} {end - bend:g}"
        sheet.line(f"{way} {to_x:g} {end:g}", "l t", arrow=True)
    for name, (x, y) in places.items():
        box = (x - _BOX / 2, y - _HIGH / 2, _BOX, _HIGH)
        sheet.box(*box, "p")
        sheet.box(*box, _LOOKS[rooms()[name].kind])
        sheet.words(x, y + 5, name, "b", "middle")
    return sheet.text()


def _levels(known: t.Mapping[str, t.Sequence[str]]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for name, lower in known.items():
        levels[name] = 1 + max((levels[one] for one in lower), default=-1)
    return levels


def _direct(name: str, known: t.Mapping[str, t.Sequence[str]]) -> list[str]:
    """Rooms that a room knows and no other one that it knows leads to."""

    def below(one: str) -> set[str]:
        return {one}.union(*(below(lower) for lower in known[one]))

    lower = known[name]
    return [
        one
        for one in lower
        if not any(one in below(other) for other in lower if other != one)
    ]


def _ordered(
    levels: t.Mapping[str, int], edges: t.Sequence[tuple[str, str]]
) -> list[list[str]]:
    """Put the rooms of each level side by side, so that few arrows cross."""
    rows = [
        [name for name in levels if levels[name] == level]
        for level in range(max(levels.values()) + 1)
    ]
    for _ in range(20):
        at = {
            name: (number + 0.5) / len(row)
            for row in rows
            for number, name in enumerate(row)
        }
        beside: dict[str, list[float]] = {name: [at[name]] for name in levels}
        for upper, lower in edges:
            beside[upper].append(at[lower])
            beside[lower].append(at[upper])
        middle = {name: sum(found) / len(found) for name, found in beside.items()}
        rows = [sorted(row, key=lambda name: (middle[name], name)) for row in rows]
    return rows
