"""Django models for all entities, made from the metadata.

Fields are called as the API calls them, a relation's foreign key included, so
that a filter such as `order_id__facility_id__code` is a Django lookup as it is.
"""

from __future__ import annotations

import functools
import typing as t
from datetime import datetime, timezone

from django.db import models

from wms_simulator.catalog.entities import Entity, Field, entities
from wms_simulator.store.tables import plain

if t.TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    from wms_simulator._types import Json, Stored


class TextColumn(models.TextField):  # type: ignore[type-arg]
    """Text whose `contains`, `startswith` and `endswith` see the case."""


class DecimalColumn(models.TextField):  # type: ignore[type-arg]
    """An exact decimal: stored as text, compared as a number by its collation."""

    def get_prep_value(self, value: Json) -> str | None:
        """Write a filter's value as it is stored."""
        return None if value is None else plain(str(value))


class MomentColumn(models.DateTimeField):  # type: ignore[type-arg]
    """A time whose stored text has a fixed width, so that texts compare as times."""

    def get_db_prep_value(
        self,
        value: Json,
        connection: BaseDatabaseWrapper,
        prepared: bool = False,  # noqa: FBT001, FBT002
    ) -> Stored:
        """Write a filter's value as it is stored."""
        if isinstance(value, datetime):
            return value.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
        return super().get_db_prep_value(value, connection, prepared)


class _CaseSensitive(models.Lookup):
    """A text lookup; SQLite's LIKE does not see the case."""

    template = ""
    repeats = 1
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[t.Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        params = (*left_params, *(tuple(right_params) * self.repeats))
        return self.template.format(left=left, right=right), params


@TextColumn.register_lookup
class _Contains(_CaseSensitive):
    lookup_name = "contains"
    template = "instr({left}, {right}) > 0"


@TextColumn.register_lookup
class _StartsWith(_CaseSensitive):
    lookup_name = "startswith"
    template = "substr({left}, 1, length({right})) = {right}"
    repeats = 2


@TextColumn.register_lookup
class _EndsWith(_CaseSensitive):
    lookup_name = "endswith"
    template = "substr({left}, -length({right})) = {right}"
    repeats = 2


_COLUMNS: dict[str, t.Callable[[], models.Field[t.Any, t.Any]]] = {
    "string": TextColumn,
    "decimal": DecimalColumn,
    "integer": functools.partial(models.BigIntegerField, null=True),
    "boolean": functools.partial(models.BooleanField, null=True),
    "datetime": functools.partial(MomentColumn, null=True),
    "date": functools.partial(models.DateField, null=True),
    "time": functools.partial(models.TimeField, null=True),
    "pk": functools.partial(models.BigIntegerField, primary_key=True),
}


def class_name(entity: str) -> str:
    """Name an entity's model: the reverse filter is this name in lower case."""
    return entity.title().replace("_", "")


def _model(entity: Entity) -> type[models.Model]:
    meta = type(
        "Meta",
        (),
        {"app_label": "wms", "db_table": entity.name, "managed": False},
    )
    body: dict[str, t.Any] = {"__module__": __name__, "Meta": meta}
    if not entity.has_id:
        body["row_key"] = models.BigIntegerField(primary_key=True)
    reached: set[str] = set()
    for one in entity.columns:
        body[one.name] = _column(one, entity, reached)
    return type(class_name(entity.name), (models.Model,), body)


def _column(
    one: Field, entity: Entity, reached: set[str]
) -> models.Field[t.Any, t.Any]:
    if one.kind != "relation":
        return _COLUMNS[one.kind]()
    if one.target is None:
        return models.BigIntegerField(null=True)
    # Only the first of several relations to one entity is found backwards.
    first = one.target not in reached
    reached.add(one.target)
    return models.ForeignKey(
        f"wms.{class_name(one.target)}",
        models.DO_NOTHING,
        db_column=one.name,
        db_constraint=False,
        null=True,
        related_name=None if first and not entity.condition else "+",
    )


MODELS = {name: _model(entity) for name, entity in entities().items()}
"""The models of all entities, by entity."""


def rows_of(entity: str) -> models.QuerySet[t.Any]:
    """Give all rows of an entity."""
    return models.QuerySet(MODELS[entity])
