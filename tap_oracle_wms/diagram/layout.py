"""Where the cards of the map lie: areas as panels, their entities in columns.

The panels fill rows as books fill shelves; related entities of an area are neighbours,
so that most lines are short.
"""

from __future__ import annotations

import collections
import dataclasses
import itertools
import math
import typing as t

from tap_oracle_wms.relations import AREAS

if t.TYPE_CHECKING:
    from tap_oracle_wms.diagram.model import Diagram

CARD_HEIGHT = 31
HEADER = 40
"""Height of a panel's head; also that of a folded panel."""

_CHARACTER = 8.45
_TITLE_CHARACTER = 9.4
_CARD_PADDING = 22
_NARROWEST = 110
_ROW_GAP = 10
_COLUMN_GAP = 18
_MARGIN = 14
_PANEL_GAP = 24
_WIDEST = 2600
_STEP = 80
_STAGE = (1060, 800)
"""The space that a usual screen leaves for the map; it shall be legible there."""

_SHELVES = (
    (
        ("inbound", "inventory", "orders", "shipping"),
        ("masters", "work", "labour", "system"),
    ),
    (
        ("inbound", "inventory", "orders"),
        ("shipping", "work", "masters"),
        ("labour", "system"),
    ),
    (
        ("inbound", "inventory"),
        ("orders", "shipping", "work"),
        ("masters", "labour"),
        ("system",),
    ),
)
"""Ways to put areas side by side; the most legible one is taken."""

FOLDABLE = ("staging", "lookups")
"""Areas at the bottom, across the whole width, that can be folded."""

TITLES = {
    "orders": "Orders and waves",
    "shipping": "Shipping",
    "inbound": "Inbound",
    "inventory": "Inventory and containers",
    "work": "Tasks and work orders",
    "labour": "Labour",
    "masters": "Masters",
    "system": "System and users",
    "staging": "Staging tables",
    "lookups": "Lookup tables",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in the map's own units (pixels at full size)."""

    x: float
    y: float
    width: float
    height: float


@dataclasses.dataclass(frozen=True, slots=True)
class Layout:
    """Where everything lies.

    Attributes:
        panels: Box of each area that has entities. Those of `FOLDABLE` lie at the
            bottom, open.
        cards: Box of each entity.
    """

    width: float
    panels: dict[str, Box]
    cards: dict[str, Box]


@dataclasses.dataclass(frozen=True, slots=True)
class _Shelf:
    """Areas side by side, each in columns of names."""

    rows: int
    columns: dict[str, list[list[str]]]

    @property
    def width(self) -> float:
        inner = sum(map(_panel_width, self.columns, self.columns.values()))
        return inner + _PANEL_GAP * (len(self.columns) - 1)

    @property
    def height(self) -> float:
        return HEADER + self.rows * (CARD_HEIGHT + _ROW_GAP) - _ROW_GAP + _MARGIN


def lay_out(diagram: Diagram) -> Layout:
    """Lay out a diagram's map.

    Args:
        diagram: What to show.

    Returns:
        The same layout for the same diagram; roughly as wide as a screen is.
    """
    names = _by_area(diagram)
    foldable = [{area: names[area]} for area in FOLDABLE if area in names]
    ways = []
    for rows in _SHELVES:
        shelves = [{area: names[area] for area in row if area in names} for row in rows]
        shelves = [shelf for shelf in shelves if shelf] or foldable
        ways += [(shelves, width) for width in _widths(shelves)]
    shelves, width = max(ways, key=lambda way: _scale(*way))
    # The foldable ones adapt themselves to the width of the others.
    filled = [_fill(shelf, width) for shelf in shelves]
    if shelves is not foldable:
        filled += [_fill(shelf, width) for shelf in foldable]
    return _place(filled, max(shelf.width for shelf in filled))


def _by_area(diagram: Diagram) -> dict[str, list[str]]:
    grouped = collections.defaultdict(set)
    for entity in diagram.entities.values():
        grouped[entity.area].add(entity.name)
    related = collections.defaultdict(set)
    for entity, _, target in diagram.edges:
        related[entity.name].add(target)
        related[target].add(entity.name)
    return {
        area: _neighbours_together(grouped[area], related)
        for area in AREAS
        if area in grouped
    }


def _neighbours_together(
    names: set[str],
    related: t.Mapping[str, set[str]],
) -> list[str]:
    """Names so ordered that related ones come one after another, loners last."""

    def importance(name: str) -> tuple[int, str]:
        return (-len(related.get(name, set()) & names), name)

    groups: list[list[str]] = []
    left = set(names)
    while left:
        start = min(left, key=importance)
        left.discard(start)
        group = [start]
        for name in group:  # grows while it is walked
            found = sorted(related.get(name, set()) & left, key=importance)
            left.difference_update(found)
            group += found
        groups.append(group)
    loners = sorted(group[0] for group in groups if len(group) == 1)
    return [name for group in groups if len(group) > 1 for name in group] + loners


def _widths(shelves: list[dict[str, list[str]]]) -> range:
    narrowest = max(_fill(shelf, 0).width for shelf in shelves)
    widest = max(_fill(shelf, math.inf).width for shelf in shelves)
    widest = max(narrowest, min(widest, _WIDEST))
    return range(math.ceil(narrowest), math.ceil(widest) + _STEP, _STEP)


def _scale(shelves: list[dict[str, list[str]]], width: float) -> float:
    """How large the map can be shown, the foldable panels folded."""
    filled = [_fill(shelf, width) for shelf in shelves]
    height = sum(shelf.height + _PANEL_GAP for shelf in filled)
    height += (HEADER + _PANEL_GAP) * len(FOLDABLE)
    real = max(shelf.width for shelf in filled)
    return min(_STAGE[0] / real, _STAGE[1] / height)


def _fill(areas: dict[str, list[str]], width: float) -> _Shelf:
    """The lowest shelf of at most this width, or the narrowest there is."""
    longest = max(len(names) for names in areas.values())
    for rows in range(1, longest + 1):
        columns = {area: _columns(names, rows) for area, names in areas.items()}
        shelf = _Shelf(rows, columns)
        if shelf.width <= width:
            return shelf
    return shelf


def _columns(names: list[str], rows: int) -> list[list[str]]:
    count = math.ceil(len(names) / rows)
    each, longer = divmod(len(names), count)
    ends = [0, *itertools.accumulate(each + (n < longer) for n in range(count))]
    return [names[start:end] for start, end in itertools.pairwise(ends)]


def _card_width(names: t.Iterable[str]) -> float:
    longest = max(map(len, names))
    return max(_NARROWEST, math.ceil(longest * _CHARACTER + _CARD_PADDING))


def _panel_width(area: str, columns: list[list[str]]) -> float:
    cards = sum(map(_card_width, columns))
    inner = cards + _COLUMN_GAP * (len(columns) - 1) + 2 * _MARGIN
    return max(inner, len(TITLES[area]) * _TITLE_CHARACTER + 4 * _MARGIN)


def _place(shelves: list[_Shelf], width: float) -> Layout:
    panels: dict[str, Box] = {}
    cards: dict[str, Box] = {}
    y: float = 0
    for shelf in shelves:
        # What is left of the width goes to the gaps between columns.
        count = sum(len(columns) for columns in shelf.columns.values())
        spare = (width - shelf.width) / count
        x: float = 0
        for area, columns in shelf.columns.items():
            wide = _panel_width(area, columns) + spare * len(columns)
            panels[area] = Box(round(x, 1), y, round(wide, 1), shelf.height)
            left = x + _MARGIN + spare / 2
            for column in columns:
                card = _card_width(column)
                top = y + HEADER
                for name in column:
                    cards[name] = Box(round(left, 1), top, card, CARD_HEIGHT)
                    top += CARD_HEIGHT + _ROW_GAP
                left += card + spare + _COLUMN_GAP
            x += wide + _PANEL_GAP
        y += shelf.height + _PANEL_GAP
    return Layout(width, panels, cards)
