"""Pages, filters, order, and the shape of rows."""

from __future__ import annotations

import typing as t
from decimal import Decimal

import pytest

if t.TYPE_CHECKING:
    from tests.simulator.api import Api
    from wms_simulator import Simulator


def test_paged_envelope(api: Api) -> None:
    page = api.page("order_hdr", page_size=100, page=2)
    assert list(page) == [
        "result_count",
        "page_count",
        "page_nbr",
        "next_page",
        "previous_page",
        "results",
    ]
    assert (page["result_count"], page["page_count"], page["page_nbr"]) == (600, 6, 2)
    assert page["next_page"] == f"{api.root}/order_hdr?page=3&page_size=100"
    assert len(page["results"]) == 100


def test_sequenced_envelope_and_cursor(api: Api) -> None:
    page = api.page("order_hdr", page_size=100, page_mode="sequenced")
    assert list(page) == ["next_page", "previous_page", "results"]
    assert "cursor=cD0" in page["next_page"]


@pytest.mark.parametrize("mode", ["paged", "sequenced"])
def test_links_lead_through_all_rows(api: Api, sim: Simulator, mode: str) -> None:
    rows = api.rows("item", page_size=700, page_mode=mode)
    assert rows == sim.truth("item")


def test_page_size_has_a_default_and_a_cap(api: Api) -> None:
    assert len(api.page("item")["results"]) == 25
    assert len(api.page("item", page_size=5000)["results"]) == 1250
    assert len(api.page("item", page_size="no")["results"]) == 25


def test_record_shape(api: Api) -> None:
    row = api.page("allocation", page_size=1, status_id=20)["results"][0]
    assert list(row)[:6] == [
        "id",
        "url",
        "create_user",
        "create_ts",
        "mod_user",
        "mod_ts",
    ]
    assert row["url"] == f"{api.root}/allocation/{row['id']}"
    assert row["type_id"] == {"id": 3, "key": "Active Pick", "url": ""}
    assert row["wave_id"]["url"] == ""
    assert row["from_inventory_id"]["key"] == ""
    assert "," in row["order_dtl_id"]["key"]
    assert isinstance(row["status_id"], int)
    assert isinstance(row["alloc_qty"], str)
    assert row["is_picking_flg"] is True
    assert row["to_inventory_id"] is None
    assert row["final_oblpn_nbr"] == ""
    assert row["mod_ts"][19] == "."
    assert row["mod_ts"].endswith("-03:00")
    assert len(row["mod_ts"]) == 32


def test_sets_have_the_observed_shapes(api: Api) -> None:
    order = api.page("order_hdr", page_size=1)["results"][0]
    link = f"{api.root}/order_dtl/?order_id={order['id']}"
    assert order["order_dtl_set"]["url"] == link
    assert (
        len(api.ids(f"order_dtl?order_id={order['id']}"))
        == (order["order_dtl_set"]["result_count"])
    )
    assert order["order_instructions_set"] == []
    assert order["order_lock_set"] is None
    item = api.page("item", page_size=1)["results"][0]
    assert item["item_metrics_set"].keys() == {"id", "key", "url"}
    assert item["item_metrics_set"]["id"]


def test_image_data_comes_only_when_asked_for(api: Api) -> None:
    assert "image_data" not in api.page("item", page_size=1)["results"][0]
    asked = api.page("item", page_size=1, fields="id,image_data")["results"][0]
    assert asked.keys() == {"id", "image_data"}


def test_decimals_are_exact(api: Api) -> None:
    huge = api.rows("order_dtl", cost__gt="1000", page_size=1250)
    assert {row["cost"] for row in huge} <= {"12345678901234567890.12345"}
    texts = {row["alloc_qty"] for row in api.rows("allocation", page_size=1250)}
    assert "0.00107" in texts


def test_decimal_filters_compare_numbers(api: Api, sim: Simulator) -> None:
    truth = sim.truth("order_dtl")
    wanted = [row["id"] for row in truth if Decimal(row["ord_qty"]) < Decimal("10.5")]
    assert (
        sorted(api.ids("order_dtl", ord_qty__lt="10.50", page_size=1250))[:50]
        == wanted[:50]
    )


@pytest.mark.parametrize(
    ("entity", "query"),
    [
        ("order_hdr", {"facility_id__code": "WH01"}),
        ("order_hdr", {"dest_facility_id__parent_company_id__code": "ACME"}),
        ("order_hdr", {"order_nbr__startswith": "SO-"}),
        ("order_hdr", {"order_nbr__icontains": "so-"}),
        ("order_hdr", {"status_id__in": "0,10"}),
        ("order_hdr", {"id__range": "8600,8700"}),
        ("order_hdr", {"order_shipped_ts__isnull": "true"}),
        ("order_hdr", {"mod_ts__year": "2025"}),
        ("order_hdr", {"ord_date__gte": "2025-01-01"}),
        ("order_hdr", {"externally_planned_load_flg": "false"}),
        ("order_hdr", {"orderdtl__isnull": "false", "status_id": "90"}),
        ("order_hdr", {"order_dtl__ord_qty": "144"}),
        ("order_hdr", {"status_id!": "90"}),
        ("item", {"unit_cost": "10.50"}),
        ("oblpn", {"mod_ts__gte": "2025-01-01T00:00:00+00:00"}),
    ],
)
def test_filters_are_taken(api: Api, entity: str, query: dict[str, str]) -> None:
    found = api.ids(entity, **query)
    assert found
    assert len(found) < api.page(entity)["result_count"] or "flg" in str(query)


def test_text_lookups_see_the_case(api: Api) -> None:
    assert not api.ids("order_hdr", order_nbr__startswith="so-")
    assert not api.ids("order_hdr", order_nbr__contains="so-")
    assert api.ids("order_hdr", order_nbr__istartswith="so-")
    assert api.ids("order_hdr", order_nbr__endswith="7")


def test_negation_is_the_rest(api: Api) -> None:
    with_it = set(api.ids("order_hdr", status_id=90))
    without = set(api.ids("order_hdr", **{"status_id!": 90}))
    assert with_it | without == set(api.ids("order_hdr"))
    assert not with_it & without


@pytest.mark.parametrize(
    "query",
    [
        {"nothing": "1"},
        {"order_nbr__regex": "x"},
        {"facility_id__nothing": "1"},
        {"mod_ts__gte": "null"},
        {"mod_ts__gte": "2025-01-01T00:00:00 00:00"},
        {"mod_ts__gte": "2025-13-01T00:00:00"},
        {"id__gt": "x"},
        {"id__gt": ""},
        {"total_orig_ord_qty__gt": "much"},
        {"externally_planned_load_flg": "Y"},
        {"order_dtl_set": "1"},
        {"fields": "id,nothing"},
        {"ordering": "nothing"},
        {"page_mode": "other"},
        {"values_list": "id,order_nbr:id"},
    ],
)
def test_bad_parameters_are_400(api: Api, query: dict[str, str]) -> None:
    assert api.error(400, "order_hdr", **query)["code"] == "VALIDATION_ERROR"


def test_the_last_of_a_repeated_parameter_wins(api: Api) -> None:
    assert api.ids("order_hdr?status_id=0&status_id=90") == api.ids(
        "order_hdr", status_id=90
    )


def test_times_with_any_offset_mean_the_same(api: Api, sim: Simulator) -> None:
    number = sim.insert("order_hdr", {"mod_ts": "2025-07-15T14:11:27.373226+00:00"})
    for text in (
        "2025-07-15T14:11:27.373226+00:00",
        "2025-07-15T14:11:27.373226Z",
        "2025-07-15T11:11:27.373226-03:00",
        "2025-07-15T11:11:27.373226",
        "2025-07-15T16:11:27.373226+02:00",
    ):
        assert api.ids("order_hdr", mod_ts=text) == [number]
        assert api.ids("order_hdr", mod_ts__gte=text) == [number]
        assert not api.ids("order_hdr", mod_ts__gt=text)
    assert api.get(f"order_hdr/{number}").json()["mod_ts"] == (
        "2025-07-15T11:11:27.373226-03:00"
    )


def test_whole_seconds_keep_their_fraction_and_compare(
    api: Api, sim: Simulator
) -> None:
    number = sim.insert("order_hdr", {"mod_ts": "2025-07-15T14:00:00+00:00"})
    row = api.get(f"order_hdr/{number}").json()
    assert row["mod_ts"] == "2025-07-15T11:00:00.000000-03:00"
    assert api.ids("order_hdr", mod_ts__lte="2025-07-15T14:00:00Z", id=number)


def test_ordering(api: Api) -> None:
    falling = api.ids("order_hdr", ordering="-id")
    assert falling == sorted(falling, reverse=True)
    by_code = api.page("order_hdr", ordering="facility_id__code,-id", page_size=1250)
    codes = [row["facility_id"]["key"] for row in by_code["results"]]
    assert codes == sorted(codes)


def test_values_list(api: Api) -> None:
    rows = api.page(
        "order_dtl", values_list="id,item_id,item_id__code:sku,ord_qty", page_size=5
    )
    assert rows["results"][0].keys() == {"id", "item_id", "sku", "ord_qty"}
    assert isinstance(rows["results"][0]["item_id"], int)
    distinct = api.page("order_dtl", values_list="status_id", distinct=1, page_size=50)
    found = [row["status_id"] for row in distinct["results"]]
    assert len(found) == len(set(found))
    assert distinct["result_count"] == len(found)


def test_nothing_found_is_404(api: Api) -> None:
    assert api.error(404, "serial_nbr")["code"] == "NOT_FOUND"
    assert api.error(404, "order_hdr", id=1)["code"] == "NOT_FOUND"
    assert api.get("order_hdr", page=99, page_size=100).status_code == 404
    assert api.get("order_hdr", page_mode="sequenced", cursor="x").status_code == 404


def test_entities_without_id_are_listed(api: Api) -> None:
    for mode in ("paged", "sequenced"):
        rows = api.rows("rf_key_map", page_size=1, page_mode=mode)
        assert len(rows) == 2
        assert "id" not in rows[0]
        assert "url" not in rows[0]


def test_views_show_rows_of_their_source(api: Api) -> None:
    inbound, outbound = set(api.ids("iblpn")), set(api.ids("oblpn"))
    assert inbound | outbound == set(api.ids("container"))
    assert not inbound & outbound
    row = api.page("iblpn", page_size=1)["results"][0]
    assert row["url"] == f"{api.root}/iblpn/{row['id']}"


def test_inventory_history_needs_filters(api: Api) -> None:
    assert "company_id__code" in api.error(400, "inventory_history")["message"]
    found = api.ids(
        "inventory_history",
        company_id__code="ACME",
        facility_id__code="WH01",
        history_activity_id=1,
        status_id=90,
    )
    assert found


def test_many_rows_share_one_mod_ts(sim: Simulator) -> None:
    times = [row["mod_ts"] for row in sim.truth("item")]
    assert max(map(times.count, set(times))) == 1500


def test_times_of_day(api: Api) -> None:
    rows = api.rows("shift", start_time__gte="12:00:00")
    assert [(row["start_time"], row["end_time"]) for row in rows] == [
        ("14:00:00", "22:30:00")
    ]
