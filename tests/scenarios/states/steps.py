"""Steps of states: what stands in one, and what a query asks for."""

from __future__ import annotations

import datetime
import typing as t

if t.TYPE_CHECKING:
    from tests.support import Run

Json: t.TypeAlias = dict[str, t.Any]

WHEN = "2025-12-01T12:00:00.000000+00:00"
BOOKMARK = {"replication_key": "mod_ts", "replication_key_value": WHEN}
UTC = datetime.timezone.utc


def state_of(entry: t.Any, stream: str = "uom") -> Json:  # noqa: ANN401 - any JSON
    return {"bookmarks": {stream: entry}}


def since_of(query: Json) -> datetime.datetime:
    text = query["mod_ts__gte"]
    assert len(text) == len("2025-12-01T11:50:00+00:00")
    return datetime.datetime.fromisoformat(text)


Sync: t.TypeAlias = t.Callable[..., "Run"]
