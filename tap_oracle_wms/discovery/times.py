"""No incremental reading where the service does not understand times."""

from __future__ import annotations

import dataclasses
import itertools
import logging
import typing as t

from tap_oracle_wms.errors import DataError
from tap_oracle_wms.http import ApiError, ServiceDownError, SignInError
from tap_oracle_wms.pages import OrderViolation, Query, understands_times
from tap_oracle_wms.passes.plan import MOD_TS

if t.TYPE_CHECKING:
    from tap_oracle_wms.discovery.entity import DiscoveredEntity
    from tap_oracle_wms.http import Client
    from tap_oracle_wms.pages import TimeTrust

logger = logging.getLogger(__name__)

_ROWS_TO_TRY = 3
_MANY = 10
"""Entities from which on a request more is nothing. A discovery of a few asks each for
describe and sample, and for nothing else, unless a proof is needed; `oracle-wms check`
tries it then."""


def without_doubtful_times(
    client: Client,
    entities: list[DiscoveredEntity],
    times: TimeTrust,
) -> list[DiscoveredEntity]:
    """Try times in filters on a sample row that shows a zone other than UTC.

    It costs one request where all is well, and is left out where only a few entities
    are discovered, unless a proof is needed.

    Args:
        client: The client.
        entities: The entities as described.
        times: Says whether a proof is needed, and is told of one.

    Returns:
        The same entities; without replication keys if a row is not found by its own
        time: incremental runs would miss the rows of some hours.

    Raises:
        SignInError: If the credentials are refused.
        ServiceDownError: If everything fails.
    """
    few = len(entities) < _MANY
    if times.is_taken_for_granted or (few and not times.needs_proof):
        return entities
    zoned = (one for one in entities if one.zoned_row is not None)
    for entity in itertools.islice(zoned, _ROWS_TO_TRY):
        understood = _try_on(client, entity)
        if understood is not None:
            break
    else:
        return entities
    if understood:
        times.prove()
        return entities
    logger.warning(
        "A row of '%s' is not found by its own %s written in UTC: the service seems to "
        "take times in the zone of its user, and incremental runs would miss the rows "
        "of some hours. So all streams are FULL_TABLE. Give the API user a default "
        "facility whose zone is UTC, and run discovery again",
        entity.name,
        MOD_TS,
    )
    return [dataclasses.replace(one, replication_key=None) for one in entities]


def _try_on(client: Client, entity: DiscoveredEntity) -> bool | None:
    query = Query(entity.name, (), (), ("id", MOD_TS), MOD_TS)
    try:
        return understands_times(client, query, MOD_TS, entity.zoned_row)
    except (SignInError, ServiceDownError):
        raise
    except (ApiError, OrderViolation, DataError, ValueError):
        return None
