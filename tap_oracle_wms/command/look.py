"""``entities`` and ``describe``: what discovery finds."""

from __future__ import annotations

import functools
import typing as t

import click

from tap_oracle_wms.ahead import merge
from tap_oracle_wms.command.connect import connect, connection_options
from tap_oracle_wms.command.screen import Progress, show_json, show_table
from tap_oracle_wms.http import ApiError, ServiceDownError, SignInError
from tap_oracle_wms.reading import deselected_by_default
from tap_oracle_wms.relations import relations_of_schemas

if t.TYPE_CHECKING:
    from tap_oracle_wms.client import Entity, WmsClient
    from tap_oracle_wms.relations import Relation

_FEW = 6


def _method(entity: Entity) -> str:
    return "INCREMENTAL" if entity.replication_key else "FULL_TABLE"


@click.command(short_help="List the entities; count their rows too, if asked.")
@click.argument("pattern", metavar="[GLOB]", default="*")
@connection_options
@click.option("--count", is_flag=True, help="Count the rows too, largest first.")
def entities(
    pattern: str,
    files: tuple[str, ...],
    *,
    as_json: bool,
    count: bool,
) -> None:
    """List the entities with their fields and replication method."""
    counts: dict[str, int | None] = {}
    with connect(files) as wms, Progress() as progress:
        patterns = () if pattern == "*" else (pattern,)
        found = wms.discover(*patterns, tell=progress.count)
        if count:
            counts = _counts(wms, [entity.name for entity in found], progress)
            found.sort(key=lambda entity: -(counts[entity.name] or 0))
    if as_json:
        show_json([_summary(entity, counts) for entity in found])
        return
    header = ["ENTITY", "FIELDS", "METHOD", "KEY"]
    rows = [
        [
            entity.name,
            str(len(entity.schema["properties"])),
            _method(entity),
            ", ".join(entity.key_properties) or "-",
        ]
        for entity in found
    ]
    if count:
        header.append("ROWS")
        for row, entity in zip(rows, found, strict=True):
            number = counts[entity.name]
            row.append("?" if number is None else f"{number:,}")
    show_table(header, rows, numbers={"FIELDS", "ROWS"})


def _summary(entity: Entity, counts: t.Mapping[str, int | None]) -> dict[str, t.Any]:
    summary: dict[str, t.Any] = {
        "name": entity.name,
        "fields": len(entity.schema["properties"]),
        "replication_method": _method(entity),
        "replication_key": entity.replication_key,
        "key_properties": [*entity.key_properties],
    }
    return summary | ({"rows": counts[entity.name]} if counts else {})


def _counts(
    wms: WmsClient,
    names: t.Sequence[str],
    progress: Progress,
) -> dict[str, int | None]:
    """Rows of each entity; None where the service does not tell."""
    works = {name: functools.partial(_count, wms, name) for name in names}
    at_once = wms.settings.max_concurrent_requests
    counts: dict[str, int | None] = dict.fromkeys(names)
    done = 0
    for name, counted in merge(works, at_once=at_once, held=len(names)):
        if counted is not None:
            counts[name] = counted[0]
            done += 1
            progress.count(done, len(names))
    return counts


def _count(wms: WmsClient, name: str) -> t.Iterator[tuple[int | None]]:
    try:
        yield (wms.count(name),)
    except (SignInError, ServiceDownError):
        raise
    except ApiError as error:
        click.echo(f"{name} can't be counted: {error}", err=True)
        yield (None,)


@click.command(short_help="Show the fields of an entity.")
@click.argument("entity")
@connection_options
def describe(entity: str, files: tuple[str, ...], *, as_json: bool) -> None:
    """Show the fields of an entity as the catalog will have them."""
    with connect(files) as wms, Progress() as progress:
        progress.tell(f"describing {entity}")
        found = wms.describe(entity)
    relations = {
        relation.field: relation
        for relation in relations_of_schemas({found.name: found.schema})
    }
    if as_json:
        show_json(_description(found, relations))
        return
    click.echo(f"{found.name}: {_method(found)}{_by(found)}, key {_key(found)}")
    properties = found.schema["properties"]
    hidden = [name for name in found.undescribed if name in properties]
    unselected = [name for name in properties if deselected_by_default(name)]
    click.echo(f"fields: {len(properties)} in the catalog")
    if hidden:
        click.echo(f"not in the service's own description: {_some(hidden)}")
    if unselected:
        click.echo(f"not selected by default: {_some(unselected)}")
    show_table(
        ("FIELD", "TYPE", "POINTS TO", "NOTE"),
        [
            (
                name,
                _type(prop),
                _target(relations.get(name)),
                prop.get("description", ""),
            )
            for name, prop in properties.items()
        ],
    )


def _some(names: t.Sequence[str]) -> str:
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + more


def _by(entity: Entity) -> str:
    return f" by {entity.replication_key}" if entity.replication_key else ""


def _key(entity: Entity) -> str:
    return ", ".join(entity.key_properties) or "-"


def _type(prop: t.Mapping[str, t.Any]) -> str:
    return str(prop.get("format") or prop["type"][0])


def _target(relation: Relation | None) -> str:
    return "" if relation is None else relation.target or "?"


def _description(
    entity: Entity,
    relations: t.Mapping[str, Relation],
) -> dict[str, t.Any]:
    fields = []
    for name, prop in entity.schema["properties"].items():
        field = {
            "name": name,
            "type": prop["type"][0],
            "format": prop.get("format"),
            "described": name not in entity.undescribed,
            "selected_by_default": not deselected_by_default(name),
            "note": prop.get("description", ""),
        }
        if name in relations:
            field["points_to"] = relations[name].target
            field["known_by"] = relations[name].source
        fields.append(field)
    return {
        "name": entity.name,
        "replication_method": _method(entity),
        "replication_key": entity.replication_key,
        "key_properties": [*entity.key_properties],
        "fields": fields,
        "schema": entity.schema,
    }
