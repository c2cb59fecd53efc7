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

from benchmarks.bench import Bench
from benchmarks.cases import CASES
from benchmarks.shapes import Warehouse
from benchmarks.targets import HEADER, Row

ROOT = pathlib.Path(__file__).parent.parent
OTHERS = ROOT / "build" / "others-venv" / "bin" / "python"
RIVALS = {"dlt": "with_dlt.py", "airbyte-cdk": "with_airbyte.py"}


def _table(header: Row, rows: t.Sequence[Row]) -> str:
    lines = [header, ("---", *("---:" for _ in header[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _others() -> dict[str, list[str]]:
    """Programs of other frameworks, where ``make bench-others`` has installed them."""
    if not OTHERS.exists():
        return {}
    return {
        name: [str(OTHERS), f"benchmarks/rivals/{script}"]
        for name, script in RIVALS.items()
    }


def _about(bench: Bench) -> str:
    """Where and how it was measured."""
    fields = len(bench.warehouse.entry["schema"]["properties"])
    size = len(json.dumps(bench.warehouse.rows[0]))
    return (
        f"{datetime.datetime.now(tz=datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, "
        f"CPython {platform.python_version()}, {os.cpu_count()} cores, load "
        f"{os.getloadavg()[0]:.1f} before; medians of up to {bench.rounds} runs; wide "
        f"rows: {fields} columns, {size} bytes"
    )


@click.command()
@click.argument("names", nargs=-1, metavar="[CASE]...")
@click.option("--rounds", default=5, help="Runs of which the median counts.")
@click.option("--scale", default=1.0, help="Share of the rows, for a quick look.")
@click.option(
    "--output",
    type=click.Path(path_type=pathlib.Path, dir_okay=False),
    default=ROOT / "build" / "bench.md",
    help="Where the tables go besides.",
)
def main(
    names: tuple[str, ...],
    rounds: int,
    scale: float,
    output: pathlib.Path,
) -> None:
    """Measure the tap against other ways to fetch the same rows."""
    unknown = sorted({*names} - {*CASES})
    if unknown:
        msg = f"no such case: {', '.join(unknown)}; there are {', '.join(CASES)}"
        raise click.ClickException(msg)
    written: list[str] = []

    def tell(text: str) -> None:
        click.echo(text)
        written.append(text)

    with tempfile.TemporaryDirectory() as folder:
        house = Warehouse.from_simulator()
        bench = Bench(house, pathlib.Path(folder), rounds, scale, _others())
        tell(_about(bench))
        reached: list[Row] = []
        for name in names or CASES:
            tell(f"\n### {name}: {CASES[name].__doc__}\n")
            header, rows, targets = CASES[name](bench)
            tell(_table(header, rows))
            reached += [
                (f"{name}: {first}", *rest)
                for first, *rest in (target.row() for target in targets)
            ]
    if reached:
        tell(f"\n### Targets\n\n{_table(HEADER, reached)}")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text("\n".join([*written, ""]), encoding="utf-8")
    click.echo(f"\nwritten to {os.path.relpath(output)}")


if __name__ == "__main__":
    main()
