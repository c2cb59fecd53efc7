"""What a client has learnt of the service's entities, so that it asks once."""

from __future__ import annotations

import threading
import typing as t

from tap_oracle_wms.discovery import (
    confirm_entity,
    discover_entities,
    inspect_entity,
    list_entities,
)
from tap_oracle_wms.discovery.listing import near_names
from tap_oracle_wms.errors import NotFoundError
from tap_oracle_wms.http import RefusedError

if t.TYPE_CHECKING:
    from tap_oracle_wms.discovery import DiscoveredEntity
    from tap_oracle_wms.http import Client
    from tap_oracle_wms.pages import TimeTrust
    from tap_oracle_wms.settings import Settings

_NOT_FOUND = 404


class KnownEntities:
    """Describes entities and confirms that they exist. Safe to share between threads.

    Its methods raise what those of `tap_oracle_wms.client.WmsClient` raise.
    """

    def __init__(self, http: Client, settings: Settings, times: TimeTrust) -> None:
        """Begin with none known."""
        self._http = http
        self._settings = settings
        self._times = times
        self._existing: set[str] = set()
        self._described: dict[str, DiscoveredEntity] = {}
        self._confirming = threading.Lock()

    def describe(self, name: str) -> DiscoveredEntity:
        """What an entity looks like."""
        found = self._described.get(name)
        if found is None:
            found = self._inspect(name)
            self._described[name] = found
        return found

    def _inspect(self, name: str) -> DiscoveredEntity:
        try:
            return inspect_entity(self._http, self._settings, name)
        except RefusedError as refusal:
            if refusal.status != _NOT_FOUND:
                raise
        listed = list_entities(self._http)
        msg = f"The service has no entity {name!r}{near_names(name, listed)}"
        if name in listed:
            msg = f"The service lists the entity {name!r}, but does not describe it"
        raise NotFoundError(msg)

    def discover(
        self,
        patterns: t.Sequence[str],
        tell: t.Callable[[int, int], None],
    ) -> list[DiscoveredEntity]:
        """Describe many entities, several at once."""
        found = discover_entities(
            self._http, self._settings, patterns, tell, times=self._times
        )
        self._existing |= {entity.name for entity in found}
        return found

    def confirm(self, name: str) -> None:
        """Make sure that there is such an entity."""
        if name in self._existing:
            return
        with self._confirming:
            if name not in self._existing:
                confirm_entity(self._http, name)
                self._existing.add(name)
