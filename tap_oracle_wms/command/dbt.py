"""``dbt``: a dbt project for what the tap loads."""

from __future__ import annotations

import fnmatch
import json
import pathlib
import typing as t

import click

from tap_oracle_wms.dbt.catalog import UnusableCatalogError, read_catalog
from tap_oracle_wms.dbt.project import Options, make_project
from tap_oracle_wms.dbt.summary import show_differences, summarize
from tap_oracle_wms.dbt.write import apply, compare, read_manifest
from tap_oracle_wms.discovery.listing import near_names

_NO_ENTITY = "none"


@click.command(short_help="Write a dbt project for what a catalog loads.")
@click.option(
    "--catalog",
    "catalog_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=pathlib.Path),
    help="Catalog of the tap, with what is loaded selected.",
)
@click.option(
    "--out",
    "folder",
    required=True,
    type=click.Path(path_type=pathlib.Path),
    help="Folder of the project: a new one, or one that this command has written.",
)
@click.option("--schema", help="Schema that the target loads into (wms).")
@click.option("--project-name", "name", help="Name of the project (wms_warehouse).")
@click.option(
    "--incremental",
    "large",
    multiple=True,
    metavar="GLOB",
    help="Entities to build up run by run, in place of the usual large ones; 'none'"
    " for no entity. Can be repeated.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite files that were edited by hand, remove what is no longer made.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done.")
@click.option("--diff", "show", is_flag=True, help="Show changed files line by line.")
def dbt(  # noqa: PLR0913, PLR0917 - one argument per option
    catalog_file: pathlib.Path,
    folder: pathlib.Path,
    schema: str | None,
    name: str | None,
    large: tuple[str, ...],
    force: bool,  # noqa: FBT001 - as click gives it
    dry_run: bool,  # noqa: FBT001 - as click gives it
    show: bool,  # noqa: FBT001 - as click gives it
) -> None:
    """Write a dbt project: sources, staging models and marts of a catalog.

    In a folder that was written before, only what has changed is written, and files
    that were edited by hand are left alone.
    """
    try:
        data: object = json.loads(catalog_file.read_text(encoding="utf-8"))
    except ValueError as error:
        msg = f"{catalog_file} holds no JSON: {error}"
        raise UnusableCatalogError(msg) from None
    written = read_manifest(folder)
    asked: dict[str, t.Any] = {"name": name, "schema": schema, "large": large or None}
    given = {option: value for option, value in asked.items() if value is not None}
    options = Options.of({**(written.options if written else {}), **given})
    entities = read_catalog(data)
    _check_globs(large, [entity.name for entity in entities])
    project = make_project(entities, options)
    changes = compare(project, folder, written, force=force)
    if not dry_run:
        apply(changes, project, folder, written)
    would = "would be written to" if dry_run else "is written to"
    click.echo(f"Project {options.name} {would} {folder}")
    for line in summarize(project, changes, written):
        click.echo(line)
    if show:
        for line in show_differences(changes):
            click.echo(line)


def _check_globs(globs: t.Sequence[str], names: t.Sequence[str]) -> None:
    """Refuse what matches nothing: a misspelt name would build nothing up."""
    for glob in globs:
        if glob != _NO_ENTITY and not fnmatch.filter(names, glob):
            msg = f"{glob!r} matches no entity of the catalog{near_names(glob, names)}"
            raise click.BadParameter(msg, param_hint="--incremental")
