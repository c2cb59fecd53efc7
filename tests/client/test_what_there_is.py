"""Entities, what they look like, and how many rows they have."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.client import NotFoundError, RefusedError

if t.TYPE_CHECKING:
    from tap_oracle_wms import WmsClient
    from tests.client.conftest import MakeClient
    from wms_simulator import Simulator


def test_entities_are_those_of_the_listing_in_one_request(
    simulator: Simulator,
    wms: WmsClient,
) -> None:
    simulator.clear_log()
    assert len(wms.entities()) == 311
    assert wms.entities("order_s*") == ["order_status"]
    assert wms.entities("nothing*") == []
    assert [one["kind"] for one in simulator.requests()] == ["listing"] * 3
    assert wms.http.requests == 3


def test_an_entity_is_described_once(simulator: Simulator, wms: WmsClient) -> None:
    simulator.clear_log()
    order = wms.describe("order_hdr")
    assert order is wms.describe("order_hdr")
    assert order.replication_key == "mod_ts"
    assert order.key_properties == ("id",)
    assert {"company_id", "facility_id", "url"} <= {*order.undescribed}
    assert "order_nbr" not in order.undescribed
    assert [one["kind"] for one in simulator.requests()] == ["describe", "list"]


def test_what_discovery_finds_is_what_the_tap_catalogues(
    wms: WmsClient,
    full_catalog: dict[str, t.Any],
) -> None:
    found = {entity.name: entity for entity in wms.discover("order_*", "item")}
    entries = {entry["tap_stream_id"]: entry for entry in full_catalog["streams"]}
    assert "item" in found
    assert found.keys() < entries.keys()
    for name, entity in found.items():
        assert entity.schema["properties"] == entries[name]["schema"]["properties"]


def test_discovery_tells_how_far_it_is(wms: WmsClient) -> None:
    told: list[tuple[int, int]] = []
    wms.discover("order_h*", "order_s*", tell=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


def test_a_pattern_that_matches_nothing_is_an_error(wms: WmsClient) -> None:
    with pytest.raises(NotFoundError, match="did you mean order_hdr"):
        wms.discover("order_hdrs")


def test_an_entity_that_is_listed_but_not_described(
    simulator: Simulator,
    wms: WmsClient,
) -> None:
    simulator.configure(describe_status={"value": 404, "entities": ["item"]})
    with pytest.raises(NotFoundError, match="does not describe"):
        wms.describe("item")
    simulator.configure(describe_status={"value": 403, "entities": ["item"]})
    with pytest.raises(RefusedError, match="HTTP 403"):
        wms.describe("item")


def test_rows_are_counted(simulator: Simulator, make_client: MakeClient) -> None:
    wms = make_client()
    simulator.clear_log()
    assert wms.count("order_dtl") == simulator.count("order_dtl")
    (asked,) = simulator.requests()
    assert asked["query"] == {"page_size": "1"}
