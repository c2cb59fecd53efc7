"""Reading along the service's links: the last resort, made safe by repetition."""

from __future__ import annotations

import dataclasses
import json
import logging
import sqlite3
import typing as t

from tap_oracle_wms.pages.errors import RowsError

if t.TYPE_CHECKING:
    from typing_extensions import Self

    from tap_oracle_wms.pages.fetch import Fetched, Fetcher
    from tap_oracle_wms.pages.query import Query

logger = logging.getLogger(__name__)

MAX_READINGS = 5
"""Readings after which rows that keep moving fail the stream."""


def read_along_links(
    fetcher: Fetcher,
    query: Query,
    confirm: t.Callable[[Fetched], None],
) -> t.Iterator[Fetched]:
    """Read an entity along ``next_page`` links until two readings agree.

    Without a proven order, rows can slip from one page to another between two
    requests. So everything is read again until two readings in a row show the same
    ids in the same versions. Entities without ids are read once.

    Args:
        fetcher: Fetches the pages.
        query: What is asked for.
        confirm: Called with the first page of each reading.

    Yields:
        Pages; from the second reading on with the new and changed rows only.

    Raises:
        RowsError: If the readings do not settle.
        ApiError: If a request fails for good.
    """
    if not query.has_id:
        for fetched, _ in _reading(fetcher, query, confirm):
            yield fetched
        return
    with Ledger() as ledger:
        for number in range(1, MAX_READINGS + 1):
            whole = True
            for fetched, is_whole in _reading(fetcher, query, confirm):
                whole = whole and is_whole
                rows = fetched.rows
                versions = rows.versions(query.version_field)
                news = [
                    index
                    for index, (row_id, version) in enumerate(
                        zip(rows.ids(), versions, strict=True),
                    )
                    if ledger.note(number, row_id, version)
                ]
                yield dataclasses.replace(fetched, rows=rows.pick(news))
            if ledger.settled(number) and whole:
                logger.info(
                    "%s: readings %d and %d along the links agree",
                    query.entity,
                    number - 1,
                    number,
                )
                return
            if not whole:
                ledger.forget(number)
    msg = (
        f"{query.entity}: the service refuses to order this entity by id, and "
        f"{MAX_READINGS} readings along its links showed different rows each time; "
        "run again when the warehouse is quieter, or narrow the stream by filters in "
        "entity_options"
    )
    raise RowsError(msg)


def _reading(
    fetcher: Fetcher,
    query: Query,
    confirm: t.Callable[[Fetched], None],
) -> t.Iterator[tuple[Fetched, bool]]:
    """One reading; each page with whether the reading is whole so far."""
    fetched = fetcher.page(query)
    confirm(fetched)
    yield fetched, True
    followed: set[str] = set()
    while (link := fetched.rows.next_page) is not None:
        if link in followed:
            msg = f"{query.entity}: the service's next_page links go in circles"
            raise RowsError(msg)
        followed.add(link)
        fetched = fetcher.linked(link, query.pass_id)
        # The service had announced this page: without it the reading has a hole.
        yield fetched, fetched.found


class Ledger:
    """Which ids were seen in which version; on disk, so that memory stays flat."""

    def __enter__(self) -> Self:
        """Open an unnamed database that vanishes with its connection."""
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute(
            "CREATE TABLE seen (id TEXT PRIMARY KEY, version TEXT, reading INTEGER, "
            "changed INTEGER) WITHOUT ROWID",
        )
        return self

    def __exit__(self, *exc: object) -> None:
        """Drop everything."""
        self._db.close()

    def note(self, reading: int, number: int, version: object) -> bool:
        """Note a row of a reading.

        Args:
            reading: Number of the reading, from 1.
            number: The row's id.
            version: What tells versions of the row apart.

        Returns:
            Whether the row must be written: it is new, changed, or stands twice in
            this reading.
        """
        text = json.dumps(version, default=str)
        known = self._db.execute(
            "SELECT version, reading FROM seen WHERE id = ?",
            (str(number),),
        ).fetchone()
        version_seen, last_reading = known or (None, 0)
        fresh = version_seen != text
        # Absent from the reading before this one: the two differ by this row.
        differs = fresh or last_reading not in {reading, reading - 1}
        self._db.execute(
            "INSERT INTO seen VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "version = excluded.version, reading = excluded.reading, "
            "changed = CASE WHEN ? THEN excluded.changed ELSE seen.changed END",
            (str(number), text, reading, reading, differs),
        )
        return fresh or last_reading == reading

    def settled(self, reading: int) -> bool:
        """Whether a reading showed exactly what the one before it showed."""
        different = self._db.execute(
            "SELECT 1 FROM seen WHERE changed = ? OR reading = ? LIMIT 1",
            (reading, reading - 1),
        ).fetchone()
        return reading > 1 and different is None

    def forget(self, reading: int) -> None:
        """Let a reading with a hole count as different from the next one."""
        self._db.execute("UPDATE seen SET reading = ? WHERE reading = ?", (-1, reading))
