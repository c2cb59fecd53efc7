"""Whether the service understands the times that filters are given.

Filters carry an offset. A service that ignored it would read them in the zone of the
user, hours off, and rows of those hours would be missed without any sign of it. How
live tenants do it is not known (reference 9.2 and 15, Q7), so it can be tried on a row
that is there. A user whose zone is UTC need not care.
"""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from tap_oracle_wms.http import RefusedError, decode_json
from tap_oracle_wms.pages.errors import OrderViolation, RowsError
from tap_oracle_wms.pages.fetch import Fetcher
from tap_oracle_wms.pages.query import Query, Rung, Shape
from tap_oracle_wms.passes import Bound
from tap_oracle_wms.rows import PageCodec, RowConverter
from tap_oracle_wms.schema import Column
from tap_oracle_wms.values import parse_timestamp, timestamp_text

if t.TYPE_CHECKING:
    from tap_oracle_wms.http import Client
    from tap_oracle_wms.rows import RowsPage

_SECOND = datetime.timedelta(seconds=1)
_TRIES = 5
_EARLY = datetime.datetime(2001, 1, 1, tzinfo=datetime.timezone.utc)
_FEW = 2


def understands_times(
    client: Client,
    query: Query,
    key: str,
    row: tuple[int, str] | None = None,
) -> bool | None:
    """Look for a row by its own time, written in UTC.

    Args:
        client: The client.
        query: What to ask for; its window and its fields are not used.
        key: A timestamp field of the entity.
        row: Id and timestamp of a row to try it on; without it, one is asked for.

    Returns:
        Whether the row is found by it, None if there is no row that has a time.

    Raises:
        RowsError: If no row stands still for as long as that takes.
        OrderViolation: If the service refuses to be asked this way.
        ApiError: If a request fails.
        RowIdError: If the row has no id.
    """
    query = dataclasses.replace(query, window=(), fields=("id", key))
    fetcher = _fetcher(client, query.entity, key)
    by_id = True
    for _ in range(_TRIES):
        row = row or _any_row(fetcher, query, key)
        if row is None:
            return None
        only = (("id", str(row[0])),) if by_id else ()
        alone = dataclasses.replace(query, filters=query.filters + only)
        stamp = parse_timestamp(row[1]).replace(microsecond=0)
        window = (Bound(key, "gte", stamp), Bound(key, "lt", stamp + _SECOND))
        try:
            if len(_page(fetcher, dataclasses.replace(alone, window=window))):
                return True
        except RefusedError:
            if not by_id:
                raise
            by_id = False  # any row of that second will do
            continue
        # It may have changed or gone meanwhile: only a row that stands still tells.
        seen, row = row, first_row(_page(fetcher, alone), key)
        if row is not None and _same(row, seen):
            return False
    msg = (
        f"{query.entity}: rows change too fast to find out whether the service "
        "understands the times of filters; run again"
    )
    raise RowsError(msg)


def _page(fetcher: Fetcher, query: Query) -> RowsPage:
    """A page, in whatever way of reading the service allows."""
    while True:
        try:
            return fetcher.page(query).rows
        except OrderViolation:
            if not fetcher.descend():
                raise


def _any_row(fetcher: Fetcher, query: Query, key: str) -> tuple[int, str] | None:
    """A row that has a time: those without are in no window."""
    window = (Bound(key, "gte", _EARLY),)
    return first_row(_page(fetcher, dataclasses.replace(query, window=window)), key)


def _same(one: tuple[int, str], other: tuple[int, str]) -> bool:
    return one[0] == other[0] and timestamp_text(one[1]) == timestamp_text(other[1])


def first_row(page: RowsPage, key: str) -> tuple[int, str] | None:
    """A row to try it on: id and time of the first row, None if it has no time."""
    stamps = page.stamps(key)
    if not len(page) or len(stamps) < len(page) or stamps[0] is None:
        return None
    return page.ids()[0], stamps[0]


def _fetcher(client: Client, entity: str, key: str) -> Fetcher:
    """A fetcher of a few rows, of which only id and key are looked at."""
    columns = (Column("id", "id", "integer"), Column(key, key, "date-time"))
    converter = RowConverter(entity, columns, ("id", key))
    codec = PageCodec(columns, converter, decode_json, quick=False)
    return Fetcher(client, entity, Shape(Rung.SEQUENCED, _FEW), codec)
