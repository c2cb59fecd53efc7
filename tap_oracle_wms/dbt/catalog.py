"""What a catalog says of the entities that are loaded. Pure."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from singer_sdk.singerlib import Catalog

from tap_oracle_wms.errors import UsageError
from tap_oracle_wms.relations import relations_of
from tap_oracle_wms.schema import columns_of

if t.TYPE_CHECKING:
    from tap_oracle_wms.schema.columns import Form

_MOD_TS = "mod_ts"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class UnusableCatalogError(UsageError):
    """A catalog that no project can be made of; the message says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class LoadedColumn:
    """One column as the target gets it.

    Attributes:
        name: Its name in the records.
        source: Name of the field in the service.
        form: What it holds.
        note: What the catalog says of it, in words.
    """

    name: str
    source: str
    form: Form
    note: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class LoadedEntity:
    """One selected stream of the catalog.

    Attributes:
        name: Name of the entity, and of the table.
        columns: Its selected columns, in the order of the catalog.
        incremental: Whether the tap reads its changes only.
        relations: Entities that its relations point to, by field, where that is known.
    """

    name: str
    columns: tuple[LoadedColumn, ...]
    incremental: bool
    relations: t.Mapping[str, str]

    @property
    def has_id(self) -> bool:
        """Whether rows can be told apart."""
        return self.has("id")

    @property
    def has_mod_ts(self) -> bool:
        """Whether rows say when they changed."""
        return self.has(_MOD_TS)

    def has(self, name: str) -> bool:
        """Whether a column is there."""
        return any(column.name == name for column in self.columns)


def read_catalog(data: object) -> tuple[LoadedEntity, ...]:
    """The selected streams of a catalog, by name.

    Args:
        data: A decoded catalog, as discovery writes it.

    Returns:
        The entities.

    Raises:
        UnusableCatalogError: If it is no catalog, or nothing in it is selected.
    """
    if not isinstance(data, dict) or not isinstance(data.get("streams"), list):
        msg = (
            "this is no catalog: it holds no list 'streams'; write one with "
            "'tap-oracle-wms --config config.json --discover > catalog.json'"
        )
        raise UnusableCatalogError(msg)
    try:
        catalog = Catalog.from_dict(t.cast("t.Any", data))
    except (AttributeError, KeyError, TypeError) as error:
        msg = f"a stream of this catalog can't be read: {error}"
        raise UnusableCatalogError(msg) from error
    relations: dict[str, dict[str, str]] = {}
    for relation in relations_of(data):
        if relation.target is not None:
            relations.setdefault(relation.entity, {})[relation.field] = relation.target
    entities = []
    for entry in catalog.streams:
        selected = entry.metadata.resolve_selection()
        if not selected[()]:
            continue
        schema = entry.schema.to_dict()
        properties = schema.get("properties", {})
        columns = tuple(
            LoadedColumn(
                column.name,
                column.source,
                column.form,
                str(properties[column.name].get("description") or ""),
            )
            for column in columns_of(schema, selected.__getitem__)
        )
        if columns:
            method = entry.metadata.root.forced_replication_method
            method = method or entry.replication_method
            entities.append(
                LoadedEntity(
                    entry.tap_stream_id,
                    columns,
                    incremental=method == "INCREMENTAL",
                    relations=relations.get(entry.tap_stream_id, {}),
                )
            )
    for entity in entities:
        _refuse_odd_names(entity)
    if not entities:
        msg = "no stream of this catalog is selected: there is nothing to model"
        raise UnusableCatalogError(msg)
    return tuple(sorted(entities, key=lambda entity: entity.name))


def _refuse_odd_names(entity: LoadedEntity) -> None:
    for name in (entity.name, *(column.name for column in entity.columns)):
        if not _NAME.fullmatch(name):
            msg = (
                f"stream {entity.name!r}: {name!r} can't be a name in a dbt project; "
                "deselect it in the catalog, or rename it there by a stream map"
            )
            raise UnusableCatalogError(msg)
