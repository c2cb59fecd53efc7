"""All rows of an entity, typed, whatever the service does meanwhile."""

from __future__ import annotations

import datetime
import decimal
import time
import typing as t

import pytest

from tap_oracle_wms.client import NotFoundError, RefusedError, UsageError

if t.TYPE_CHECKING:
    from tap_oracle_wms import WmsClient
    from tests.client.conftest import MakeClient
    from wms_simulator import Simulator

UTC = datetime.timezone.utc


def instant(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).astimezone(UTC)


def test_rows_have_the_types_of_their_fields(
    simulator: Simulator,
    wms: WmsClient,
) -> None:
    truth = simulator.truth("order_hdr")
    rows = [*wms.records("order_hdr")]
    assert [row["id"] for row in rows] == [one["id"] for one in truth]
    for row, one in zip(rows, truth, strict=True):
        assert row["order_nbr"] == one["order_nbr"]
        assert row["mod_ts"] == instant(one["mod_ts"])
        assert row["mod_ts"].tzinfo is UTC
        assert row["ord_date"] == datetime.date.fromisoformat(one["ord_date"])
        assert type(row["total_orig_ord_qty"]) is decimal.Decimal
        assert row["total_orig_ord_qty"] == decimal.Decimal(one["total_orig_ord_qty"])
        assert row["facility_id"] == one["facility_id"]["id"]
        assert row["facility_id__key"] == one["facility_id"]["key"]
        assert row["status_id"] == one["status_id"]
        assert row["stop_ship_flg"] is one["stop_ship_flg"]
    assert "url" not in rows[0]
    assert "order_dtl_set" not in rows[0]


def test_a_whole_number_in_a_field_of_decimals_is_a_decimal(
    simulator: Simulator,
    wms: WmsClient,
) -> None:
    simulator.configure(decimal_form="number")
    kinds = {type(row["curr_qty"]) for row in wms.records("inventory")}
    assert kinds == {decimal.Decimal}


def test_relations_may_stay_objects(make_client: MakeClient) -> None:
    row = next(make_client(relations="object").records("order_hdr"))
    assert row["facility_id"]["key"]
    assert isinstance(row["facility_id"]["id"], int)


def test_fields_are_those_that_were_asked_for(
    simulator: Simulator,
    wms: WmsClient,
) -> None:
    simulator.clear_log()
    rows = [*wms.records("order_hdr", fields=["order_nbr", "facility_id__key"])]
    assert {tuple(row) for row in rows} == {("order_nbr", "facility_id__key")}
    asked = simulator.requests(entity="order_hdr", kind="list")[-1]["query"]["fields"]
    assert set(asked.split(",")) == {"id", "mod_ts", "order_nbr", "facility_id"}


def test_a_field_that_is_not_selected_by_default_can_be_had(wms: WmsClient) -> None:
    row = next(wms.records("order_hdr", fields=["url"]))
    assert "/entity/order_hdr/" in row["url"]


def test_a_field_that_is_not_there_is_a_mistake_with_a_hint(wms: WmsClient) -> None:
    with pytest.raises(UsageError, match="did you mean order_nbr"):
        wms.records("order_hdr", fields=["order_nr"])


def test_since_and_until_are_exact(simulator: Simulator, wms: WmsClient) -> None:
    stamps = sorted(instant(one["mod_ts"]) for one in simulator.truth("order_hdr"))
    since, until = stamps[100], stamps[400]
    assert since.microsecond
    found = sorted(
        row["mod_ts"] for row in wms.records("order_hdr", since=since, until=until)
    )
    assert found == [stamp for stamp in stamps if since <= stamp < until]


@pytest.mark.parametrize(
    "since",
    ["2025-06-01", datetime.date(2025, 6, 1), "2025-05-31T21:00:00-03:00"],
)
def test_a_point_in_time_has_several_forms(
    simulator: Simulator,
    wms: WmsClient,
    since: str | datetime.date,
) -> None:
    floor = datetime.datetime(2025, 6, 1, tzinfo=UTC)
    expected = sum(instant(o["mod_ts"]) >= floor for o in simulator.truth("order_hdr"))
    assert expected
    rows = wms.records("order_hdr", since=since, fields=["id"])
    assert len([*rows]) == expected


@pytest.mark.parametrize("since", ["soon", datetime.datetime(2025, 1, 1)])  # noqa: DTZ001
def test_what_is_no_point_in_time_is_a_mistake(
    wms: WmsClient,
    since: str | datetime.datetime,
) -> None:
    with pytest.raises(UsageError):
        wms.records("order_hdr", since=since)


def test_an_entity_without_times_can_not_be_read_since(wms: WmsClient) -> None:
    with pytest.raises(UsageError, match="records\\('order_status'\\)"):
        wms.records("order_status", since="2025-01-01")
    assert len([*wms.records("order_status")]) == 10


def test_filters_go_to_the_service(simulator: Simulator, wms: WmsClient) -> None:
    wanted = [o["id"] for o in simulator.truth("order_hdr") if o["status_id"] < 20]
    rows = wms.records("order_hdr", filters={"status_id__lt": 20})
    assert [row["id"] for row in rows] == wanted
    assert wms.count("order_hdr", filters={"status_id__lt": 20}) == len(wanted)


def test_a_limit_is_a_small_page(simulator: Simulator, wms: WmsClient) -> None:
    wms.describe("order_dtl")
    simulator.clear_log()
    assert len([*wms.records("order_dtl", limit=7)]) == 7
    (asked,) = simulator.requests()
    assert asked["query"]["page_size"] == "7"


@pytest.mark.parametrize(
    "switches",
    [
        {"sequenced_order": "mod_ts"},
        {"sequenced_order": "random"},
        {"sequenced_order": "desc"},
        {"sequenced_refused": True},
        {"id_filter": "ignored"},
        {"sequenced_order": "mod_ts", "ordering": "ignored"},
        {"id_filter": "refused", "ordering": "refused"},
        {"short_pages": 0.3},
        {"next_page_host": "foreign"},
        {"error": {"value": 503, "rate": 0.1, "times": 5}},
        {"fields_refused": True},
    ],
    ids=",".join,
)
def test_each_row_comes_once_on_every_rung_of_the_ladder(
    simulator: Simulator,
    make_client: MakeClient,
    switches: dict[str, t.Any],
) -> None:
    wms = make_client(page_size=100)
    truth = simulator.truth_by_id("order_hdr", fields=["mod_ts"])
    simulator.configure(**switches)
    rows = [*wms.records("order_hdr", fields=["id", "mod_ts"])]
    assert {row["id"]: row["mod_ts"] for row in rows} == {
        number: instant(one["mod_ts"]) for number, one in truth.items()
    }
    assert len(rows) == len(truth)


@pytest.mark.parametrize(
    "action", ["touch_last_read", "touch_last", "delete_last_read"]
)
def test_rows_that_change_while_they_are_read_are_not_lost(
    simulator: Simulator,
    make_client: MakeClient,
    action: str,
) -> None:
    before = simulator.truth_by_id("order_hdr", fields=["id"])
    simulator.configure(
        paging_hook={
            "value": {"action": action, "every": 1},
            "entities": ["order_hdr"],
            "after": 1,
        },
    )
    rows = [*make_client(page_size=50).records("order_hdr", fields=["id"])]
    after = simulator.truth_by_id("order_hdr", fields=["id"])
    assert (before.keys() & after.keys()) <= {row["id"] for row in rows}


def test_little_is_read_ahead(simulator: Simulator, make_client: MakeClient) -> None:
    wms = make_client(page_size=25)
    wms.describe("order_dtl")
    simulator.clear_log()
    rows = wms.records("order_dtl")
    next(rows)
    time.sleep(0.3)
    assert len(simulator.requests(entity="order_dtl")) <= 5
    rows.close()
    time.sleep(0.1)
    left = len(simulator.requests(entity="order_dtl"))
    time.sleep(0.2)
    assert len(simulator.requests(entity="order_dtl")) == left


def test_partitions_of_the_settings_are_read_one_after_the_other(
    simulator: Simulator,
    make_client: MakeClient,
) -> None:
    partitions = [
        {"company_id__code": "ACME", "facility_id__code": code, "status_id": 0}
        for code in ("WH01", "WH02")
    ]
    for partition in partitions:
        partition["history_activity_id"] = 1
    options = {"inventory_history": {"partitions": partitions}}
    wms = make_client(entity_options=options)
    found = {row["id"] for row in wms.records("inventory_history", fields=["id"])}
    assert found == {
        one["id"]
        for one in simulator.truth("inventory_history")
        if one["facility_id"]["key"] in {"WH01", "WH02"}
        and one["company_id"]["key"] == "ACME"
        and one["history_activity_id"]["id"] == 1
        and one["status_id"] == 0
    }
    assert found


def test_mandatory_filters_are_told(wms: WmsClient) -> None:
    with pytest.raises(RefusedError, match="entity_options") as caught:
        next(wms.records("inventory_history"))
    assert caught.value.status == 400


def test_no_rows_are_no_error_but_no_entity_is(wms: WmsClient) -> None:
    assert not [*wms.records("order_lock")]
    assert wms.count("order_lock") == 0
    with pytest.raises(NotFoundError, match="did you mean order_hdr"):
        wms.records("order_hd")
    with pytest.raises(NotFoundError):
        wms.count("order_hd")
