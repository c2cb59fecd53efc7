"""The relations of a catalog, as discovery of the simulated warehouse wrote it."""

from __future__ import annotations

import re
import typing as t

import pytest

from scripts.settings_files import ROOT
from tap_oracle_wms.relations import (
    KNOWN_ENTITIES,
    Relation,
    relations_of,
    relations_of_schemas,
)
from tap_oracle_wms.relations.names import target_by_name
from tests.support import run_tap
from wms_simulator.catalog.entities import entities

Json: t.TypeAlias = dict[str, t.Any]

SOME = ["allocation", "container", "inventory", "order_dtl", "order_hdr"]


@pytest.mark.parametrize("form", ["flat", "object"])
def test_a_sample_row_tells_where_relations_lead(config: Json, form: str) -> None:
    run = run_tap(
        "--discover",
        config={**config, "entities": SOME, "relations": form},
    )
    found = {(one.entity, one.field): one for one in relations_of(run.catalog)}
    told = found["order_dtl", "order_id"]
    assert told == Relation("order_dtl", "order_id", "order_hdr", "service")
    # Hidden by describe, outside of `entities`, and told all the same.
    hidden = found["order_hdr", "facility_id"]
    assert hidden == Relation("order_hdr", "facility_id", "facility", "service")
    # A bare number, and a relation without a link.
    named = found["order_hdr", "status_id"]
    assert named == Relation("order_hdr", "status_id", "order_status", "name")
    assert found["allocation", "wave_id"].source == "name"
    untold = found["allocation", "type_id"]
    assert untold == Relation("allocation", "type_id", None, None)
    assert not [field for _, field in found if field.endswith("__key")]


def test_without_a_sample_names_tell(config: Json) -> None:
    run = run_tap(
        "--discover",
        config={**config, "entities": SOME, "discovery_sample": False},
    )
    found = relations_of(run.catalog)
    assert {one.source for one in found} == {"name", None}
    assert Relation("container", "putawaytype_id", "putaway_type", "name") in found


def test_the_documents_name_the_statuses_that_have_no_list(full_catalog: Json) -> None:
    unlisted = {
        one.entity
        for one in relations_of(full_catalog)
        if one.field.endswith("status_id") and one.target is None
    }
    text = (ROOT / "docs" / "dbt.md").read_text(encoding="utf-8")
    told, _, _ = text.partition("Of these only the number is known")
    _, _, told = told.partition("has no list of statuses:")
    assert {*re.findall(r"`(\w+)`", told)} == unlisted


def test_all_relations_of_the_warehouse_are_found(full_catalog: Json) -> None:
    found = relations_of(full_catalog)
    assert {(one.entity, one.field) for one in found} == {
        (entity.name, field.name)
        for entity in entities().values()
        for field in entity.fields.values()
        if field.kind == "relation"
    }
    assert list(found) == sorted(found, key=lambda one: (one.entity, one.field))


def test_what_the_service_tells_and_what_names_say_agree(full_catalog: Json) -> None:
    told = [one for one in relations_of(full_catalog) if one.source == "service"]
    assert len(told) > 100
    for one in told:
        by_name = target_by_name(one.entity, one.field, KNOWN_ENTITIES)
        assert by_name in {None, one.target}, one


def test_a_catalog_of_another_make_is_read_as_far_as_it_goes() -> None:
    schema: Json = {
        "type": "object",
        "properties": {
            "id": {"type": ["integer"]},
            "facility_id": {"type": ["integer", "null"]},
            "univ_id": {"type": ["string", "null"]},
            "note": {"type": ["string", "null"], "description": None},
        },
    }
    facility = (Relation("item", "facility_id", "facility", "name"),)
    assert relations_of({"streams": [{"stream": "item", "schema": schema}]}) == facility
    assert relations_of_schemas({"item": schema}) == facility
    assert relations_of({"streams": [{"tap_stream_id": "item"}]}) == ()
    assert relations_of({}) == ()


def test_types_that_the_user_set_hide_no_relation(config: Json) -> None:
    options = {"order_dtl": {"field_types": {"order_id": "string"}}}
    run = run_tap(
        "--discover",
        config={**config, "entities": ["order_dtl"], "entity_options": options},
    )
    found = {one.field: one.target for one in relations_of(run.catalog)}
    assert found["order_id"] == "order_hdr"
