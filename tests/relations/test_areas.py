"""Which part of a warehouse an entity belongs to."""

from __future__ import annotations

import pytest

from tap_oracle_wms.relations import AREAS, KNOWN_ENTITIES, area_of
from wms_simulator.catalog.entities import entities


def test_every_entity_is_known_and_stands_in_one_area() -> None:
    assert entities().keys() == KNOWN_ENTITIES
    assert sum(len(names) for names in AREAS.values()) == len(KNOWN_ENTITIES)
    assert all(name in AREAS[area_of(name)] for name in KNOWN_ENTITIES)


@pytest.mark.parametrize(
    ("entity", "area"),
    [
        ("movement_request_status", "lookups"),
        ("pallet_history", "inventory"),
        ("order_dtl_new", "orders"),
        ("in_transit_inventory", "system"),
        ("stage_something_new", "staging"),
        ("", "system"),
    ],
)
def test_an_entity_that_is_not_known_is_placed_by_its_name(
    entity: str,
    area: str,
) -> None:
    assert entity not in KNOWN_ENTITIES
    assert area_of(entity) == area
