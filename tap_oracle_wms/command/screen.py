"""What people see: tables on stdout, progress on stderr, both fit for their place.

On a terminal, and where the package ``rich`` is installed, tables fit the window and
have colour. Everywhere else they are plain text. Progress is for terminals only.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import typing as t

import click

if t.TYPE_CHECKING:
    import types

    from typing_extensions import Self

Rows: t.TypeAlias = t.Sequence[t.Sequence[str]]

_CLEAR = "\r\033[K"
_WIDTH = 78


def has_rich() -> bool:
    """Whether tables can be drawn by ``rich``."""
    return importlib.util.find_spec("rich") is not None


def show_table(
    header: t.Sequence[str], rows: Rows, *, numbers: t.Collection[str] = ()
) -> None:
    """Show rows as a table.

    Args:
        header: Names of the columns.
        rows: Cells, as many in each row.
        numbers: Columns that are aligned to the right.
    """
    if sys.stdout.isatty() and has_rich():
        _show_rich(header, rows, numbers)
        return
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        cells = [
            cell.rjust(width) if name in numbers else cell.ljust(width)
            for name, cell, width in zip(header, row, widths, strict=True)
        ]
        click.echo("  ".join(cells).rstrip())


def _show_rich(header: t.Sequence[str], rows: Rows, numbers: t.Collection[str]) -> None:
    console = importlib.import_module("rich.console").Console()
    text = importlib.import_module("rich.text").Text
    table = importlib.import_module("rich.table").Table(
        box=importlib.import_module("rich.box").SIMPLE_HEAD,
        pad_edge=False,
    )
    for number, name in enumerate(header):
        table.add_column(
            name,
            justify="right" if name in numbers else "left",
            style="bold" if not number else None,
            overflow="fold",
            no_wrap=not number,
        )
    for row in rows:
        table.add_row(*(text(cell) for cell in row))  # no markup: cells are data
    console.print(table)


def show_json(data: object) -> None:
    """Show data for machines."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def colours() -> bool | None:
    """What to tell click of colours: none where NO_COLOR asks for none."""
    return False if os.environ.get("NO_COLOR") else None


class Progress:
    """One line on stderr that says what goes on; nothing where that is no terminal."""

    def __init__(self) -> None:
        """Look whether somebody watches."""
        self._watched = sys.stderr.isatty()

    def __enter__(self) -> Self:
        """Begin; nothing is shown yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> None:
        """Remove the line."""
        self._show(_CLEAR)

    def tell(self, text: str) -> None:
        """Show what goes on now.

        Args:
            text: A few words.
        """
        self._show(f"{_CLEAR}... {text[:_WIDTH]}")

    def count(self, done: int, of: int) -> None:
        """Show how far it is."""
        filled = 30 * done // max(of, 1)
        self._show(f"{_CLEAR}[{'#' * filled:<30}] {done} of {of}")

    def _show(self, text: str) -> None:
        if self._watched:
            sys.stderr.write(text)
            sys.stderr.flush()
