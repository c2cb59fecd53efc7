"""Describing entities: describe, a sample row, and what follows for a stream."""

from __future__ import annotations

import functools
import logging
import typing as t

from tap_oracle_wms.ahead import merge
from tap_oracle_wms.discovery.entity import DiscoveredEntity
from tap_oracle_wms.discovery.listing import list_entities, select_entities
from tap_oracle_wms.discovery.times import without_doubtful_times
from tap_oracle_wms.errors import DiscoveryError, NotFoundError
from tap_oracle_wms.http import ApiError, RefusedError, ServiceDownError, SignInError
from tap_oracle_wms.pages.query import filter_params
from tap_oracle_wms.passes.plan import MOD_TS
from tap_oracle_wms.schema import (
    Field,
    described_names,
    entity_schema,
    note_targets,
    read_describe,
    read_sample,
)
from tap_oracle_wms.telemetry.events import Errand
from tap_oracle_wms.values import has_zone

if t.TYPE_CHECKING:
    from tap_oracle_wms.http import Answer, Client
    from tap_oracle_wms.pages import TimeTrust
    from tap_oracle_wms.settings import Settings

logger = logging.getLogger(__name__)

_BAD_REQUEST = 400
_NOT_FOUND = 404


class NotDescribedError(DiscoveryError):
    """The service's description of an entity describes nothing."""


def discover_entities(
    client: Client,
    settings: Settings,
    patterns: t.Collection[str] = (),
    tell: t.Callable[[int, int], None] = lambda _done, _of: None,
    *,
    times: TimeTrust,
) -> list[DiscoveredEntity]:
    """Find out what the service has.

    Args:
        client: The client.
        settings: The settings.
        patterns: Names or globs to look at; without any, those of the settings.
        tell: Called with how many of how many are described, now and then.
        times: Says whether times in filters are to be tried, and is told of it.

    Returns:
        The entities, sorted by name: the same for the same service.

    Raises:
        DiscoveryError: If nothing usable is there, or a setting names what isn't.
        ApiError: If signing in fails or the service is down.
    """
    names = select_entities(list_entities(client), settings, patterns)
    logger.info("Describing %d entities", len(names))

    def describe(name: str) -> t.Iterator[DiscoveredEntity]:
        entity = describe_entity(client, settings, name)
        if entity is not None:
            yield entity

    found = merge(
        {name: functools.partial(describe, name) for name in names},
        at_once=settings.max_concurrent_requests,
        held=len(names),
    )
    described: dict[str, DiscoveredEntity] = {}
    ended = 0
    for name, entity in found:
        if entity is not None:
            described[name] = entity
            continue
        ended += 1
        tell(ended, len(names))
    entities = [described[name] for name in names if name in described]
    if not entities:
        msg = "None of the entities could be described; the warnings above say why"
        raise DiscoveryError(msg)
    return without_doubtful_times(client, entities, times)


def describe_entity(
    client: Client,
    settings: Settings,
    name: str,
) -> DiscoveredEntity | None:
    """Describe one entity.

    Args:
        client: The client.
        settings: The settings.
        name: Name of the entity.

    Returns:
        The entity, or None if it can't be described, after a warning.

    Raises:
        ApiError: If signing in fails or the service is down.
        DiscoveryError: If a setting names a field that the entity doesn't have.
    """
    try:
        return inspect_entity(client, settings, name)
    except (SignInError, ServiceDownError):
        raise
    except (ApiError, NotDescribedError) as error:
        logger.warning("Entity '%s' is left out: %s", name, error)
        return None


def inspect_entity(client: Client, settings: Settings, name: str) -> DiscoveredEntity:
    """Describe one entity that can be described.

    Args:
        client: The client.
        settings: The settings.
        name: Name of the entity.

    Returns:
        The entity.

    Raises:
        ApiError: If the service does not describe it.
        NotDescribedError: If the description is none.
        DiscoveryError: If a setting names a field that the entity doesn't have.
    """
    data = _describe(client, name).data
    try:
        fields = read_describe(name, data)
    except ValueError as error:
        raise NotDescribedError(str(error)) from None
    row = None
    if settings.discovery_sample:
        row = sample_row(client, settings, name, fields)
        fields |= read_sample(row, fields)
        fields |= note_targets(row, fields)
    schema = entity_schema(
        fields,
        relations=settings.relations,
        field_types=settings.options_for(name).field_types,
    )
    return DiscoveredEntity(
        name=name,
        schema=schema,
        key_properties=("id",) if "id" in fields else (),
        replication_key=_replication_key(name, schema, settings),
        undescribed=tuple(sorted(fields.keys() - described_names(data))),
        zoned_row=_zoned_row(row),
    )


def _describe(client: Client, name: str) -> Answer:
    url = client.url(name, "describe")
    return client.get(url, subject=name, errand=Errand("describe", name))


def confirm_entity(client: Client, name: str) -> None:
    """Make sure that an entity whose list answered 404 exists at all.

    Args:
        client: The client.
        name: Name of the entity.

    Raises:
        NotFoundError: If it is gone: then 404 does not mean "no rows".
        ApiError: If that can't be found out.
    """
    try:
        _describe(client, name)
    except RefusedError as refusal:
        if refusal.status != _NOT_FOUND:
            raise
        msg = (
            f"The service no longer has an entity '{name}'; run discovery again, or "
            "deselect the stream"
        )
        raise NotFoundError(msg) from None


def sample_row(
    client: Client,
    settings: Settings,
    name: str,
    fields: t.Mapping[str, Field],
) -> t.Any:  # noqa: ANN401 - JSON of the service
    """Read one row of an entity, the same one each time where it has ids.

    Args:
        client: The client.
        settings: The settings; filters of the entity are used.
        name: Name of the entity.
        fields: Its described fields.

    Returns:
        The row, or None where there is none to be had: no rows (404), mandatory
        filters (400), no permission, or a service in trouble.

    Raises:
        SignInError: If the credentials are refused.
        ServiceDownError: If everything fails.
    """
    options = settings.options_for(name)
    filters = {**options.filters, **(options.partitions or ({},))[0]}
    plain = [("page_size", "1"), *filter_params(filters)]
    orders: tuple[list[tuple[str, str]], ...] = ([],)
    if "id" in fields:
        orders = ([("ordering", "id")], [])
    for order in orders:
        try:
            data = client.get(
                client.url(name),
                [*order, *plain],
                subject=name,
                errand=Errand("sample", name),
            ).data
        except (SignInError, ServiceDownError):
            raise
        except ApiError as error:
            refused = isinstance(error, RefusedError) and error.status == _BAD_REQUEST
            if refused and order:
                continue
            logger.debug("No sample of '%s': %s", name, error)
            if refused and not filters:
                logger.info(
                    "A run that selects '%s' will fail: the service wants filters; set "
                    "filters or partitions in entity_options, or leave it out by "
                    "exclude_entities",
                    name,
                )
            return None
        rows = data.get("results") if isinstance(data, dict) else None
        return rows[0] if isinstance(rows, list) and rows else None
    return None


def _zoned_row(row: object) -> tuple[int, str] | None:
    if not isinstance(row, dict):
        return None
    number, stamp = row.get("id"), row.get(MOD_TS)
    if isinstance(number, int) and isinstance(stamp, str) and has_zone(stamp):
        return number, stamp
    return None


def _replication_key(
    name: str,
    schema: dict[str, t.Any],
    settings: Settings,
) -> str | None:
    """The field of incremental reading; entities without ids can't be resumed."""
    properties = schema["properties"]
    wanted = settings.options_for(name).replication_key
    if wanted is not None:
        if properties.get(wanted, {}).get("format") == "date-time":
            return wanted if "id" in properties else None
        own = settings.entity_options.get(name)
        if own is not None and own.replication_key is not None:
            msg = (
                f"Setting 'entity_options': {wanted!r} is not a date-time field of "
                f"{name!r} and can't be its replication_key"
            )
            raise DiscoveryError(msg)
        # Set by a glob, for those entities that have the field.
    is_time = properties.get(MOD_TS, {}).get("format") == "date-time"
    return MOD_TS if is_time and "id" in properties else None
