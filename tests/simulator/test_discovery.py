"""The listing and describe."""

from __future__ import annotations

import typing as t

import pytest

if t.TYPE_CHECKING:
    from tests.simulator.api import Api
    from wms_simulator import Simulator


def test_listing_names_all_entities_with_links(api: Api) -> None:
    listed = api.get().json()
    assert len(listed) == 311
    assert list(listed) == sorted(listed)
    assert listed["action_code"] == f"{api.root}/action_code"


@pytest.mark.parametrize(
    "path", ["order_dtl/describe", "order_dtl/describe/", "/order_dtl//describe/"]
)
def test_describe_is_found_with_any_slashes(api: Api, path: str) -> None:
    described = api.get(path).json()
    assert described["fields"]["id"] == {"type": "pk", "required": True}
    assert described["fields"]["ord_qty"]["type"] == "decimal"
    assert described["fields"]["order_id"]["type"] == "relation"
    assert described["fields"]["seq_nbr"]["max_value"] == 99999999999
    assert "order_id" in described["parameters"]


def test_describe_gives_defaults_and_choices(api: Api) -> None:
    fields = api.get("track_record/describe").json()["fields"]
    assert fields["in_out"]["choices"] == [["IN", "IN"], ["OUT", "OUT"]]
    assert fields["mod_ts"]["default"] == "now"


@pytest.mark.parametrize("entity", ["order_hdr", "container", "iblpn", "oblpn"])
def test_describe_hides_facility_and_company(api: Api, entity: str) -> None:
    fields = api.get(f"{entity}/describe").json()["fields"]
    row = api.page(entity, page_size=1)["results"][0]
    assert row.keys() - fields.keys() == {"url", "facility_id", "company_id"}


def test_every_entity_is_described_and_answers(api: Api) -> None:
    for entity in list(api.get().json())[::10]:
        described = api.get(f"{entity}/describe")
        assert described.status_code == 200
        listed = api.get(entity, page_size=1)
        assert listed.status_code in {200, 404}, entity


def test_unknown_entities_are_404(api: Api) -> None:
    assert api.error(404, "nothing/describe")["code"] == "NOT_FOUND"
    assert api.error(404, "nothing")["code"] == "NOT_FOUND"


def test_describe_switches(api: Api, sim: Simulator) -> None:
    sim.configure(
        describe_type_words={"decimal": "number", "item_id": "foreign"},
        describe_hide=["ord_qty"],
        describe_required_form="letter",
        describe_as_list=True,
    )
    fields = {
        one["name"]: one for one in api.get("order_dtl/describe").json()["fields"]
    }
    assert "ord_qty" not in fields
    assert fields["cost"]["type"] == "number"
    assert fields["item_id"] == {"name": "item_id", "type": "foreign", "required": "X"}


def test_describe_can_fail_for_some_entities(api: Api, sim: Simulator) -> None:
    sim.configure(describe_status={"value": 500, "entities": ["order_*"]})
    assert api.get("order_dtl/describe").status_code == 500
    assert api.get("item/describe").status_code == 200


def test_entities_can_be_unlisted(api: Api, sim: Simulator) -> None:
    sim.configure(unlisted=["order_*"])
    listed = api.get().json()
    assert "order_hdr" not in listed
    assert "item" in listed
