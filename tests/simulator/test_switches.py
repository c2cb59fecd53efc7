"""Open questions: each switch changes what it says and nothing else."""

from __future__ import annotations

import typing as t

import pytest

from wms_simulator import SimulatorError

if t.TYPE_CHECKING:
    from tests.simulator.api import Api
    from wms_simulator import Simulator


def test_an_empty_list_can_be_200(api: Api, sim: Simulator) -> None:
    sim.configure(empty_list="200")
    assert api.page("serial_nbr")["results"] == []
    assert api.page("serial_nbr", page_mode="sequenced")["results"] == []


@pytest.mark.parametrize(
    ("value", "status"), [("404", 404), ("400", 400), ("500", 500)]
)
def test_beyond_the_last_page(
    api: Api, sim: Simulator, value: str, status: int
) -> None:
    sim.configure(beyond_last=value)
    assert api.get("uom", page=9).status_code == status
    sim.configure(beyond_last="empty")
    assert api.page("uom", page=9)["results"] == []


@pytest.mark.parametrize("order", ["mod_ts", "random", "desc"])
def test_sequenced_in_another_order_still_shows_all(
    api: Api, sim: Simulator, order: str
) -> None:
    sim.configure(sequenced_order=order)
    rows = api.rows("order_hdr", page_mode="sequenced", page_size=250)
    found = [row["id"] for row in rows]
    assert found != sorted(found)
    assert sorted(found) == api.ids("order_hdr", ordering="id")


def test_page_sizes(api: Api, sim: Simulator) -> None:
    sim.configure(page_size_cap=40, page_size_default=10)
    assert len(api.page("item")["results"]) == 10
    assert len(api.page("item", page_size=100)["results"]) == 40
    sim.configure(page_size_over="400")
    api.error(400, "item", page_size=100)
    sim.configure(page_size_refused=True)
    api.error(400, "item", page_size=5)
    assert api.page("item")["results"]


def test_refusals(api: Api, sim: Simulator) -> None:
    sim.configure(
        sequenced_refused=True,
        ordering="refused",
        fields_refused=True,
        id_filter="refused",
    )
    for query in (
        {"page_mode": "sequenced"},
        {"ordering": "id"},
        {"fields": "id"},
        {"id__gt": 1},
    ):
        api.error(400, "order_hdr", **query)


def test_things_can_be_ignored(api: Api, sim: Simulator) -> None:
    sim.configure(
        unknown_filter="ignored",
        ordering="ignored",
        fields_unknown="ignored",
        id_filter="ignored",
        ignore_mod_ts_filter=True,
    )
    page = api.page(
        "order_hdr",
        nothing="1",
        ordering="-id",
        fields="id,nothing",
        id__gt=10**9,
        mod_ts__gte="2099-01-01T00:00:00Z",
    )
    assert page["result_count"] == 600
    assert page["results"][0].keys() == {"id"}
    assert page["results"][0]["id"] < page["results"][-1]["id"]


@pytest.mark.parametrize(
    ("form", "refused"),
    [
        ("z_refused", "2025-01-01T00:00:00Z"),
        ("subsecond_refused", "2025-01-01T00:00:00.5+00:00"),
        ("naive_only", "2025-01-01T00:00:00+00:00"),
    ],
)
def test_forms_of_times_can_be_refused(
    api: Api, sim: Simulator, form: str, refused: str
) -> None:
    assert api.ids("order_hdr", mod_ts__gte=refused)
    sim.configure(time_filter=form)
    api.error(400, "order_hdr", mod_ts__gte=refused)
    assert api.ids("order_hdr", mod_ts__gte="2025-01-01T00:00:00")


def test_offsets_can_be_ignored(api: Api, sim: Simulator) -> None:
    sim.configure(time_filter="offset_ignored")
    number = sim.insert("order_hdr", {"mod_ts": "2025-07-15T14:00:00-03:00"})
    assert api.ids("order_hdr", mod_ts="2025-07-15T14:00:00+00:00") == [number]


def test_forms_of_values(api: Api, sim: Simulator) -> None:
    sim.configure(
        relation_form="bare", set_form="array", decimal_form="number", timestamps="z"
    )
    response = api.get("order_dtl", page_size=1, ordering="id")
    row = response.json()["results"][0]
    assert isinstance(row["order_id"], int)
    assert row["required_serial_nbr_set"] == []
    assert '"cost":0.00107,' in response.text
    assert row["mod_ts"].endswith("Z")
    sim.configure(set_form="null", timestamps="no_fraction")
    row = api.page("order_hdr", page_size=1)["results"][0]
    assert row["order_dtl_set"] is None
    assert len(row["mod_ts"]) == 25


def test_numbers_keep_all_digits(api: Api, sim: Simulator) -> None:
    sim.configure(decimal_form="number")
    number = sim.insert("inventory", {"curr_qty": "12345678901234567890.12345"})
    assert (
        '"curr_qty":12345678901234567890.12345,' in api.get(f"inventory/{number}").text
    )


def test_rows_can_be_spoiled(api: Api, sim: Simulator) -> None:
    sim.configure(
        extra_fields={"brand_new": 1},
        missing_fields=["order_nbr"],
        wrong_types={"priority": "high"},
        duplicate_rows=True,
        null_id=True,
    )
    rows = api.page("order_hdr", page_size=3)["results"]
    assert len(rows) == 4
    assert rows[0]["id"] is None
    assert rows[1]["brand_new"] == 1
    assert "order_nbr" not in rows[1]
    assert rows[1]["priority"] == "high"


@pytest.mark.parametrize(
    ("value", "start"),
    [
        ("foreign", "https://evil.example.net:443/acme_test"),
        ("https", "https://wms.example.com:443/acme_test"),
        ("internal_port", "http://wms-internal:8080/"),
        ("missing_port", "http://127.0.0.1/acme_test"),
        ("relative", "/acme_test"),
    ],
)
def test_links_can_lead_elsewhere(
    api: Api, sim: Simulator, value: str, start: str
) -> None:
    sim.configure(next_page_host=value)
    assert api.page("item")["next_page"].startswith(start)


def test_paging_hazards(api: Api, sim: Simulator) -> None:
    sim.configure(next_page_null_early=True)
    assert api.page("item")["next_page"] is None
    sim.configure(next_page_null_early=None, result_count_falls=True)
    assert api.page("item", page=20)["result_count"] < 1600
    sim.configure(result_count_falls=None, phantom_last_page=True)
    for mode in ("paged", "sequenced"):
        page = api.page("uom", page_mode=mode)
        assert api.session.get(page["next_page"], timeout=5).status_code == 500
    sim.configure(phantom_last_page=None, stale_cursor=True)
    following = api.page("item", page_mode="sequenced")["next_page"]
    assert api.session.get(following, timeout=5).status_code == 404


def test_short_pages_lose_nothing(api: Api, sim: Simulator) -> None:
    sim.configure(short_pages=0.7)
    rows = api.rows("order_hdr", page_mode="sequenced", page_size=100)
    assert [row["id"] for row in rows] == [row["id"] for row in sim.truth("order_hdr")]
    sizes = [one["rows"] for one in sim.requests(entity="order_hdr")]
    assert min(sizes) < 100


def test_rules_narrow_a_switch_down(api: Api, sim: Simulator) -> None:
    sim.configure(
        list_status={"value": 403, "entities": ["order_*"], "times": 2, "after": 1}
    )
    answers = [api.get("order_hdr").status_code for _ in range(4)]
    assert answers == [200, 403, 403, 200]
    assert api.get("item").status_code == 200


def test_rates_are_seeded(api: Api, sim: Simulator) -> None:
    rule = {"value": 503, "rate": 0.5}
    seen = []
    for _ in range(2):
        sim.restore()
        sim.configure(error=rule)
        seen.append([api.get("uom").status_code for _ in range(12)])
    assert seen[0] == seen[1]
    assert set(seen[0]) == {200, 503}


def test_several_rules_for_one_switch(api: Api, sim: Simulator) -> None:
    sim.configure(
        error=[
            {"value": 500, "entities": ["uom"]},
            {"value": 409, "entities": ["item"]},
        ]
    )
    assert [api.get(name).status_code for name in ("uom", "item", "wave")] == [
        500,
        409,
        200,
    ]


def test_mistakes_are_told(sim: Simulator) -> None:
    with pytest.raises(SimulatorError, match="no switch 'latncy'"):
        sim.configure(latncy=1)
    with pytest.raises(SimulatorError, match="takes one of 404, 200"):
        sim.configure(empty_list="204")
    with sim.configured(empty_list="200"):
        pass
