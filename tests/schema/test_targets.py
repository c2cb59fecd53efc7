"""What a sample row tells of relations, kept in descriptions and read back."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.schema import (
    Field,
    is_noted_relation,
    note_targets,
    noted_target,
)

BASE = "https://wms.example.com:443/acme_test/wms/lgfapi/v10/entity"


def link(url: object) -> dict[str, t.Any]:
    return {"id": 7, "key": "A", "url": url}


def test_the_link_names_the_target() -> None:
    fields = {
        "order_id": Field("order_id", "relation", "Relation. Required."),
        "facility_id": Field("facility_id", "relation"),
        "x_id": Field("x_id", "relation", "Not described by the service."),
    }
    row = {
        "order_id": link(f"{BASE}/order_hdr/7"),
        "facility_id": link(f"{BASE}/facility/7/"),
        "x_id": link("/acme_test/wms/lgfapi/v10/entity/x_list/7"),
    }
    noted = note_targets(row, fields)
    assert {name: field.note for name, field in noted.items()} == {
        "order_id": "Relation to order_hdr. Required.",
        "facility_id": "Relation to facility.",
        "x_id": "Relation to x_list. Not described by the service.",
    }
    assert [noted_target(field.note) for field in noted.values()] == [
        "order_hdr",
        "facility",
        "x_list",
    ]
    assert all(is_noted_relation(field.note) for field in noted.values())


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "text",
        [],
        {},
        link(""),
        link(None),
        link(7),
        link(BASE),
        link(f"{BASE}/order_hdr/"),
        link(f"{BASE}/order_hdr/describe"),
        link(f"{BASE}/odd name/7"),
        link(f"{BASE}/order_dtl/?order_id=7"),
    ],
)
def test_what_leads_to_no_row_tells_nothing(value: object) -> None:
    fields = {"order_id": Field("order_id", "relation", "Relation.")}
    assert note_targets({"order_id": value}, fields) == {}


def test_a_set_is_no_relation() -> None:
    fields = {"item_metrics_set": Field("item_metrics_set", "set")}
    row = {"item_metrics_set": link(f"{BASE}/item_metrics/7")}
    assert note_targets(row, fields) == {}


@pytest.mark.parametrize("row", [None, [], "text", {}, {"id": 7}])
def test_no_row_tells_nothing(row: object) -> None:
    assert note_targets(row, {"order_id": Field("order_id", "relation")}) == {}


@pytest.mark.parametrize("description", [None, 7, "", "At most 3 characters."])
def test_other_descriptions_name_no_target(description: object) -> None:
    assert noted_target(description) is None
    assert not is_noted_relation(description)


def test_a_relation_may_be_noted_without_a_target() -> None:
    assert is_noted_relation("Relation. Required by the service on input.")
    assert noted_target("Relation. Required by the service on input.") is None
