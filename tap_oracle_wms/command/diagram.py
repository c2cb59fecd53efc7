"""``diagram``: the map of the entities and their relations."""

from __future__ import annotations

import json
import pathlib
import typing as t

import click

from tap_oracle_wms.command.connect import DEFAULT_CONFIG, connect
from tap_oracle_wms.command.screen import Progress
from tap_oracle_wms.diagram import (
    diagram_of,
    excerpt,
    mermaid_text,
    page,
    without_lookups,
)
from tap_oracle_wms.diagram.mermaid import MOST_CHARACTERS, MOST_RELATIONS
from tap_oracle_wms.discovery.listing import pick_names

_FILE = click.Path(dir_okay=False, path_type=pathlib.Path)
_MOST_HOPS = 9


@click.command(short_help="Draw entities and relations, as text or a page.")
@click.argument("entities", metavar="[ENTITY]...", nargs=-1)
@click.option(
    "--config",
    "files",
    multiple=True,
    metavar="FILE|ENV",
    help=(
        "Config file as for the tap, or ENV for the environment: asks the service. "
        f"Default: {DEFAULT_CONFIG} of this folder, if there is one, and ENV."
    ),
)
@click.option(
    "--catalog",
    type=click.Path(exists=True, dir_okay=False, path_type=pathlib.Path),
    metavar="FILE",
    help="Catalog that --discover wrote: asks nobody.",
)
@click.option(
    "--hops",
    type=click.IntRange(0, _MOST_HOPS),
    default=1,
    show_default=True,
    help="How many relations away from the named entities others may be.",
)
@click.option(
    "--all-fields",
    is_flag=True,
    help="Mermaid: all fields, not keys and relations alone.",
)
@click.option("--no-lookups", is_flag=True, help="Leave out lists of values.")
@click.option("--output", type=_FILE, help="File for the Mermaid text, not stdout.")
@click.option("--html", "html_file", type=_FILE, help="File for a page to explore.")
def diagram(  # noqa: PLR0913 - as many as it has options
    entities: tuple[str, ...],
    *,
    files: tuple[str, ...],
    catalog: pathlib.Path | None,
    hops: int,
    all_fields: bool,
    no_lookups: bool,
    output: pathlib.Path | None,
    html_file: pathlib.Path | None,
) -> None:
    """Draw the entities and how they are related, as Mermaid text or as a page.

    ENTITY is a name or a glob; without one, all entities are drawn.
    """
    if files and catalog:
        msg = "Give either --config or --catalog"
        raise click.UsageError(msg)
    drawn = diagram_of(_read_catalog(catalog) if catalog else _discovered(files))
    if entities:
        drawn = excerpt(drawn, pick_names([*drawn.entities], entities), hops)
    if no_lookups:
        drawn = without_lookups(drawn)
    if html_file is not None:
        _write(html_file, page(drawn, title=_title(entities)))
    if output is not None or html_file is None:
        text = mermaid_text(drawn, all_fields=all_fields)
        _warn_of_size(text, len(drawn.edges))
        if output is None:
            click.echo(text, nl=False)
        else:
            _write(output, text)


def _discovered(files: tuple[str, ...]) -> dict[str, t.Any]:
    with connect(files) as wms, Progress() as progress:
        found = wms.discover(tell=progress.count)
    return {
        "streams": [
            {
                "tap_stream_id": entity.name,
                "schema": entity.schema,
                "key_properties": [*entity.key_properties],
                "replication_key": entity.replication_key,
            }
            for entity in found
        ],
    }


def _read_catalog(path: pathlib.Path) -> t.Any:  # noqa: ANN401 - checked by what draws it
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        msg = f"{path} is not JSON: {error}"
        raise click.ClickException(msg) from None
    except OSError as error:
        msg = f"{path} can't be read: {error.strerror}"
        raise click.ClickException(msg) from None


def _write(path: pathlib.Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        msg = f"{path} can't be written: {error.strerror}"
        raise click.ClickException(msg) from None


def _title(named: tuple[str, ...]) -> str:
    return f"Oracle WMS: {', '.join(named) or 'entities and relations'}"


def _warn_of_size(text: str, relations: int) -> None:
    if len(text) > MOST_CHARACTERS or relations > MOST_RELATIONS:
        click.echo(
            f"Mermaid draws {MOST_CHARACTERS:,} characters and {MOST_RELATIONS} "
            f"relations at most unless maxTextSize and maxEdges say otherwise; these "
            f"are {len(text):,} and {relations}. Name entities, or use --html",
            err=True,
        )
