"""The SQL of one entity's staging model. Pure.

What is said of each entity alone stands in the model; what is alike for all stands
in the macros of the project, under ``templates/project/macros``.
"""

from __future__ import annotations

import dataclasses
import typing as t

from tap_oracle_wms.dbt.naming import (
    METADATA,
    base_name,
    sql_name,
    staging_columns,
    staging_name,
)

if t.TYPE_CHECKING:
    from tap_oracle_wms.dbt.catalog import LoadedEntity
    from tap_oracle_wms.dbt.naming import StagingColumn

HEADER = (
    "-- Written by `oracle-wms dbt` out of a catalog. A change made here is kept:\n"
    "-- the file is left alone from then on, unless it is overwritten with --force.\n"
)
_SELECT_ALL = "select * from "
_TYPES = {
    "integer": "{{ dbt.type_bigint() }}",
    "relation-id": "{{ dbt.type_bigint() }}",
    "number": "{{ wms_type_number() }}",
    "boolean": "{{ dbt.type_boolean() }}",
    "date": "date",
    "time": "{{ wms_type_time() }}",
}


@dataclasses.dataclass(frozen=True, slots=True)
class StatusText:
    """The description of a status, looked up in another staging model.

    Attributes:
        name: Name of the column.
        status: The column with the status's number.
        entity: The entity that lists the statuses.
        lookup_id: The column that identifies a row of its staging model.
    """

    name: str
    status: str
    entity: str
    lookup_id: str


@dataclasses.dataclass(frozen=True, slots=True)
class StagingModel:
    """An entity, and how it is staged.

    Attributes:
        entity: The entity.
        columns: The columns of the model that come from the entity itself.
        statuses: Descriptions of statuses, joined to them.
        builds_up: Whether the rows are kept in a table that grows with each run.
    """

    entity: LoadedEntity
    columns: tuple[StagingColumn, ...]
    statuses: tuple[StatusText, ...]
    builds_up: bool

    @property
    def name(self) -> str:
        """Name of the model."""
        return staging_name(self.entity.name)

    @property
    def metadata(self) -> tuple[str, ...]:
        """Columns on loading and deletion, but those that the entity has itself."""
        own = {column.name for column in self.columns}
        return tuple(name for name in METADATA if name not in own)

    @property
    def column_names(self) -> frozenset[str]:
        """All columns of the model."""
        return frozenset(
            [
                *(column.name for column in self.columns),
                *(status.name for status in self.statuses),
                *self.metadata,
            ]
        )

    def named(self, loaded: str) -> str:
        """The model's name of a column of the service."""
        return next(one.name for one in self.columns if one.loaded.name == loaded)


def stage(
    entity: LoadedEntity,
    lookups: t.Mapping[str, LoadedEntity],
    *,
    builds_up: bool,
) -> StagingModel:
    """Decide how an entity is staged.

    Args:
        entity: The entity.
        lookups: By status column, the entity that lists the statuses, where it is
            loaded.
        builds_up: Whether the model shall be incremental.

    Returns:
        The model.
    """
    columns = staging_columns(entity)
    taken = {column.name for column in columns} | {*METADATA}
    statuses = []
    for column in columns:
        lookup = lookups.get(column.loaded.name)
        if lookup is None or not (lookup.has_id and lookup.has("description")):
            continue
        stem = column.loaded.name.removesuffix("_id")
        name = next((n for n in (stem, f"{stem}_text") if n not in taken), None)
        if name is None:
            continue
        taken.add(name)
        lookup_id = next(
            one.name for one in staging_columns(lookup) if one.loaded.name == "id"
        )
        statuses.append(StatusText(name, column.name, lookup.name, lookup_id))
    return StagingModel(entity, columns, tuple(statuses), builds_up)


def model_files(model: StagingModel) -> dict[str, str]:
    """The SQL of a staging model, by name of model.

    Args:
        model: The model.

    Returns:
        One model, or two where the rows are built up: descriptions of statuses are
        joined on top of what is kept, as they may change without the rows.
    """
    entity = model.entity.name
    versions = _cte("versions", _versions(model))
    if not model.builds_up:
        ctes, rows = [versions], _typed(model)
        if model.statuses:
            ctes, rows = [versions, _cte("typed", _typed(model))], _with_statuses(model)
        return {model.name: _query(_setup(entity), ctes, rows)}
    config = (
        "{{ config(\n"
        "    materialized='incremental',\n"
        f"    unique_key='{model.named('id')}',\n"
        "    on_schema_change='append_new_columns'\n"
        ") }}\n"
    )
    base = base_name(entity)
    built = _cte("typed", _SELECT_ALL + f"{{{{ ref('{base}') }}}}")
    return {
        base: _query(config + _setup(entity), [versions], _typed(model)),
        model.name: _query("", [built], _with_statuses(model)),
    }


def _query(setup: str, ctes: t.Sequence[str], select: str) -> str:
    return f"{HEADER}{setup}\nwith " + ",\n\n".join(ctes) + f"\n\n{select}\n"


def _setup(entity: str) -> str:
    return (
        f"{{%- set wms = source('wms', '{entity}') %}}\n"
        "{%- set loaded = wms_loaded_columns(wms) %}\n"
    )


def _versions(model: StagingModel) -> str:
    """All versions of each row that are looked at, the newest numbered 1."""
    entity = model.entity
    if not entity.has_id:
        # Rows can't be told apart, so none is newer than another.
        return _SELECT_ALL + "{{ wms }}"
    mod_ts = "'mod_ts'" if entity.has_mod_ts else "none"
    changed = ""
    if model.builds_up:
        names = f"'{model.named('id')}', '{model.named('mod_ts')}'"
        changed = f"\n{{{{ wms_changed_rows(wms, loaded, {names}) }}}}"
    return (
        "select\n"
        "    wms_rows.*,\n"
        "    row_number() over (\n"
        "        partition by wms_rows.id\n"
        f"        order by {{{{ wms_newest_first(loaded, {mod_ts}) }}}}\n"
        "    ) as wms_version\n"
        f"from {{{{ wms }}}} as wms_rows{changed}"
    )


def _typed(model: StagingModel) -> str:
    """The newest version of each row, with plain names and sure types."""
    lines = [f"    {_expression(one)} as {sql_name(one.name)}" for one in model.columns]
    lines += [f"    {{{{ wms_{name}(loaded) }}}} as {name}" for name in model.metadata]
    where = "\nwhere wms_version = 1" if model.entity.has_id else ""
    return "select\n" + ",\n".join(lines) + "\nfrom versions" + where


def _with_statuses(model: StagingModel) -> str:
    """The typed rows, with the descriptions of their statuses."""
    lines = ["    typed.*"]
    joins = []
    for status in model.statuses:
        alias = f"{status.name}_lookup"
        lines.append(f"    {alias}.description as {status.name}")
        joins.append(
            f"\nleft join {{{{ ref('{staging_name(status.entity)}') }}}} as {alias}\n"
            f"    on typed.{status.status} = {alias}.{status.lookup_id}"
        )
    return "select\n" + ",\n".join(lines) + "\nfrom typed" + "".join(joins)


def _cte(name: str, query: str) -> str:
    indented = "\n".join(f"    {line}" for line in query.splitlines())
    return f"{name} as (\n{indented}\n)"


def _expression(column: StagingColumn) -> str:
    name = column.loaded.name
    if column.part is not None:
        return f"{{{{ wms_member('{name}', '{column.part}') }}}}"
    if column.loaded.form == "date-time":
        return f"{{{{ wms_utc('{name}', loaded) }}}}"
    kind = _TYPES.get(column.loaded.form, "{{ dbt.type_string() }}")
    return f"cast({sql_name(name)} as {kind})"
