"""The SDK's stream maps, and its flattening."""

from __future__ import annotations

import typing as t

import pytest

from tests.scenarios.steps import assert_fails, ids, schema_of
from tests.support import run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]


# Stream maps


@pytest.fixture
def mapped(config: Json, catalog_of: CatalogOf) -> t.Callable[..., Run]:
    """Syncs units and companies through maps."""

    def run(maps: Json, **settings: t.Any) -> Run:
        return run_tap(
            config={**config, "stream_maps": maps, **settings},
            catalog=catalog_of("uom", "company"),
        )

    return run


Mapped: t.TypeAlias = t.Callable[..., "Run"]


def test_columns_can_be_renamed_added_and_dropped(
    simulator: Simulator,
    mapped: Mapped,
) -> None:
    maps = {
        "uom": {
            "unit": "uom_code",
            "uom_code": None,
            "twice": "base_uom_conversion_factor * 2",
            "label": "uom_code + '/' + uom_name",
            "mod_user": None,
        },
    }
    run = mapped(maps)
    assert run.exit_code == 0, run.stderr
    rows = simulator.truth_by_id("uom")
    declared = schema_of(run, "uom")["schema"]["properties"]
    for record in run.records("uom"):
        assert record.keys() == declared.keys()
        assert not {"uom_code", "mod_user"} & record.keys()
        row = rows[record["id"]]
        assert record["unit"] == row["uom_code"]
        assert record["label"] == f"{row['uom_code']}/{row['uom_name']}"
        twice = float(row["base_uom_conversion_factor"]) * 2
        assert float(record["twice"]) == twice
    assert len(run.records("uom")) == len(rows)
    assert len(run.records("company")) == simulator.count("company")


def test_only_named_columns_may_be_kept(mapped: Mapped) -> None:
    maps = {"uom": {"id": "id", "unit": "uom_code", "__else__": None}}
    run = mapped(maps)
    assert run.exit_code == 0, run.stderr
    assert run.records("uom")
    assert all(record.keys() == {"id", "unit"} for record in run.records("uom"))
    assert schema_of(run, "uom")["key_properties"] == ["id"]


def test_rows_can_be_filtered_and_the_bookmark_moves_all_the_same(
    simulator: Simulator,
    mapped: Mapped,
) -> None:
    run = mapped({"uom": {"__filter__": "base_uom_flg"}})
    assert run.exit_code == 0, run.stderr
    wanted = [row["id"] for row in simulator.truth("uom") if row["base_uom_flg"]]
    assert 0 < len(wanted) < simulator.count("uom")
    assert ids(run.records("uom")) == wanted
    assert "replication_key_value" in run.state["bookmarks"]["uom"]


def test_a_filter_that_keeps_nothing_still_moves_the_bookmark(mapped: Mapped) -> None:
    run = mapped({"uom": {"__filter__": "id < 0"}})
    assert run.exit_code == 0, run.stderr
    assert run.records("uom") == []
    assert "replication_key_value" in run.state["bookmarks"]["uom"]


def test_a_stream_can_have_another_name(simulator: Simulator, mapped: Mapped) -> None:
    run = mapped({"uom": {"__alias__": "units"}})
    assert run.exit_code == 0, run.stderr
    named = {m["stream"] for m in run.messages if "stream" in m}
    assert named == {"units", "company"}
    assert len(run.records("units")) == simulator.count("uom")
    # The state goes on to know it by its own name.
    assert run.state["bookmarks"].keys() == {"uom", "company"}


def test_a_stream_can_be_written_twice(simulator: Simulator, mapped: Mapped) -> None:
    run = mapped({"uom": {"mod_user": None}, "codes": {"__source__": "uom"}})
    assert run.exit_code == 0, run.stderr
    assert len(run.records("uom")) == simulator.count("uom")
    assert len(run.records("codes")) == simulator.count("uom")
    assert all("mod_user" not in row for row in run.records("uom"))
    assert all("mod_user" in row for row in run.records("codes"))


def test_a_map_may_leave_out_all_other_streams(
    simulator: Simulator,
    mapped: Mapped,
) -> None:
    simulator.clear_log()
    run = mapped({"uom": {}, "__else__": None})
    assert run.exit_code == 0, run.stderr
    assert {m["stream"] for m in run.messages if "stream" in m} == {"uom"}
    assert len(run.records("uom")) == simulator.count("uom")


def test_a_map_may_leave_out_one_stream(simulator: Simulator, mapped: Mapped) -> None:
    run = mapped({"uom": None})
    assert run.exit_code == 0, run.stderr
    assert {m["stream"] for m in run.messages if "stream" in m} == {"company"}
    assert len(run.records("company")) == simulator.count("company")


@pytest.mark.parametrize("maps", [{"uom": None}, {"company": {}, "__else__": None}])
def test_a_stream_that_a_map_leaves_out_is_not_read(
    simulator: Simulator,
    mapped: Mapped,
    maps: Json,
) -> None:
    simulator.clear_log()
    run = mapped(maps)
    assert run.exit_code == 0, run.stderr
    assert run.records("company")
    # Else its rows would count as written once the map is taken away.
    assert run.state["bookmarks"].keys() == {"company"}
    assert not simulator.requests(entity="uom")


def test_maps_use_their_own_settings(mapped: Mapped) -> None:
    run = mapped(
        {"uom": {"tenant": "config['tenant']"}},
        stream_map_config={"tenant": "acme"},
    )
    assert run.exit_code == 0, run.stderr
    assert {row["tenant"] for row in run.records("uom")} == {"acme"}


def test_maps_do_not_see_the_tap_s_credentials(
    simulator: Simulator,
    mapped: Mapped,
) -> None:
    run = mapped({"uom": {"leak": "config['password']"}})
    assert run.exit_code == 1
    assert simulator.password not in run.stdout + run.stderr


def test_numbers_that_no_map_touches_stay_exact(
    simulator: Simulator,
    mapped: Mapped,
) -> None:
    exact = "12345678901234567890.123456789"
    number = simulator.insert("uom", {"base_uom_conversion_factor": exact})
    run = mapped({"uom": {"unit": "uom_code"}})
    assert run.exit_code == 0, run.stderr
    (record,) = [row for row in run.records("uom") if row["id"] == number]
    assert record["base_uom_conversion_factor"] == exact


@pytest.mark.parametrize(
    "maps",
    [
        {"uom": {"x": "uom_code +"}},
        {"uom": {"x": "no_such_column + 1"}},
        {"uom": {"x": "1 / 0"}},
        {"uom": {"__filter__": "no_such_column"}},
        {"uom": {"id": None}},
        {"uom": 5},
    ],
)
def test_a_map_that_does_not_work_is_a_clear_error(
    simulator: Simulator,
    mapped: Mapped,
    maps: Json,
) -> None:
    run = mapped(maps)
    assert_fails(run)
    assert run.records("uom") == []
    values = {row["uom_name"] for row in simulator.truth("uom")}
    assert not any(value in run.stderr for value in values)


# Flattening


def test_relations_as_objects_can_be_flattened_by_the_sdk(
    simulator: Simulator,
    config: Json,
    discover: t.Callable[..., Run],
) -> None:
    catalog = discover("task", relations="object").catalog
    run = run_tap(
        config={**config, "flattening_enabled": True, "flattening_max_depth": 1},
        catalog=catalog,
    )
    assert run.exit_code == 0, run.stderr
    rows = simulator.truth_by_id("task")
    declared = schema_of(run, "task")["schema"]["properties"]
    assert "facility_id" not in declared
    for record in run.records("task"):
        assert record.keys() == declared.keys()
        facility = rows[record["id"]]["facility_id"]
        shown = {k: record[f"facility_id__{k}"] for k in ("id", "key", "url")}
        assert shown == facility
        assert record["cc_run_id__id"] is None


def test_flat_relations_have_nothing_to_flatten(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("task")
    flattened = {"flattening_enabled": True, "flattening_max_depth": 3}
    run = run_tap(config={**config, **flattened}, catalog=catalog)
    plain = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    assert run.records("task") == plain.records("task")
    # Flattening may spell types anew, but not change them.
    declared, wanted = (
        schema_of(one, "task")["schema"]["properties"] for one in (run, plain)
    )
    assert declared.keys() == wanted.keys()
    for name, prop in wanted.items():
        assert set(declared[name]["type"]) == set(prop["type"])
