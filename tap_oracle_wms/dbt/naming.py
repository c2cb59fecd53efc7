"""From the names of the service to plain ones. Pure.

The names are an interface: marts and reports build upon them.
"""

from __future__ import annotations

import dataclasses
import typing as t

from tap_oracle_wms.schema.jsonschema import KEY_SUFFIX

if t.TYPE_CHECKING:
    from tap_oracle_wms.dbt.catalog import LoadedColumn, LoadedEntity

_PLAIN = {
    "create_ts": "created_at",
    "create_user": "created_by",
    "mod_ts": "modified_at",
    "mod_user": "modified_by",
}

_WORDS = """
    all and any array as asc between binary both by case cast check collate column
    constraint create cross current default desc describe distinct do drop else end
    except exclude exists false fetch for foreign from full grant group grouping groups
    hash having if in inner intersect interval into is join lateral leading left like
    limit lookup merge natural new no not null of offset on only or order outer over
    partition primary proto qualify range recursive references respect returning right
    row rows select set some start struct symmetric table tablesample then to trailing
    treat true unbounded union unique user using values variadic when where window with
    within
"""
RESERVED = frozenset(_WORDS.split())
"""Words that can't be the name of a column in some database, unless they are quoted."""

METADATA = ("extracted_at", "loaded_at", "deleted_at", "is_deleted")
"""Columns that every staging model has besides those of its entity."""


@dataclasses.dataclass(frozen=True, slots=True)
class StagingColumn:
    """One column of a staging model.

    Attributes:
        name: Its name in the model.
        loaded: The column that it is made of.
        part: Which member, where the column is a relation kept as an object.
    """

    name: str
    loaded: LoadedColumn
    part: t.Literal["id", "key"] | None = None


def staging_name(entity: str) -> str:
    """Name of the staging model of an entity."""
    return f"stg_wms__{entity}"


def base_name(entity: str) -> str:
    """Name of the incremental model below a staging model."""
    return f"base_wms__{entity}"


def plain_name(entity: str, column: LoadedColumn) -> str:
    """The plain name of a column, clashes aside.

    Args:
        entity: The entity's name.
        column: The column.

    Returns:
        The name, such as ``is_active`` for a boolean ``active_flg``.
    """
    name = column.name
    if name in _PLAIN:
        return _PLAIN[name]
    if name == "id":
        return f"{entity}_id"
    if column.form == "relation-key":
        return key_name(column.source)
    if column.form == "date-time" and name.endswith("_ts"):
        return name.removesuffix("_ts") + "_at"
    if column.form == "boolean" and name.endswith("_flg"):
        return "is_" + name.removesuffix("_flg").removeprefix("is_")
    return name


def sql_name(name: str) -> str:
    """A column's name as it stands in the SQL of a model.

    Args:
        name: The name.

    Returns:
        The name; words of SQL are quoted, by the database's own rules.
    """
    return f"{{{{ wms_reserved('{name}') }}}}" if name in RESERVED else name


def key_name(relation: str) -> str:
    """Name of the key beside a relation: ``item_id`` has ``item_key``."""
    return relation.removesuffix("_id") + "_key"


def staging_columns(entity: LoadedEntity) -> tuple[StagingColumn, ...]:
    """The columns of an entity's staging model, in the order of the catalog.

    Args:
        entity: The entity.

    Returns:
        The columns. No two have one name: a column whose plain name is taken, by a
        column of the service or by one before it, keeps its own.
    """
    wanted = [one for column in entity.columns for one in _parts(entity.name, column)]
    taken = {one.loaded.name for one in wanted} | {*METADATA}
    columns = []
    for one in wanted:
        name = one.name
        if name != one.loaded.name and name in taken:
            name = (
                one.loaded.name if one.part != "key" else one.loaded.name + KEY_SUFFIX
            )
        taken.add(name)
        columns.append(dataclasses.replace(one, name=name))
    return tuple(columns)


def _parts(entity: str, column: LoadedColumn) -> tuple[StagingColumn, ...]:
    if column.form != "relation":
        return (StagingColumn(plain_name(entity, column), column),)
    return (
        StagingColumn(column.name, column, "id"),
        StagingColumn(key_name(column.name), column, "key"),
    )
