"""The sample row of discovery: what it shows, and that it can do no harm."""

from __future__ import annotations

import typing as t

import pytest

from tests.reliability.service import Asked, Reply, Service
from tests.scenarios.steps import entry_of, properties_of, stream_names
from tests.support import Run, run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
Discover: t.TypeAlias = t.Callable[..., "Run"]


def test_the_sample_finds_what_describe_hides(
    simulator: Simulator,
    discover: Discover,
) -> None:
    simulator.configure(
        describe_hide=["create_ts", "mod_ts", "uom_class_id", "base_uom_flg"],
        extra_fields={
            "zz_number": 5,
            "zz_fraction": 1.5,
            "zz_flag": True,
            "zz_text": "x",
            "zz_nothing": None,
            "zz_relation": {"id": 5, "key": "K", "url": ""},
            "zz_object": {"a": 1},
            "zz_list": [1, 2],
            "zz_ts": "2026-01-01T00:00:00-03:00",
            "zz_text_ts": "tomorrow",
            "zz_flg": "Y",
            "zz_date": "2026-01-01",
            "zz_set": [],
        },
    )
    run = discover("uom")
    fields = properties_of(run, "uom")
    types = {
        name: (p["type"][0], p.get("format"))
        for name, p in fields.items()
        if name.startswith("zz")
    }
    assert types == {
        "zz_number": ("integer", None),
        "zz_fraction": ("number", None),
        "zz_flag": ("boolean", None),
        "zz_text": ("string", None),
        "zz_nothing": ("string", None),
        "zz_relation": ("integer", None),
        "zz_relation__key": ("string", None),
        "zz_object": ("string", None),
        "zz_list": ("string", None),
        "zz_ts": ("string", "date-time"),
        "zz_text_ts": ("string", None),
        "zz_flg": ("string", None),
        "zz_date": ("string", "date"),
        "zz_set": ("string", None),
    }
    assert fields["mod_ts"]["format"] == "date-time"
    assert fields["base_uom_flg"]["type"][0] == "boolean"
    assert "uom_class_id__key" in fields
    assert entry_of(run.catalog, "uom")["replication_key"] == "mod_ts"


def test_what_was_found_in_the_sample_can_be_read(
    simulator: Simulator,
    config: Json,
    discover: Discover,
) -> None:
    simulator.configure(
        describe_hide=["create_ts", "mod_ts", "uom_class_id"],
        extra_fields={"zz_relation": {"id": 5, "key": "K", "url": ""}, "zz_l": [1, 2]},
    )
    catalog = discover("uom").catalog
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    (first, *_) = run.records("uom")
    shown = {name: first[name] for name in first if name.startswith("zz")}
    assert shown == {"zz_relation": 5, "zz_relation__key": "K", "zz_l": "[1,2]"}


def test_the_sample_is_the_first_row_by_id(
    simulator: Simulator,
    discover: Discover,
) -> None:
    discover("uom", "rf_key_map")
    (asked,) = simulator.requests(entity="uom", kind="list")
    assert asked["query"] == {"ordering": "id", "page_size": "1"}
    (asked,) = simulator.requests(entity="rf_key_map", kind="list")
    assert asked["query"] == {"page_size": "1"}


def test_an_order_that_is_refused_is_left_out(
    simulator: Simulator,
    discover: Discover,
) -> None:
    simulator.configure(ordering="refused")
    run = discover("uom")
    assert "url" in properties_of(run, "uom")
    first, second = simulator.requests(entity="uom", kind="list")
    assert (first["status"], second["status"]) == (400, 200)
    assert "ordering" not in second["query"]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500])
def test_a_sample_that_fails_only_means_no_sample(
    simulator: Simulator,
    discover: Discover,
    status: int,
) -> None:
    simulator.configure(list_status=status)
    run = discover("order_hdr", "uom", max_retries=1)
    assert stream_names(run) == ["order_hdr", "uom"]
    assert "url" not in properties_of(run, "uom")
    # Known to be hidden by describe, sample or not.
    for name in ("facility_id", "facility_id__key", "company_id", "company_id__key"):
        assert name in properties_of(run, "order_hdr")
    assert "left out" not in run.stderr


def test_what_will_not_be_read_without_filters_is_told_of(discover: Discover) -> None:
    words = "A run that selects 'inventory_history' will fail: the service wants"
    assert words in discover("inventory_history", "uom").stderr
    filters = {
        "company_id__code": "ACME",
        "facility_id__code": "WH01",
        "history_activity_id": 1,
        "status_id": 0,
    }
    run = discover(
        "inventory_history",
        entity_options={"inventory_history": {"filters": filters}},
    )
    assert "will fail" not in run.stderr


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"results": [5]}', b"<html>", b"7"])
def test_a_sample_of_any_shape_does_no_harm(discover: Discover, body: bytes) -> None:
    def respond(asked: Asked) -> Reply:
        if asked.path.endswith("/describe/"):
            return Reply({"fields": {"id": {"type": "pk"}}})
        if asked.path.endswith("/entity/"):
            return Reply({"gadget": "?"})
        return Reply(body)

    with Service(respond) as service:
        run = discover(**service.config)
    assert [*properties_of(run, "gadget")] == ["id"]


def test_no_sample_is_asked_for_if_it_is_switched_off(
    simulator: Simulator,
    discover: Discover,
) -> None:
    run = discover("order_hdr", "uom", discovery_sample=False)
    assert not simulator.requests(kind="list")
    assert "url" not in properties_of(run, "uom")
    assert "facility_id__key" in properties_of(run, "order_hdr")


def test_the_sample_uses_the_entity_s_filters(
    simulator: Simulator,
    discover: Discover,
) -> None:
    options = {
        "filters": {"company_id__code": "ACME"},
        "partitions": [{"facility_id__code": "WH01", "status_id__in": [0, 10]}],
    }
    discover("order_hdr", entity_options={"order_hdr": options})
    (asked,) = simulator.requests(entity="order_hdr", kind="list")
    assert asked["query"] == {
        "ordering": "id",
        "page_size": "1",
        "company_id__code": "ACME",
        "facility_id__code": "WH01",
        "status_id__in": "0,10",
    }
