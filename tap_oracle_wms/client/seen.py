"""Which rows were given already, kept on disk, so that memory stays flat."""

from __future__ import annotations

import sqlite3
import typing as t

if t.TYPE_CHECKING:
    from typing_extensions import Self

_LARGE = 64
"""Bits from which on a number is too large for SQLite's own."""


class SeenRows:
    """Rows by id and version.

    A reading that has to begin again, since another way of reading is needed, brings
    rows a second time. Whoever iterates over rows shall not get them twice.
    """

    def __enter__(self) -> Self:
        """Open an unnamed database that vanishes with its connection."""
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute(
            "CREATE TABLE seen (id PRIMARY KEY, version TEXT) WITHOUT ROWID"
        )
        self._greatest: int | None = None
        return self

    def __exit__(self, *exc: object) -> None:
        """Drop everything."""
        self._db.close()

    def news(self, rows: t.Sequence[tuple[int, str | None]]) -> list[bool]:
        """Note the rows of a page.

        Args:
            rows: Their ids and versions.

        Returns:
            For each, whether it is new, or has changed since it was given.
        """
        self._db.execute("BEGIN")
        try:
            return [self._note(*row) for row in rows]
        finally:
            self._db.execute("COMMIT")

    def _note(self, number: int, version: str | None) -> bool:
        key = number if number.bit_length() < _LARGE else str(number)
        if self._greatest is not None and number <= self._greatest:
            known = self._db.execute(
                "SELECT version FROM seen WHERE id = ?",
                (key,),
            ).fetchone()
            if known is not None and known[0] == version:
                return False
        else:
            self._greatest = number
        self._db.execute("INSERT OR REPLACE INTO seen VALUES (?, ?)", (key, version))
        return True
