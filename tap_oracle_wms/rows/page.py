"""The rows of one page: what reading must know of them, and their records."""

from __future__ import annotations

import typing as t

from tap_oracle_wms.errors import DataError
from tap_oracle_wms.rows.encode import encode_json
from tap_oracle_wms.rows.lines import Lines
from tap_oracle_wms.values import CONVERTERS, Mismatch, timestamp_text

if t.TYPE_CHECKING:
    from tap_oracle_wms.rows.convert import Row, RowConverter


class RowIdError(DataError):
    """A row came without an id where reading depends on ids."""

    def __init__(self, entity: str) -> None:
        """Name the entity."""
        super().__init__(f"{entity}: a row came without a usable id")


class RowsPage(t.Protocol):
    """The rows of one page, in one of two forms with the same meaning."""

    next_page: str | None
    """The service's link to what follows, None if it gave none."""

    def __len__(self) -> int:
        """Number of rows."""

    def ids(self) -> list[int]:
        """The ids, in order.

        Raises:
            RowIdError: If a row has none.
        """

    def stamps(self, field: str) -> list[str | None]:
        """Values of a timestamp field, in UTC and fixed width, None for null.

        Rows that hold no timestamp in it are left out: their conversion says so more
        exactly.
        """

    def versions(self, field: str | None) -> list[t.Any]:
        """What tells versions of a row apart, one for each row."""

    def pick(self, indexes: t.Sequence[int]) -> RowsPage:
        """The same page with some of its rows only."""

    def records(self) -> list[Row]:
        """The records.

        Raises:
            ValueMismatchError: If a value does not fit its type.
        """

    def lines(self) -> Lines:
        """The records as JSON.

        Raises:
            ValueMismatchError: If a value does not fit its type.
        """


class PlainPage:
    """Rows as decoded, converted one by one."""

    def __init__(
        self,
        rows: t.Sequence[Row],
        next_page: str | None,
        converter: RowConverter,
    ) -> None:
        """Take the rows; nothing is converted yet."""
        self._rows = rows
        self.next_page = next_page
        self._converter = converter

    def __len__(self) -> int:
        """Number of rows."""
        return len(self._rows)

    def ids(self) -> list[int]:
        """The ids, in order."""
        to_integer = CONVERTERS["integer"]
        try:
            return [to_integer(row.get("id")) for row in self._rows]
        except Mismatch:
            raise RowIdError(self._converter.entity) from None

    def stamps(self, field: str) -> list[str | None]:
        """Values of a timestamp field, in UTC and fixed width."""
        stamps: list[str | None] = []
        if field not in self._converter.sources:
            return stamps  # not asked for by anybody: rows may lack it
        for row in self._rows:
            value = row.get(field)
            if value is None or value == "":
                stamps.append(None)
            elif isinstance(value, str):
                try:
                    stamps.append(timestamp_text(value))
                except ValueError:
                    continue
        return stamps

    def versions(self, field: str | None) -> list[t.Any]:
        """What tells versions of a row apart, one for each row."""
        return [None if field is None else row.get(field) for row in self._rows]

    def pick(self, indexes: t.Sequence[int]) -> PlainPage:
        """The same page with some of its rows only."""
        rows = [self._rows[index] for index in indexes]
        return PlainPage(rows, self.next_page, self._converter)

    def records(self) -> list[Row]:
        """The records."""
        return [self._converter.convert(row) for row in self._rows]

    def lines(self) -> Lines:
        """The records as JSON."""
        return Lines.of([encode_json(record) for record in self.records()])
