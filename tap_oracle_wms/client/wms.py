"""The client of one environment."""

from __future__ import annotations

import fnmatch
import threading
import time
import typing as t

from tap_oracle_wms.client.changes import Changes
from tap_oracle_wms.client.config import settings_of
from tap_oracle_wms.client.known import KnownEntities
from tap_oracle_wms.client.reader import RowReader, Wish, first, key_of
from tap_oracle_wms.client.token import read_place, to_instant
from tap_oracle_wms.discovery import list_entities
from tap_oracle_wms.http import Client, RefusedError
from tap_oracle_wms.pages import TimeTrust
from tap_oracle_wms.pages.query import filter_params
from tap_oracle_wms.settings.environment import environment_config
from tap_oracle_wms.settings.files import read_config
from tap_oracle_wms.telemetry import SILENCE

if t.TYPE_CHECKING:
    import os
    import types

    import requests
    from typing_extensions import Self

    from tap_oracle_wms.checkup import Report
    from tap_oracle_wms.client.token import Since
    from tap_oracle_wms.client.typed import Row
    from tap_oracle_wms.discovery import DiscoveredEntity
    from tap_oracle_wms.http import Clock
    from tap_oracle_wms.settings import Settings
    from tap_oracle_wms.settings.model import Filters
    from tap_oracle_wms.telemetry import Recorder

_NOT_FOUND = 404
_CHECK_TIMEOUT = 60


class WmsClient:
    """Asks one environment. Safe to share between threads.

    The tap, the command ``oracle-wms`` and programs all ask through it, so all have
    the same sign-in, retries, budget of requests, and ladder of reading.

    Examples:
        >>> from tap_oracle_wms import WmsClient
        >>> with WmsClient(  # doctest: +SKIP
        ...     base_url="https://wms.example.com/acme",
        ...     username="svc_extract",
        ...     password=password,
        ... ) as wms:
        ...     for row in wms.records("order_hdr", since="2026-01-01"):
        ...         print(row["order_nbr"], row["mod_ts"])
    """

    def __init__(
        self,
        config: Settings | t.Mapping[str, t.Any] | None = None,
        /,
        *,
        session: requests.Session | None = None,
        clock: Clock | None = None,
        recorder: Recorder = SILENCE,
        **settings: t.Any,
    ) -> None:
        """Check the settings; nothing is asked yet.

        Args:
            config: A config as the tap takes it.
            session: Sends all requests, in place of a session of our own; it is not
                closed by this client. Time limits are those of its adapters.
            clock: Waits and tells the time, in place of this machine's clock: an
                object with ``monotonic``, ``sleep`` and ``time``, as the module
                ``time`` has them.
            recorder: Is told of requests, passes and pages.
            settings: Settings of the tap by name; they win over the config.

        Raises:
            SettingsError: If anything is wrong; it names everything that is.
        """
        self.settings = settings_of(config, settings)
        self.recorder = recorder
        self.http = Client(self.settings, session, clock, recorder)
        self._clock = clock
        self.splitting = threading.Lock()
        self.times = TimeTrust(self.http, verify=self.settings.verify_time_filters)
        self._entities = KnownEntities(self.http, self.settings, self.times)

    @classmethod
    def from_file(
        cls,
        *paths: str | os.PathLike[str],
        environment: bool = False,
        **others: t.Any,
    ) -> Self:
        """A client with the settings of config files, later ones over earlier ones.

        Args:
            paths: Paths of JSON files, as the tap takes them.
            environment: Whether settings from the environment win over them.
            others: As for the constructor.

        Returns:
            The client.

        Raises:
            FileError: If a file can't be used.
            SettingsError: If anything is wrong with the settings.
        """
        config: dict[str, t.Any] = read_config(paths)
        if environment:
            config |= environment_config()
        return cls(config, **others)

    @classmethod
    def from_environment(cls, **others: t.Any) -> Self:
        """A client with settings from the environment, or a ``.env`` file.

        Args:
            others: As for the constructor.

        Returns:
            The client, set by variables such as ``TAP_ORACLE_WMS_BASE_URL``.

        Raises:
            SettingsError: If anything is wrong with the settings.
        """
        return cls(environment_config(), **others)

    def __enter__(self) -> Self:
        """Nothing to prepare; leaving closes the connections."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    # What there is

    def entities(self, pattern: str = "*") -> list[str]:
        """Names of the entities that the service lists, in one request.

        Args:
            pattern: A glob, such as ``order_*``.

        Returns:
            The names, sorted; none where nothing matches.

        Raises:
            ApiError: If the request fails.
            DiscoveryError: If the answer is no listing.
        """
        listed = list_entities(self.http)
        return [name for name in listed if fnmatch.fnmatchcase(name, pattern)]

    def describe(self, name: str) -> DiscoveredEntity:
        """What an entity looks like; asked for once.

        Args:
            name: Name of the entity.

        Returns:
            Its fields, keys and schema.

        Raises:
            NotFoundError: If there is no such entity.
            ApiError: If it can't be described.
        """
        return self._entities.describe(name)

    def discover(
        self,
        *patterns: str,
        tell: t.Callable[[int, int], None] = lambda _done, _of: None,
    ) -> list[DiscoveredEntity]:
        """Describe many entities, several at once.

        Args:
            patterns: Names or globs; without any, those of the setting ``entities``.
            tell: Called with how many of how many are described, now and then.

        Returns:
            The entities by name; those that can't be described are left out, with a
            warning. It is what the catalog of the tap is made of.

        Raises:
            NotFoundError: If a pattern matches nothing.
            DiscoveryError: If nothing can be described.
            ApiError: If signing in fails or the service is down.
        """
        return self._entities.discover(patterns, tell)

    def confirm_exists(self, name: str, *, known: bool = False) -> None:
        """Make sure, after a 404, that it means "no rows" and not "no such entity".

        Args:
            name: Name of the entity.
            known: Whether it is known from elsewhere that there is such an entity.

        Raises:
            NotFoundError: If the entity is gone.
            ApiError: If that can't be found out.
        """
        if not known:
            self._entities.confirm(name)

    # Rows

    def count(self, name: str, *, filters: Filters | None = None) -> int | None:
        """Count the rows that the user may see, in one request.

        Args:
            name: Name of the entity.
            filters: Query filters, such as ``{"status_id__lt": 90}``.

        Returns:
            The number of rows, None if the service does not tell.

        Raises:
            ApiError: If the request fails.
        """
        options = self.settings.options_for(name)
        params = filter_params({**options.filters, **(filters or {})})
        try:
            answer = self.http.get(
                self.http.url(name),
                [("page_size", "1"), *params],
                subject=name,
            )
        except RefusedError as refusal:
            if refusal.status != _NOT_FOUND or refusal.web_page:
                raise
            self.confirm_exists(name)
            return 0
        count = answer.data.get("result_count") if isinstance(answer.data, dict) else 0
        return count if isinstance(count, int) else None

    def records(  # noqa: PLR0913 - all optional, all by keyword
        self,
        name: str,
        *,
        since: Since = None,
        until: Since = None,
        fields: t.Sequence[str] | None = None,
        filters: Filters | None = None,
        limit: int | None = None,
    ) -> t.Generator[Row, None, None]:
        """All rows of an entity, read as the tap reads them.

        The rows come in the order of their ids, as long as the service lets itself be
        read that way. Every row that exists from the first request to the last is
        among them; one that changes meanwhile may come twice, the newer form last.
        Pages are read a few ahead, and no more are held.

        Args:
            name: Name of the entity.
            since: Only rows modified at or after it.
            until: Only rows modified before it.
            fields: Names of the fields of the rows, in their order; by default all
                but ``url`` and ``*_set``.
            filters: Query filters, such as ``{"status_id__lt": 90}``, over those of
                the setting ``entity_options``.
            limit: Most rows; pages are no larger then, and none is read ahead.

        Returns:
            An iterator over the rows.

        Raises:
            UsageError: If the entity has no such field, or no time of modification
                where one is needed.
            NotFoundError: If there is no such entity.
            ApiError: If a request fails for good.
            DataError: If the rows can't be used.
        """
        floor, ceiling = to_instant(since), to_instant(until)
        entity = self.describe(name)
        key = None
        if floor is not None or ceiling is not None:
            key = key_of(entity)
        wish = Wish(
            key=key,
            since=floor,
            until=ceiling,
            fields=None if fields is None else tuple(fields),
            filters=filters or {},
            exact=True,
            limit=limit,
        )
        reader = RowReader(self, entity, wish)
        return first((row for rows, _ in reader.pages() for row in rows), limit)

    def changes(
        self,
        name: str,
        since: Since = None,
        *,
        fields: t.Sequence[str] | None = None,
        filters: Filters | None = None,
    ) -> Changes:
        """What has changed in an entity, and a token to go on from.

        Args:
            name: Name of the entity.
            since: The token of the last call; for the first call a point in time, or
                None for everything.
            fields: As for `records`.
            filters: As for `records`; the same for all calls of a chain.

        Returns:
            The changes: iterate over them, then keep their ``token``.

        Raises:
            StateError: If the token can't be used.
            UsageError: If the entity has no time of modification, or no such field.
            NotFoundError: If there is no such entity.
            ApiError: If it can't be described.
        """
        place = read_place(name, since)
        entity = self.describe(name)
        wish = Wish(
            key=key_of(entity),
            since=place.since,
            fields=None if fields is None else tuple(fields),
            filters=filters or {},
        )
        bookmarks = {name: place.entry} if place.entry else {}
        reader = RowReader(self, entity, wish, bookmarks)
        return Changes(name, place.since, bookmarks, reader.pages())

    # Whether all is well

    def check(
        self,
        *,
        entities: int = 25,
        tell: t.Callable[[str], None] = lambda _: None,
    ) -> Report:
        """Examine address, sign-in, permissions, clock, ways of reading and speed.

        It reads only, and little: some 30 requests, and one for each entity whose
        access is tried. Requests are repeated once at most.

        Args:
            entities: Most entities whose access is tried.
            tell: Called with what is done next, in words.

        Returns:
            The report. What fails is a finding of it, not an error.
        """
        from tap_oracle_wms.checkup import LimitWatch, examine  # noqa: PLC0415 - seldom

        limits = LimitWatch(self.recorder)
        hasty = self.http.hasty(retries=1, timeout=_CHECK_TIMEOUT, recorder=limits)
        return examine(
            hasty,
            self.settings,
            clock=self._clock or time,
            limits=limits,
            entities=entities,
            tell=tell,
        )
