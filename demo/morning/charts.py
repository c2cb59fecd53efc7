"""Charts as SVG, drawn without a network. Pure."""

from __future__ import annotations

import html
import math
import typing as t
from dataclasses import dataclass

BLUE, GREEN, AMBER, RED, GREY = "#2f6f9f", "#4d9a78", "#d99a2b", "#c2503f", "#a9b4be"
PALE = "#dbe5ec"
_INK, _SOFT, _GRID = "#1d2a33", "#5c6b77", "#e3e8ec"
_TICKS = 4
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 10, 10, 24
_LABELS = 8
_THOUSAND, _MILLION = 1000, 1_000_000
_HUNDRED = 100


@dataclass(frozen=True)
class Series:
    """Numbers to draw.

    Attributes:
        name: What they are.
        color: Their color.
        values: The numbers; None leaves a gap.
    """

    name: str
    color: str
    values: t.Sequence[float | None]


def number(value: float | None) -> str:
    """Write a number briefly."""
    if value is None:
        return "-"
    for size, letter in ((_MILLION, " M"), (_THOUSAND, " k"), (1, "")):
        if abs(value) >= size or size == 1:
            digits = 0 if abs(value) >= _HUNDRED * size else 1
            text = f"{value / size:.{digits}f}"
            return text.removesuffix(".0") + letter
    return ""


def percent(value: float | None) -> str:
    """Write a share."""
    if value is None:
        return "-"
    return f"{value * 100:.0f} %" if value in {0, 1} else f"{value * 100:.1f} %"


class Frame:
    """The frame of a chart over days: scale, grid and labels.

    Args:
        labels: What stands below, one for each place.
        top: The highest value.
        bottom: The lowest value.
        size: Width and height in pixels.
        unit: How values at the side are written.
        mark: Index of the place that is marked, such as today's.
    """

    def __init__(  # noqa: PLR0913 - what a chart looks like
        self,
        labels: t.Sequence[str],
        *,
        top: float,
        bottom: float = 0.0,
        size: tuple[int, int] = (560, 200),
        unit: t.Callable[[float], str] = number,
        mark: int | None = None,
    ) -> None:
        """Choose the scale."""
        self.width, self.height = size
        self._labels = labels
        self._unit = unit
        self._step = _step(max(top - bottom, 1e-9))
        self._top = math.ceil(top / self._step - 1e-9) * self._step
        self._bottom = math.floor(bottom / self._step + 1e-9) * self._step
        if self._top <= self._bottom:
            self._top = self._bottom + self._step
        self._mark = mark
        self._parts: list[str] = []

    def x(self, index: float) -> float:
        """The middle of a place."""
        return _LEFT + (index + 0.5) * self.slot

    def y(self, value: float) -> float:
        """The height of a value."""
        inner = self.height - _TOP - _BOTTOM
        return _TOP + inner * (self._top - value) / (self._top - self._bottom)

    @property
    def slot(self) -> float:
        """The width of a place."""
        return (self.width - _LEFT - _RIGHT) / max(len(self._labels), 1)

    def bars(self, *series: Series, stacked: bool = False) -> Frame:
        """Draw bars, beside or upon one another."""
        share = 0.76 * self.slot / (1 if stacked else len(series))
        for index, label in enumerate(self._labels):
            base = 0.0
            for place, one in enumerate(series):
                value = one.values[index]
                if not value:
                    continue
                shift = 0.0 if stacked else place * share
                low, high = sorted((self.y(base), self.y(base + value)))
                left = self.x(index) - 0.38 * self.slot + shift
                self._parts.append(
                    _rectangle(
                        (left, low, max(share - 0.6, 1), max(high - low, 0.5)),
                        one.color,
                        _said(label, one.name, self._unit(abs(value))),
                    )
                )
                base += value if stacked else 0.0
        return self

    def line(self, one: Series, *, area: bool = False, dots: bool = False) -> Frame:
        """Draw a line; gaps are passed over."""
        points = [
            (self.x(index), self.y(value), index, value)
            for index, value in enumerate(one.values)
            if value is not None
        ]
        if not points:
            return self
        path = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in points)
        if area:
            floor = self.y(self._bottom)
            self._parts.append(
                f'<path d="{path}L{points[-1][0]:.1f},{floor:.1f}L{points[0][0]:.1f},'
                f'{floor:.1f}Z" fill="{one.color}" opacity="0.14"/>'
            )
        self._parts.append(
            f'<path d="{path}" fill="none" stroke="{one.color}" stroke-width="2"'
            ' stroke-linejoin="round"/>'
        )
        for x, y, index, value in points:
            radius, shown = (2.4, "") if dots else (6, ' opacity="0"')
            said = _said(self._labels[index], one.name, self._unit(value))
            self._parts.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{one.color}"'
                f"{shown}><title>{said}</title></circle>"
            )
        return self

    def svg(self, title: str) -> str:
        """Give the whole chart."""
        grid, count = [], round((self._top - self._bottom) / self._step)
        for index in range(count + 1):
            value = self._bottom + index * self._step
            y = self.y(value)
            color = _SOFT if abs(value) < self._step / 1e6 else _GRID
            grid.append(
                f'<path d="M{_LEFT},{y:.1f}H{self.width - _RIGHT}" stroke="{color}"/>'
                f'<text x="{_LEFT - 6}" y="{y + 3.5:.1f}" text-anchor="end">'
                f"{html.escape(self._unit(value))}</text>"
            )
        if self._mark is not None:
            left = self.x(self._mark) - self.slot / 2
            grid.insert(
                0,
                f'<rect x="{left:.1f}" y="{_TOP}" width="{self.slot:.1f}" height='
                f'"{self.height - _TOP - _BOTTOM}" fill="#f3eede"/>',
            )
        every = math.ceil(len(self._labels) / _LABELS)
        last = len(self._labels) - 1
        for index, label in enumerate(self._labels):
            if (last - index) % every == 0:
                grid.append(
                    f'<text x="{self.x(index):.1f}" y="{self.height - 7}"'
                    f' text-anchor="middle">{html.escape(label)}</text>'
                )
        return (
            f'<svg viewBox="0 0 {self.width} {self.height}" role="img"'
            f' aria-label="{html.escape(title)}">'
            + "".join([*grid, *self._parts])
            + "</svg>"
        )


def shares(rows: t.Sequence[tuple[str, t.Sequence[tuple[str, str, float]]]]) -> str:
    """Draw one bar per row, cut into parts of a whole.

    Args:
        rows: For each row its name, and for each part its name, color and number.
    """
    height, left, width = 26, 118, 560
    parts = []
    for index, (name, cuts) in enumerate(rows):
        whole = sum(value for _, _, value in cuts) or 1
        x, y = float(left), index * height + 4
        parts.append(
            f'<text x="{left - 8}" y="{y + 12.5}" text-anchor="end">'
            f"{html.escape(name)}</text>"
        )
        for label, color, value in cuts:
            wide = (width - left - 10) * value / whole
            if value:
                said = _said(name, label, f"{number(value)} ({percent(value / whole)})")
                parts.append(_rectangle((x, y, max(wide - 1, 0.8), 18), color, said))
            if wide > len(number(value)) * 8 + 4 and value:
                dark = color in {PALE, AMBER, GREY}
                parts.append(
                    f'<text x="{x + wide / 2:.1f}" y="{y + 13}" text-anchor="middle"'
                    f' style="fill:{_INK if dark else "#fff"}">{number(value)}</text>'
                )
            x += wide
    return (
        f'<svg viewBox="0 0 {width} {len(rows) * height + 6}" role="img">'
        + "".join(parts)
        + "</svg>"
    )


def legend(*entries: tuple[str, str]) -> str:
    """Say what colors mean."""
    return (
        '<p class="legend">'
        + "".join(
            f'<span><i style="background:{color}"></i>{html.escape(name)}</span>'
            for name, color in entries
        )
        + "</p>"
    )


def _rectangle(box: tuple[float, float, float, float], color: str, said: str) -> str:
    x, y, width, height = box
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
        f' fill="{color}"><title>{said}</title></rect>'
    )


def _said(place: str, name: str, value: str) -> str:
    return html.escape(f"{place}: {name} {value}")


def _step(span: float) -> float:
    rough = span / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)
