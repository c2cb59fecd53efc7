"""``python -m benchmarks``: measure, and print tables in Markdown."""

from __future__ import annotations

import datetime
import json
import os
import pathlib
import platform
import tempfile
import typing as t

import click

from benchmarks.cases import CASES, Bench, Row
from benchmarks.shapes import Warehouse


def _table(header: Row, rows: t.Sequence[Row]) -> str:
    lines = [header, ("---", *("---:" for _ in header[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


@click.command()
@click.argument("names", nargs=-1, metavar="[CASE]...")
@click.option("--rounds", default=5, help="Runs of which the median counts.")
@click.option("--scale", default=1.0, help="Share of the rows, for a quick look.")
@click.option(
    "--other",
    "others",
    multiple=True,
    metavar="NAME=COMMAND",
    help="Another program for the CPU cases; gets CONFIG and CATALOG.",
)
def main(
    names: tuple[str, ...],
    rounds: int,
    scale: float,
    others: tuple[str, ...],
) -> None:
    """Measure the tap against other ways to fetch the same rows."""
    unknown = sorted({*names} - {*CASES})
    if unknown:
        msg = f"no such case: {', '.join(unknown)}; there are {', '.join(CASES)}"
        raise click.ClickException(msg)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(
            Warehouse.from_simulator(),
            pathlib.Path(folder),
            rounds,
            scale,
            {
                name: command.split()
                for name, _, command in (other.partition("=") for other in others)
            },
        )
        fields = len(bench.warehouse.entry["schema"]["properties"])
        size = len(json.dumps(bench.warehouse.rows[0]))
        click.echo(
            f"{datetime.datetime.now(tz=datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, "
            f"CPython {platform.python_version()}, {os.cpu_count()} cores, load "
            f"{os.getloadavg()[0]:.1f}; medians of {rounds}; wide rows: {fields} "
            f"columns, {size} bytes"
        )
        for name in names or CASES:
            click.echo(f"\n### {name}: {CASES[name].__doc__}\n")
            click.echo(_table(*CASES[name](bench)))


if __name__ == "__main__":
    main()
