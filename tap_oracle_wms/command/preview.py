"""``preview``: the first rows of an entity."""

from __future__ import annotations

import datetime
import decimal
import re
import shutil
import sys
import typing as t

import click

from tap_oracle_wms.command.connect import connect, connection_options
from tap_oracle_wms.command.screen import Progress, show_table
from tap_oracle_wms.values import ExactNumber, format_instant, json_text

if t.TYPE_CHECKING:
    from tap_oracle_wms.client import Row

_MOST_ROWS = 1000
_USUAL_COLUMNS = 8
_WIDEST = 40
_GAP = 3

_TELLING = tuple(
    map(
        re.compile,
        (
            "^id$",
            "^(code|name|description|.*_nbr)$",
            "(facility|company|item|location)_id__key$",
            "status_id$|type_id__key$",
            "qty$",
            "^mod_ts$",
            "__key$",
            "_(ts|date)$",
        ),
    ),
)
"""What tells most of a row, in this order."""


def _names(
    ctx: click.Context,
    param: click.Parameter,
    value: str | None,
) -> tuple[str, ...] | None:
    del ctx, param
    if value is None:
        return None
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _filters(
    ctx: click.Context,
    param: click.Parameter,
    value: tuple[str, ...],
) -> dict[str, str]:
    del ctx, param
    filters = {}
    for text in value:
        name, equals, wanted = text.partition("=")
        if not equals or not name:
            msg = "must be NAME=VALUE, such as status_id__lt=90"
            raise click.BadParameter(msg)
        filters[name] = wanted
    return filters


@click.command()
@click.argument("entity")
@connection_options
@click.option(
    "--rows",
    type=click.IntRange(1, _MOST_ROWS),
    default=10,
    show_default=True,
    help="Most rows.",
)
@click.option(
    "--fields",
    metavar="NAME,...",
    callback=_names,
    help="Fields to show. Default: those that tell most, as far as there is room.",
)
@click.option(
    "--filter",
    "filters",
    metavar="NAME=VALUE",
    multiple=True,
    callback=_filters,
    help="Filter of the service, such as status_id__lt=90; can be repeated.",
)
@click.option("--since", help="Only rows modified since, such as '2 days ago'.")
def preview(  # noqa: PLR0913 - as many as it has options
    entity: str,
    files: tuple[str, ...],
    *,
    as_json: bool,
    rows: int,
    fields: tuple[str, ...] | None,
    filters: dict[str, str],
    since: str | None,
) -> None:
    """Show the first rows of an entity, by their ids."""
    with connect(files) as wms, Progress() as progress:
        progress.tell(f"reading {entity}")
        if since and wms.describe(entity).replication_key is None:
            msg = f"{entity} has no time of modification: leave out --since"
            raise click.UsageError(msg)
        found = [
            *wms.records(
                entity,
                since=since,
                fields=fields,
                filters=dict(filters),
                limit=rows,
            ),
        ]
    texts = [{name: _text(value) for name, value in row.items()} for row in found]
    if as_json:
        for row in found:
            click.echo(json_text({name: _plain(value) for name, value in row.items()}))
        return
    if not found:
        narrowed = " that fit" if filters or since else ""
        click.echo(f"no rows{narrowed} for this user", err=True)
        return
    shown = fields or _telling(found, texts)
    show_table(
        [*shown],
        [[_short(row[name]) for name in shown] for row in texts],
        numbers={name for name in shown if _is_number(found[0][name])},
    )
    if fields is None and len(shown) < len(found[0]):
        text = (
            f"{len(shown)} of {len(found[0])} fields; name others by --fields, or see "
            "all by --json"
        )
        click.echo(text, err=True)


def _telling(
    rows: t.Sequence[Row], texts: t.Sequence[t.Mapping[str, str]]
) -> list[str]:
    """The fields that tell most of these rows, as many as there is room for."""
    filled = [name for name in rows[0] if any(text[name] for text in texts)]
    best = sorted(filled, key=_rank)
    if not sys.stdout.isatty():
        return best[:_USUAL_COLUMNS]
    room = shutil.get_terminal_size().columns
    chosen: list[str] = []
    for name in best:
        room -= _GAP + max(len(name), *(len(_short(text[name])) for text in texts))
        if room < 0 and chosen:
            break
        chosen.append(name)
    return chosen


def _rank(name: str) -> int:
    """How early people want to see a field: what names a row comes first."""
    for rank, pattern in enumerate(_TELLING):
        if pattern.search(name):
            return rank
    return len(_TELLING)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, decimal.Decimal)) and not isinstance(value, bool)


def _plain(value: t.Any) -> t.Any:  # noqa: ANN401 - any value of a row
    """A value as the tap writes it in JSON."""
    if isinstance(value, datetime.datetime):
        return format_instant(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return ExactNumber(value) if isinstance(value, decimal.Decimal) else value


def _text(value: t.Any) -> str:  # noqa: ANN401 - any value of a row
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%SZ")
    plain = _plain(value)
    return plain if isinstance(plain, str) else json_text(plain)


def _short(text: str) -> str:
    """A text on one line, fit for a cell."""
    line = "".join(c if c.isprintable() else " " for c in text)
    return line if len(line) <= _WIDEST else f"{line[: _WIDEST - 1]}…"
