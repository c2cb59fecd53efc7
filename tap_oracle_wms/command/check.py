"""``check``: a doctor for a config. Reads only, and little."""

from __future__ import annotations

import click

from tap_oracle_wms.checkup import NEEDS_FILTERS, Finding, Level, Report
from tap_oracle_wms.command.connect import connect, connection_options
from tap_oracle_wms.command.exits import of_report
from tap_oracle_wms.command.screen import Progress, colours, show_json

_MARKS = {
    Level.OK: ("ok  ", "green"),
    Level.WARNING: ("warn", "yellow"),
    Level.FAILURE: ("FAIL", "red"),
}


@click.command(short_help="Check a config step by step, and say what to do.")
@connection_options
@click.option(
    "--entities",
    "most",
    type=click.IntRange(0),
    default=25,
    show_default=True,
    metavar="N",
    help="Most entities whose access is tried.",
)
def check(files: tuple[str, ...], *, as_json: bool, most: int) -> None:
    """Check a config: address, sign-in, permissions, clock, reading, speed."""
    with connect(files) as wms, Progress() as progress:
        report = wms.check(entities=most, tell=progress.tell)
    if as_json:
        show_json(report.to_dict())
    else:
        _show(report)
    raise SystemExit(of_report(report))


def _show(report: Report) -> None:
    for finding in report.findings:
        _show_finding(finding)
    requests = f"{report.requests} request{'s' if report.requests != 1 else ''}"
    click.echo(f"{requests} in {report.seconds:.1f} s, reading only")
    click.echo()
    if report.advice:
        click.echo("What to do:")
        for text in report.advice:
            click.echo(f"- {text}")
    if report.ok:
        click.echo(f"The tap can be run with this config{_but(report)}.")


def _but(report: Report) -> str:
    """What a run with this config will fail for, unless it is not selected."""
    names = [name for name, shown in report.access.items() if shown == NEEDS_FILTERS]
    if not names:
        return ""
    return f", but ends with exit code 1 while {' or '.join(names)} is selected"


def _show_finding(finding: Finding) -> None:
    mark, colour = _MARKS[finding.level]
    click.echo(click.style(mark, fg=colour), nl=False, color=colours())
    click.echo(f" {finding.step}: {finding.text}")
