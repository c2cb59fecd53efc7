"""A little SVG: boxes, lines and words in the colours of the page around them."""

from __future__ import annotations

import html
import typing as t

_INK = "var(--md-default-fg-color, #25292e)"
_PAPER = "var(--md-default-bg-color, #fff)"
_ACCENT = "var(--md-typeset-a-color, #00796b)"
_STYLE = (
    f".w{{fill:{_INK};font:13px system-ui,'Liberation Sans',sans-serif}}"
    f".s{{font-size:12px;opacity:.8}}.b{{font-weight:600}}"
    f".m{{font-family:ui-monospace,'DejaVu Sans Mono',monospace;font-size:12px}}"
    f".l{{stroke:{_INK};fill:none;stroke-width:1.2}}.t{{opacity:.35}}"
    ".d{stroke-dasharray:4 4}"
    f".a{{stroke:{_ACCENT};fill:none;stroke-width:2}}"
    f".p{{fill:{_PAPER}}}.i{{fill:{_INK}}}.f{{fill:{_ACCENT}}}"
    f".g{{fill:{_INK};opacity:.08}}.h{{fill:{_ACCENT};opacity:.2}}"
)

Anchor: t.TypeAlias = t.Literal["start", "middle", "end"]


class Drawing:
    """Shapes on a sheet, in the order in which they are drawn."""

    def __init__(self, width: int, height: int, title: str) -> None:
        """Take a sheet.

        Args:
            width: Width, in points.
            height: Height, in points.
            title: What can be seen, for those who can't.
        """
        self._size = (width, height)
        self._title = title
        self._parts: list[str] = []
        self.box(0, 0, width, height, "p")

    def box(self, x: float, y: float, width: float, height: float, look: str) -> None:
        """Draw a box with round corners."""
        size = f'width="{width:g}" height="{height:g}" rx="4"'
        self._parts.append(f'<rect class="{look}" x="{x:g}" y="{y:g}" {size}/>')

    def dot(self, x: float, y: float, look: str = "i", radius: float = 5) -> None:
        """Draw a dot."""
        place = f'cx="{x:g}" cy="{y:g}" r="{radius:g}"'
        self._parts.append(f'<circle class="{look}" {place}/>')

    def line(self, path: str, look: str = "l", *, arrow: bool = False) -> None:
        """Draw a path, in SVG's own words."""
        end = ' marker-end="url(#arrow)"' if arrow else ""
        self._parts.append(f'<path class="{look}" d="{path}"{end}/>')

    def words(
        self, x: float, y: float, text: str, look: str = "", anchor: Anchor = "start"
    ) -> None:
        """Write a line of text, its base line at y."""
        place = f'x="{x:g}" y="{y:g}" text-anchor="{anchor}"'
        look = f"w {look}".strip()
        said = html.escape(text, quote=False)
        self._parts.append(f'<text class="{look}" {place}>{said}</text>')

    def text(self) -> str:
        """Give the whole file; each style is the drawing's own within a page."""
        width, height = self._size
        title = html.escape(self._title)
        root = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="drawn" role="img" '
            f'aria-label="{title}" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}">'
        )
        arrow = (
            '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" '
            'markerWidth="7" markerHeight="7" orient="auto-start-reverse">'
            f'<path d="M0 0L10 5L0 10z" style="fill:{_INK}"/></marker></defs>'
        )
        style = f"<style>{_scoped(_STYLE)}</style>"
        lines = [root, style, arrow, *self._parts, "</svg>"]
        return "\n".join(lines) + "\n"


def _scoped(style: str) -> str:
    return style.replace("}.", "}.drawn .").replace(".w{", ".drawn .w{", 1)
