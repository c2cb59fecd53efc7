"""Where a relation leads, by its name alone: all relations of all known entities."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.relations import KNOWN_ENTITIES
from tap_oracle_wms.relations.names import target_by_name
from wms_simulator.catalog.entities import entities

RELATIONS = [
    (entity.name, field.name, field.target)
    for entity in entities().values()
    for field in entity.fields.values()
    if field.kind == "relation"
]
"""Every relation that is known of, with the simulator's own view of its target."""

LEFT_UNTOLD = {
    "asn_percent_po_uom_id",
    "cc_uom_id",
    "group_id",
    "handling_uom_id",
    "lock_code_id",
    "lock_id",
    "min_dispatch_uom_id",
    "orig_order_ref_id",
    "route_id",
    "sales_order_id",
    "status_id",
    "std_service_type_id",
    "vas_uom_id",
}
"""Fields of which the simulator has to assume something, and the tap need not."""


@pytest.mark.parametrize(
    ("entity", "field", "target"),
    [
        ("allocation", "alloc_uom_id", "uom"),
        ("allocation", "from_inventory_id", "inventory"),
        ("allocation", "status_id", "allocation_status"),
        ("container", "curr_location_id", "location"),
        ("container", "putawaytype_id", "putaway_type"),
        ("container", "status_id", "container_status"),
        ("container", "vas_status_id", "container_vas_status"),
        ("ib_shipment", "status_id", "ib_shipment_status"),
        ("ib_shipment", "return_from_facility_id", "facility"),
        (
            "ib_shipment_type",
            "shipment_verif_order_dtl_cancel_mode_id",
            "shipment_verif_orderdtl_cancel_mode",
        ),
        ("iblpn", "status_id", "container_status"),
        ("location", "type_id", "location_type"),
        ("order_dtl", "order_id", "order_hdr"),
        ("order_hdr", "dest_facility_id", "facility"),
        ("order_hdr", "status_id", "order_status"),
        ("order_hdr", "stage_location_id", "location"),
        ("printer", "protocol_id", "printer_protocol"),
        ("route_hdr", "status_id", "route_hdr_status"),
        ("stage_order_hdr", "status_id", "stage_status"),
        ("task", "status_id", "task_status"),
        ("wave", "status_id", "wave_status"),
        ("wave", "wave_mhe_status_id", "wave_mhe_status"),
    ],
)
def test_a_name_that_tells(entity: str, field: str, target: str) -> None:
    assert target_by_name(entity, field, KNOWN_ENTITIES) == target


@pytest.mark.parametrize(
    ("entity", "field"),
    [
        ("allocation", "type_id"),  # no table of its own; "Active Pick" and such
        ("item_characteristics", "serial_nbr_tracking_id"),
        ("item_struct", "group_id"),  # hardly a group of users
        ("load", "trailer_type_id"),  # there is no such entity
        ("order_dtl", "status_id"),  # that of its header?
        ("order_type", "asn_percent_po_uom_id"),  # cc_threshold_uom is no uom either
        ("user", "auth_user_id"),  # a user of the framework below
        ("order_hdr", "facility"),
        ("order_hdr", "_id"),
        ("order_hdr", ""),
    ],
)
def test_a_name_that_does_not_tell(entity: str, field: str) -> None:
    assert target_by_name(entity, field, KNOWN_ENTITIES) is None


def test_an_entity_that_a_later_release_adds_is_found_by_its_name() -> None:
    known = KNOWN_ENTITIES | {"movement_request_status", "mhe_system"}
    hdr = target_by_name("movement_request_hdr", "status_id", known)
    assert hdr == "movement_request_status"
    assert target_by_name("location", "mhe_system_id", known) == "mhe_system"


def test_no_target_that_is_not_there() -> None:
    assert target_by_name("order_dtl", "order_id", {"order_dtl"}) is None
    assert target_by_name("order_hdr", "dest_facility_id", {"company"}) is None


def test_two_names_that_look_alike_tell_nothing() -> None:
    known = {"putaway_type", "put_away_type"}
    assert target_by_name("item", "putawaytype_id", known) is None


def test_most_relations_tell_and_none_contradicts_the_simulator() -> None:
    told = {}
    contradicted = []
    missing = set()
    for entity, field, other in RELATIONS:
        target = target_by_name(entity, field, KNOWN_ENTITIES)
        told[entity, field] = target
        if None not in {target, other} and target != other:
            contradicted.append((entity, field, target, other))
        if target is None and other is not None:
            missing.add(field)
    assert contradicted == []
    assert missing == LEFT_UNTOLD
    assert (len(told), sum(target is not None for target in told.values())) == (
        640,
        532,
    )


name = st.sampled_from(sorted(KNOWN_ENTITIES))
words = st.lists(
    st.sampled_from(
        sorted({part for one in KNOWN_ENTITIES for part in one.split("_")})
    ),
    max_size=4,
).map(lambda parts: "_".join([*parts, "id"]))


@given(entity=name, field=words, known=st.sets(name, max_size=40))
def test_whatever_the_name_the_target_is_among_the_known(
    entity: str,
    field: str,
    known: set[str],
) -> None:
    target: t.Any = target_by_name(entity, field, known)
    assert target is None or target in known
