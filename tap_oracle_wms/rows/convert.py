"""Converting rows to records: compiled once per stream, then only called."""

from __future__ import annotations

import collections
import json
import threading
import typing as t

from tap_oracle_wms.errors import DataError
from tap_oracle_wms.values import CONVERTERS, Mismatch

if t.TYPE_CHECKING:
    from tap_oracle_wms.schema import Column

Row: t.TypeAlias = dict[str, t.Any]

# On every record and in no description: its absence from a schema is no news.
_EXPECTED_EXTRA = frozenset({"url"})


class ValueMismatchError(DataError):
    """A value does not fit its type; converting it would lose something."""

    def __init__(self, entity: str, column: Column, row_id: object) -> None:
        """Name the place and the cure, never the value."""
        cure = json.dumps(
            {"entity_options": {entity: {"field_types": {column.source: "string"}}}},
        )
        kind = "relation" if column.form.startswith("relation") else column.form
        whole = isinstance(row_id, int) or str(row_id).isdecimal()
        where = row_id if whole else "unknown"
        super().__init__(
            f"{entity}: field '{column.source}' of the row with id {where} does not "
            f"hold a {kind} value, as its schema says, and can't be converted without "
            f"loss. To take it as text, set {cure}",
        )


class RowConverter:
    """Makes records of rows: selects, converts, and counts what is unknown.

    Safe to share between threads.
    """

    def __init__(
        self,
        entity: str,
        columns: t.Sequence[Column],
        known: t.Collection[str],
        *,
        expand_null_relations: bool = False,
    ) -> None:
        """Compile.

        Args:
            entity: Name of the entity, for messages.
            columns: The selected columns, in the order they are written.
            known: Names of all fields that the schema knows, selected or not.
            expand_null_relations: Whether a relation that is null becomes an object
                of nulls, as the SDK's flattening needs it to write all its columns.
        """
        self.entity = entity
        self._steps = tuple(
            (
                column.name,
                column.source,
                _converter(column),
                column.blank_is_null,
                column,
            )
            for column in columns
        )
        self.known = frozenset(known) | _EXPECTED_EXTRA
        self._nulls: dict[str, Row] = {
            column.name: dict.fromkeys(column.members)
            for column in columns
            if expand_null_relations and column.form == "relation"
        }
        self.sources = frozenset(column.source for column in columns)
        self._unknown: collections.Counter[str] = collections.Counter()
        self._counting = threading.Lock()

    def convert(self, row: Row) -> Row:
        """Make one record.

        Args:
            row: A row as decoded; numbers with a fraction are decimals.

        Returns:
            The record: every selected column, null where the row has no value.

        Raises:
            ValueMismatchError: If a value does not fit its type.
        """
        if not row.keys() <= self.known:
            self.count_unknown(row.keys() - self.known, 1)
        record: Row = {}
        for name, source, convert, blank_is_null, column in self._steps:
            value = row.get(source)
            if value is None or (blank_is_null and value == ""):
                record[name] = self._nulls.get(name)
                continue
            try:
                record[name] = convert(value)
            except Mismatch:
                raise ValueMismatchError(self.entity, column, row.get("id")) from None
        return record

    def count_unknown(self, names: t.Iterable[str], rows: int) -> None:
        """Count fields that the schema does not know.

        Args:
            names: Their names.
            rows: Rows that have them.
        """
        with self._counting:
            self._unknown.update(dict.fromkeys(names, rows))

    def take_unknown(self) -> collections.Counter[str]:
        """Rows that had each field unknown to the schema; each is told once."""
        with self._counting:
            unknown, self._unknown = self._unknown, collections.Counter()
        return unknown


def _converter(column: Column) -> t.Callable[[t.Any], t.Any]:
    convert = CONVERTERS[column.form]
    if column.form != "relation":
        return convert
    members = column.members

    def convert_relation(value: object) -> Row:
        relation = convert(value)
        return {member: relation.get(member) for member in members}

    return convert_relation
