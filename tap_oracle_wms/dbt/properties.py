"""What dbt is told of one entity: its source, its models, their tests. Pure."""

from __future__ import annotations

import typing as t

from tap_oracle_wms.dbt._yaml import to_yaml
from tap_oracle_wms.dbt.naming import base_name

if t.TYPE_CHECKING:
    from tap_oracle_wms.dbt.catalog import LoadedColumn, LoadedEntity
    from tap_oracle_wms.dbt.staging import StagingModel

_WORDS = {
    "integer": "bigint",
    "relation-id": "bigint",
    "number": "number",
    "boolean": "boolean",
    "date-time": "timestamp",
    "date": "date",
    "time": "time",
    "relation": "json",
}
"""Types of source columns, in words that no one database owns."""

_DOCUMENTED = {
    "create_ts": "wms_created_at",
    "create_user": "wms_created_by",
    "mod_ts": "wms_modified_at",
    "mod_user": "wms_modified_by",
}
_PLACEHOLDER_ID = 0
# Vars have their defaults here too: `dbt_project.yml` may have been edited, and is not
# written again then.
_LOADED_AT = (
    "{{ 'mod_ts' if var('wms_files', '') "
    "else var('wms_loaded_at_field', '_sdc_batched_at') }}"
)
_ONCE = "{{ not var('wms_files', '') and var('wms_tables_hold_each_id_once', true) }}"
_FRESHNESS = {
    f"{level}_after": {
        "count": f"{{{{ var('wms_{level}_after_hours', {hours}) }}}}",
        "period": "hour",
    }
    for level, hours in (("warn", 26), ("error", 74))
}


def properties_file(model: StagingModel, loaded: t.Collection[str]) -> str:
    """The properties of an entity's source and models.

    Args:
        model: The staging model.
        loaded: Names of all entities of the project.

    Returns:
        YAML.
    """
    content = {
        "version": 2,
        "sources": [_source(model, loaded)],
        "models": [*_models(model)],
    }
    return to_yaml(content)


def _source(model: StagingModel, loaded: t.Collection[str]) -> dict[str, t.Any]:
    entity = model.entity
    table: dict[str, t.Any] = {
        "name": entity.name,
        "description": f"Entity `{entity.name}` as the target has loaded it, "
        + ("changes only." if entity.incremental else "whole each time."),
    }
    if model.builds_up and entity.has_mod_ts:
        table["data_tests"] = [
            {
                "wms_changed_within": {
                    "name": f"wms_{entity.name}_changes",
                    "arguments": {
                        "column_name": "mod_ts",
                        "hours": "{{ var('wms_changed_within_hours', 168) }}",
                    },
                    "config": {"severity": "warn"},
                }
            }
        ]
    table["columns"] = [
        _source_column(entity, column, loaded) for column in entity.columns
    ]
    source: dict[str, t.Any] = {
        "name": "wms",
        "description": "Oracle Warehouse Management Cloud, loaded by tap-oracle-wms.",
        "database": "{{ var('wms_database', target.database) }}",
        "schema": "{{ var('wms_schema', 'wms') }}",
    }
    if entity.has_mod_ts:
        # Lists of values are read with the rest; they need no clock of their own.
        source["config"] = {"loaded_at_field": _LOADED_AT, "freshness": _FRESHNESS}
    return {**source, "tables": [table]}


def _source_column(
    entity: LoadedEntity, column: LoadedColumn, loaded: t.Collection[str]
) -> dict[str, t.Any]:
    said: dict[str, t.Any] = {"name": column.name}
    description = _description(entity, column)
    if description:
        said["description"] = description
    said["data_type"] = _WORDS.get(column.form, "text")
    if column.name == "id":
        said["data_tests"] = [
            {
                "unique": {
                    "name": f"wms_{entity.name}_id_unique",
                    "config": {"enabled": _ONCE},
                }
            },
            {"not_null": {"name": f"wms_{entity.name}_id_not_null"}},
        ]
    target = entity.relations.get(column.name)
    if target in loaded and column.form in {"relation-id", "integer"}:
        said["data_tests"] = [_relationship(entity.name, column.name, str(target))]
    return said


def _relationship(entity: str, column: str, target: str) -> dict[str, t.Any]:
    return {
        "relationships": {
            "name": f"wms_{entity}_{column}_exists",
            "arguments": {"to": f"source('wms', '{target}')", "field": "id"},
            "config": {
                "severity": "{{ var('wms_relationships_severity', 'warn') }}",
                # The service writes 0 where it means: none.
                "where": f"{column} <> {_PLACEHOLDER_ID}",
            },
        }
    }


def _description(entity: LoadedEntity, column: LoadedColumn) -> str:
    if column.form == "relation-key":
        return f"Key of the row that `{column.source}` points to."
    if column.name in _DOCUMENTED:
        return f"{{{{ doc('{_DOCUMENTED[column.name]}') }}}}"
    note = column.note.removeprefix("Relation.").strip()
    target = entity.relations.get(column.source)
    if target is not None and f"Relation to {target}." not in note:
        note = f"Relation to {target}. {note}".strip()
    # Braces would be taken for dbt's own.
    return note.replace("{{", "{ {").replace("{%", "{ %")


def _models(model: StagingModel) -> t.Iterator[dict[str, t.Any]]:
    entity = model.entity.name
    if model.builds_up:
        yield {
            "name": base_name(entity),
            "description": f"The newest version of each row of `{entity}`, built up "
            f"run by run; read `{model.name}` instead.",
        }
    columns = []
    for column in model.columns:
        said: dict[str, t.Any] = {"name": column.name}
        description = _description(model.entity, column.loaded)
        if column.part == "key":
            description = f"Key of the row that `{column.loaded.name}` points to."
        if description:
            said["description"] = description
        if column.loaded.name == "id":
            said["data_tests"] = [
                {"unique": {"name": f"{model.name}_id_unique"}},
                {"not_null": {"name": f"{model.name}_id_not_null"}},
            ]
        columns.append(said)
    columns += [
        {
            "name": status.name,
            "description": f"What `{status.status}` means, from `{status.entity}`.",
        }
        for status in model.statuses
    ]
    columns += [
        {"name": name, "description": f"{{{{ doc('wms_{name}') }}}}"}
        for name in model.metadata
    ]
    grain = "One row per row of it, the newest version."
    if not model.entity.has_id:
        grain = "Its rows can't be told apart, and may repeat."
    yield {
        "name": model.name,
        "description": f"Entity `{entity}` with plain names and sure types. {grain}",
        "columns": columns,
    }
