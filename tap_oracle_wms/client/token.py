"""Tokens: where to go on, as one text that can be kept anywhere."""

from __future__ import annotations

import dataclasses
import datetime
import json
import typing as t

from tap_oracle_wms.errors import UsageError
from tap_oracle_wms.passes import StateError, check_state
from tap_oracle_wms.settings.dates import parse_instant
from tap_oracle_wms.values import format_instant, parse_timestamp

_KEYS = frozenset({"entity", "since", "bookmark"})

Since: t.TypeAlias = str | datetime.datetime | datetime.date | None
"""A point in time: an aware datetime, a date (midnight in UTC), or a text such as
``2026-01-01`` or ``6 months ago``; None for the beginning."""


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where the reading of changes begins.

    Attributes:
        since: Floor of the first pass, None for none.
        entry: What stands in the state of the tap for the same stream.
    """

    since: datetime.datetime | None = None
    entry: dict[str, t.Any] = dataclasses.field(default_factory=dict)


def to_instant(since: Since) -> datetime.datetime | None:
    """A point in time as an instant in UTC.

    Raises:
        UsageError: If it is none, or a datetime without a zone: that would be a guess.
    """
    if since is None:
        return None
    if isinstance(since, datetime.datetime):
        if since.tzinfo is None:
            msg = "a datetime must have a zone, such as datetime.timezone.utc"
            raise UsageError(msg)
        return since.astimezone(datetime.timezone.utc)
    if isinstance(since, datetime.date):
        midnight = datetime.time(tzinfo=datetime.timezone.utc)
        return datetime.datetime.combine(since, midnight)
    try:
        return parse_instant(since)
    except (ValueError, OverflowError):
        msg = (
            f"{since[:40]!r} is not a point in time; use a datetime, a date, or a text "
            "such as '2026-01-01' or '6 months ago'"
        )
        raise UsageError(msg) from None


def write_token(entity: str, place: Place) -> str:
    """A place as a text.

    Args:
        entity: Name of the entity that it belongs to.
        place: The place.

    Returns:
        JSON; its ``bookmark`` is what a state of the tap has for the stream.
    """
    token: dict[str, t.Any] = {"entity": entity, "bookmark": place.entry}
    if place.since is not None:
        token["since"] = format_instant(place.since)
    return json.dumps(token)


def read_place(entity: str, since: Since) -> Place:
    """Where to begin, from a token or a point in time.

    Args:
        entity: Name of the entity.
        since: A token, a point in time, or None for the beginning.

    Returns:
        The place.

    Raises:
        StateError: If it is a token that can't be used here.
        UsageError: If it is nothing that can be understood.
    """
    if not isinstance(since, str) or not since.lstrip().startswith("{"):
        return Place(since=to_instant(since))
    try:
        token = json.loads(since)
        floor = token.get("since")
        instant = None if floor is None else parse_timestamp(floor)
    except (ValueError, TypeError):
        token, instant = {}, None
    if not token.keys() <= _KEYS or not isinstance(token.get("bookmark"), dict):
        msg = "The token can't be used; give it exactly as `Changes.token` gave it"
        raise StateError(msg)
    if token.get("entity") != entity:
        msg = (
            f"The token belongs to another entity than '{entity}'; each entity has "
            "tokens of its own"
        )
        raise StateError(msg)
    check_state({"bookmarks": {entity: token["bookmark"]}})
    return Place(instant, token["bookmark"])
