"""``entities`` and ``describe``: what discovery finds."""

from __future__ import annotations

import dataclasses
import typing as t

import click

from tap_oracle_wms.command.connect import (
    connect,
    connection_options,
    show_json,
    show_table,
)

if t.TYPE_CHECKING:
    from tap_oracle_wms.discovery import DiscoveredEntity


def _method(entity: DiscoveredEntity) -> str:
    return "INCREMENTAL" if entity.replication_key else "FULL_TABLE"


@click.command()
@click.argument("pattern", metavar="[GLOB]", default="*")
@connection_options
def entities(pattern: str, files: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001
    """List the entities with their fields and replication method."""
    wms = connect(files)
    found = wms.discover() if pattern == "*" else wms.discover(pattern)
    if as_json:
        show_json(
            [
                {
                    "name": entity.name,
                    "fields": len(entity.schema["properties"]),
                    "replication_method": _method(entity),
                    "replication_key": entity.replication_key,
                    "key_properties": [*entity.key_properties],
                }
                for entity in found
            ],
        )
        return
    show_table(
        ("ENTITY", "FIELDS", "METHOD", "KEY"),
        [
            (
                entity.name,
                str(len(entity.schema["properties"])),
                _method(entity),
                ", ".join(entity.key_properties) or "-",
            )
            for entity in found
        ],
    )


@click.command()
@click.argument("entity")
@connection_options
def describe(entity: str, files: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001
    """Show the fields of an entity as the catalog will have them."""
    found = connect(files).describe(entity)
    name = found.name
    if as_json:
        show_json(dataclasses.asdict(found))
        return
    click.echo(
        f"{name}: {_method(found)}, key {', '.join(found.key_properties) or '-'}"
    )
    show_table(
        ("FIELD", "TYPE", "FORMAT", "NOTE"),
        [
            (
                field,
                prop["type"][0],
                prop.get("format", ""),
                prop.get("description", ""),
            )
            for field, prop in found.schema["properties"].items()
        ],
    )
