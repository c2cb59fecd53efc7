"""The listing of entities, and which of them a config asks for."""

from __future__ import annotations

import difflib
import fnmatch
import logging
import re
import typing as t

from tap_oracle_wms.errors import DiscoveryError, NotFoundError
from tap_oracle_wms.http import RefusedError
from tap_oracle_wms.telemetry.events import Errand

if t.TYPE_CHECKING:
    from tap_oracle_wms.http import Client
    from tap_oracle_wms.settings import Settings

logger = logging.getLogger(__name__)

_NAME = re.compile(r"[A-Za-z0-9_]+")
_NOT_FOUND = 404


def list_entities(client: Client) -> list[str]:
    """Ask for the entities that the service lists.

    Args:
        client: The client.

    Returns:
        Their names, sorted. The service answers with one object of name to address
        (observed shapes, section 1); the addresses are not needed.

    Raises:
        DiscoveryError: If the answer is no such object, or lists nothing.
        ApiError: If the request fails.
    """
    try:
        data = client.get(client.url(), subject="entity", errand=Errand("listing")).data
    except RefusedError as refusal:
        if refusal.status != _NOT_FOUND:
            raise
        msg = (
            f"{refusal} - there is no WMS API at this address; base_url must be "
            "https://<host>/<environment>, as in the address of the WMS screens"
        )
        missing = NotFoundError(msg)
        missing.status = refusal.status
        raise missing from None
    if not isinstance(data, dict):
        msg = "The listing of entities is not an object of names; is base_url right?"
        raise DiscoveryError(msg)
    names = sorted(name for name in data if _NAME.fullmatch(name))
    if len(names) < len(data):
        logger.warning(
            "%d listed entities have unusable names and are left out",
            len(data) - len(names),
        )
    if not names:
        msg = "The service lists no entities: may the user read by the API?"
        raise DiscoveryError(msg)
    return names


def select_entities(
    listed: t.Sequence[str],
    settings: Settings,
    patterns: t.Collection[str] = (),
) -> list[str]:
    """Pick the entities that the config asks for.

    Args:
        listed: Names that the service lists.
        settings: The settings.
        patterns: Names or globs that are asked for in place of those settings.

    Returns:
        Names, in the order of the listing.

    Raises:
        DiscoveryError: If a name or glob matches nothing, or nothing is left.
    """
    if patterns:
        return pick_names(listed, patterns)
    problems = []
    for setting in ("entities", "exclude_entities"):
        problems += [
            f"Setting '{setting}': {pattern!r} matches no entity of the service"
            f"{near_names(pattern, listed)}"
            for pattern in getattr(settings, setting)
            if not _matches(listed, (pattern,))
        ]
    if problems:
        raise DiscoveryError("; ".join(problems))
    for pattern in settings.entity_options:
        if not _matches(listed, (pattern,)):
            logger.warning(
                "Setting 'entity_options': %r matches no entity of the service%s",
                pattern,
                near_names(pattern, listed),
            )
    wanted = _matches(listed, settings.entities)
    excluded = set(_matches(listed, settings.exclude_entities))
    selected = [name for name in wanted if name not in excluded]
    if not selected:
        msg = "Settings 'entities' and 'exclude_entities' leave no entity"
        raise DiscoveryError(msg)
    return selected


def pick_names(listed: t.Sequence[str], patterns: t.Collection[str]) -> list[str]:
    """Pick entities by their names or by globs.

    Args:
        listed: Names of the entities that there are.
        patterns: Names or globs.

    Returns:
        The names that any of them matches, in the order of the list.

    Raises:
        NotFoundError: If a name or glob matches nothing; it lists near matches.
    """
    problems = [
        f"{pattern!r} matches no entity{near_names(pattern, listed)}"
        for pattern in patterns
        if not _matches(listed, (pattern,))
    ]
    if problems:
        raise NotFoundError("; ".join(problems))
    return _matches(listed, tuple(patterns))


def _matches(names: t.Sequence[str], patterns: t.Sequence[str]) -> list[str]:
    return [
        name
        for name in names
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
    ]


def near_names(pattern: str, names: t.Sequence[str]) -> str:
    """What somebody may have meant, as the end of a message; possibly empty."""
    bare = pattern.lower().replace("*", "").replace("?", "")
    close = difflib.get_close_matches(bare, names, n=5, cutoff=0.6)
    close += [name for name in names if bare and bare in name and name not in close]
    return f"; did you mean {', '.join(close[:5])}?" if close else ""
