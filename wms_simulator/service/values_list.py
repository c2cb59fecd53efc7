"""`values_list`: flat rows of own and related fields."""

from __future__ import annotations

import typing as t

from wms_simulator.service import filters
from wms_simulator.service.errors import InvalidRequest
from wms_simulator.service.rendering import Form, Row, scalar_convert

if t.TYPE_CHECKING:
    import sqlite3

    from wms_simulator.catalog.entities import Entity


class Values:
    """The columns of a `values_list`.

    Args:
        entity: The entity that is listed.
        text: Paths, separated by commas, each with an optional `:alias`.
        form: The forms of values.

    Raises:
        InvalidRequest: If a path leads nowhere or a name comes twice.
    """

    def __init__(self, entity: Entity, text: str, form: Form) -> None:
        """Read the paths."""
        pairs = [part.partition(":")[::2] for part in text.split(",") if part]
        self._names = [alias or path for path, alias in pairs]
        if len(set(self._names)) != len(self._names) or not pairs:
            message = "Values list alias names must be unique."
            raise InvalidRequest(message, "values_list")
        self.columns: list[str] = []
        self._converts: list[tuple[str, t.Callable[[t.Any], t.Any]]] = []
        for path, name in zip((path for path, _ in pairs), self._names, strict=True):
            column, field, lookup = filters.resolve(entity, path)
            if lookup != "exact":
                message = f"Invalid field '{path}'"
                raise InvalidRequest(message, "values_list")
            self.columns.append(column)
            if convert := scalar_convert(field.kind, form):
                self._converts.append((name, convert))
        self._entity = entity

    @property
    def key_place(self) -> int:
        """Where in a row the primary key stands, for cursors.

        Raises:
            InvalidRequest: If it was not asked for.
        """
        if "id" not in self.columns:
            message = "Sequenced mode needs 'id' in values_list."
            raise InvalidRequest(message, "values_list")
        return self.columns.index("id")

    def render(
        self, rows: list[tuple[t.Any, ...]], reader: sqlite3.Connection
    ) -> list[Row]:
        """Name the values of each row."""
        del reader
        made = [dict(zip(self._names, row, strict=True)) for row in rows]
        for name, convert in self._converts:
            for row in made:
                if row[name] is not None:
                    row[name] = convert(row[name])
        return made
