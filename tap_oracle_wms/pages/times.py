"""Whether the service understands the times that filters are given.

Filters carry an offset. A service that ignored it would read them in the zone of the
user, hours off, and rows of those hours would be missed without any sign of it. How
live tenants do it is not known (reference 9.2 and 15, Q7), so it can be tried on a row
that is there.
"""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from tap_oracle_wms.passes import Bound
from tap_oracle_wms.values import parse_timestamp

if t.TYPE_CHECKING:
    from tap_oracle_wms.pages.fetch import Fetcher
    from tap_oracle_wms.pages.query import Query

_SECOND = datetime.timedelta(seconds=1)
_TRIES = 3


def understands_times(fetcher: Fetcher, query: Query, key: str) -> bool | None:
    """Look for a row by its own time, written in UTC.

    Args:
        fetcher: Fetches pages of an entity.
        query: What to ask for; its window is not used.
        key: A timestamp field of the entity.

    Returns:
        Whether the row is found by it, None if there is no row to try it on.

    Raises:
        ApiError: If a request fails.
    """
    page = fetcher.small_page(dataclasses.replace(query, window=()))
    for _ in range(_TRIES):
        stamps = page.stamps(key)
        if not len(page) or len(stamps) < len(page) or stamps[0] is None:
            return None
        stamp = parse_timestamp(stamps[0]).replace(microsecond=0)
        only = (("id", str(page.ids()[0])),)
        alone = dataclasses.replace(query, window=(), filters=query.filters + only)
        window = (Bound(key, "gte", stamp), Bound(key, "lt", stamp + _SECOND))
        if len(fetcher.small_page(dataclasses.replace(alone, window=window))):
            return True
        # It may have changed meanwhile: only a row that stands still tells.
        page = fetcher.small_page(alone)
        if page.stamps(key) == stamps[:1]:
            return False
    return None
