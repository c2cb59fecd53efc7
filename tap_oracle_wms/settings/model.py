"""The settings after all checks, typed and complete."""

from __future__ import annotations

import dataclasses
import fnmatch
import typing as t

if t.TYPE_CHECKING:
    import datetime

FilterValue: t.TypeAlias = str | int | float | bool | list[str | int | float | bool]
Filters: t.TypeAlias = dict[str, FilterValue]


@dataclasses.dataclass(frozen=True, slots=True)
class EntityOptions:
    """What is set for one entity; None means that the general setting holds."""

    filters: Filters = dataclasses.field(default_factory=dict)
    partitions: tuple[Filters, ...] = ()
    page_size: int | None = None
    replication_key: str | None = None
    lookback_window: int | None = None
    field_types: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a run. Secrets are left out of the ``repr``."""

    base_url: str
    """``scheme://host[:port]/environment`` without a slash at the end."""
    auth_method: str
    username: str | None
    password: str | None = dataclasses.field(repr=False)
    client_id: str | None
    client_secret: str | None = dataclasses.field(repr=False)
    token_url: str
    oauth_scope: str | None
    refresh_token: str | None = dataclasses.field(repr=False)
    access_token: str | None = dataclasses.field(repr=False)
    http_headers: dict[str, str] = dataclasses.field(repr=False)
    api_version: str
    entities: tuple[str, ...]
    exclude_entities: tuple[str, ...]
    start_date: datetime.datetime | None
    end_date: datetime.datetime | None
    page_size: int
    lookback_window: int
    max_concurrent_requests: int
    max_requests_per_second: float | None
    request_timeout: int
    max_retries: int
    relations: str
    discovery_sample: bool
    entity_options: dict[str, EntityOptions]
    verify_ssl: bool | str
    verify_time_filters: bool | None
    user_agent: str
    poll_interval: float | None
    full_table_interval: float
    poll_backoff: float | None
    poll_limit: int | None
    lag_bound: float
    health_port: int | None
    heartbeat_file: str | None
    metrics_file: str | None

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that must not show up in any output."""
        values = (
            self.password,
            self.client_secret,
            self.refresh_token,
            self.access_token,
            *self.http_headers.values(),
        )
        return tuple(value for value in values if value)

    def options_for(self, entity: str) -> EntityOptions:
        """Options of one entity, merged from all names and globs that match it.

        Args:
            entity: Name of the entity.

        Returns:
            The merged options: later entries win over earlier ones, an exact name
            over any glob. ``filters`` and ``field_types`` are merged key by key.
        """
        matching = [
            (pattern == entity, options)
            for pattern, options in self.entity_options.items()
            if fnmatch.fnmatchcase(entity, pattern)
        ]
        merged = EntityOptions()
        for _, options in sorted(matching, key=lambda match: match[0]):
            merged = EntityOptions(
                filters={**merged.filters, **options.filters},
                partitions=options.partitions or merged.partitions,
                page_size=_later(options.page_size, merged.page_size),
                replication_key=_later(options.replication_key, merged.replication_key),
                lookback_window=_later(options.lookback_window, merged.lookback_window),
                field_types={**merged.field_types, **options.field_types},
            )
        return merged


_T = t.TypeVar("_T")


def _later(new: _T | None, old: _T | None) -> _T | None:
    return old if new is None else new
