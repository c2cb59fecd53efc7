"""What a project says of the entities of a catalog."""

from __future__ import annotations

import typing as t

import pytest
import yaml
from click.testing import CliRunner

from tap_oracle_wms.command.main import commands
from tap_oracle_wms.dbt.catalog import UnusableCatalogError, read_catalog
from tap_oracle_wms.dbt.mart_registry import MARTS
from tap_oracle_wms.dbt.marts import Exposure, Mart
from tap_oracle_wms.dbt.project import Options, UnusableOptionError, make_project
from tap_oracle_wms.dbt.templates import template_files
from tests.dbt import catalogs

if t.TYPE_CHECKING:
    import pathlib

    from tap_oracle_wms.dbt.project import Project

RELATION: catalogs.Json = {**catalogs.INTEGER, "description": "Relation to order_hdr."}
LINES = catalogs.stream(
    "order_dtl",
    {"mod_ts": catalogs.MOMENT, "order_id": RELATION, "order_id__key": catalogs.TEXT},
)
ORDERS = catalogs.stream(
    "order_hdr",
    {
        "mod_ts": catalogs.MOMENT,
        "status_id": catalogs.INTEGER,
        "qc_status_id": catalogs.INTEGER,
    },
)
STATUSES = catalogs.stream("order_status", {"description": catalogs.TEXT})
KEY_MAP = catalogs.stream("rf_key_map", {"id": {}, "mod_ts": catalogs.MOMENT})


def project(*streams: catalogs.Json, **options: t.Any) -> Project:
    entities = read_catalog(catalogs.catalog(*streams))
    return make_project(entities, Options(**options))


def said_of(made: Project, entity: str) -> catalogs.Json:
    """The source's table of an entity; its columns by name."""
    text = made.files[f"models/staging/stg_wms__{entity}.yml"]
    (source,) = yaml.safe_load(text)["sources"]
    (table,) = source["tables"]
    assert table["name"] == entity
    return {column["name"]: column for column in table["columns"]}


def sql_of(made: Project, model: str) -> str:
    (sql,) = (
        text for path, text in made.files.items() if path.endswith(f"/{model}.sql")
    )
    return sql


def test_selected_streams_and_columns_alone_are_modelled() -> None:
    partly = catalogs.stream(
        "item", {"code": catalogs.TEXT, "secret": catalogs.TEXT}, deselect=["secret"]
    )
    made = project(partly, catalogs.deselected(ORDERS))
    assert [*made.columns] == ["item"]
    assert [*said_of(made, "item")] == ["id", "code"]
    assert not [path for path in made.files if "order_hdr" in path]
    assert not [path for path, text in made.files.items() if "secret" in text]


def test_a_relation_to_a_selected_entity_is_tested() -> None:
    (test,) = said_of(project(LINES, ORDERS), "order_dtl")["order_id"]["data_tests"]
    assert test["relationships"]["name"] == "wms_order_dtl_order_id_exists"
    assert test["relationships"]["arguments"] == {
        "to": "source('wms', 'order_hdr')",
        "field": "id",
    }
    assert test["relationships"]["config"]["where"] == "order_id <> 0"
    assert "data_tests" not in said_of(project(LINES), "order_dtl")["order_id"]


def test_ids_are_tested() -> None:
    tests = said_of(project(ORDERS), "order_hdr")["id"]["data_tests"]
    assert [name for test in tests for name in test] == ["unique", "not_null"]


def test_statuses_get_their_descriptions_where_their_lookup_is_selected() -> None:
    sql = sql_of(project(ORDERS, STATUSES), "stg_wms__order_hdr")
    assert "status_lookup.description as status" in sql
    assert "on typed.status_id = status_lookup.order_status_id" in sql
    assert "lookup" not in sql_of(project(ORDERS), "stg_wms__order_hdr")


def test_a_status_of_the_entity_itself_keeps_its_name() -> None:
    own = catalogs.stream(
        "order_hdr", {"status_id": catalogs.INTEGER, "status": catalogs.TEXT}
    )
    sql = sql_of(project(own, STATUSES), "stg_wms__order_hdr")
    assert "cast(status as {{ dbt.type_string() }}) as status" in sql
    assert "status_text_lookup.description as status_text" in sql


@pytest.mark.parametrize(
    ("options", "built_up"),
    [
        ({}, ("order_dtl", "order_hdr")),
        ({"large": ("order_hdr",)}, ("order_hdr",)),
        ({"large": ("none",)}, ()),
        ({"large": ("*",)}, ("order_dtl", "order_hdr")),
    ],
    ids=str,
)
def test_large_entities_that_are_read_by_changes_are_built_up(
    options: dict[str, t.Any],
    built_up: tuple[str, ...],
) -> None:
    made = project(LINES, ORDERS, STATUSES, KEY_MAP, **options)
    assert made.built_up == built_up
    for path, text in made.files.items():
        if path.endswith(".sql") and "/staging/" in path:
            incremental = any(f"base_wms__{name}." in path for name in built_up)
            assert ("materialized='incremental'" in text) is incremental, path


def test_rows_without_id_are_taken_as_they_are() -> None:
    sql = sql_of(project(KEY_MAP), "stg_wms__rf_key_map")
    assert "wms_version" not in sql
    assert "as modified_at" in sql


def test_words_of_sql_are_quoted() -> None:
    sql = sql_of(
        project(catalogs.stream("item", {"order": catalogs.TEXT})), "stg_wms__item"
    )
    quoted = "{{ wms_reserved('order') }}"
    assert f"cast({quoted} as {{{{ dbt.type_string() }}}}) as {quoted}" in sql


def test_braces_in_a_description_are_no_jinja() -> None:
    odd = {**catalogs.TEXT, "description": "One of: {{ a }}, {% b %}."}
    said = said_of(project(catalogs.stream("item", {"kind": odd})), "item")["kind"]
    assert "{{" not in said["description"]
    assert "{%" not in said["description"]


def test_the_order_of_the_catalog_does_not_matter() -> None:
    assert project(ORDERS, LINES).files == project(LINES, ORDERS).files


def test_exposures_name_the_marts_that_are_written() -> None:
    marts = (
        Mart("orders", (), {"order_hdr": ("modified_at",)}),
        Mart("stock", (), {"inventory": ("curr_qty",)}),
    )
    exposures = (
        Exposure("view", "The view", "dashboard", "All.", ("orders", "stock")),
        Exposure("other", "The other", "dashboard", "Stock.", ("stock",)),
    )
    entities = read_catalog(catalogs.catalog(ORDERS))
    made = make_project(entities, Options(), marts=marts, exposures=exposures)
    text = made.files["models/marts/exposures.yml"]
    (exposure,) = yaml.safe_load(text)["exposures"]
    assert exposure["name"] == "view"
    assert exposure["depends_on"] == ["ref('orders')"]


def test_each_template_of_a_mart_belongs_to_a_mart() -> None:
    listed = [path for mart in MARTS for path in mart.files]
    assert sorted({*listed}) == sorted(template_files("marts", {}))


def test_all_entities_of_the_service_make_a_project(
    full_catalog: dict[str, t.Any],
) -> None:
    made = make_project(read_catalog(full_catalog), Options())
    assert len(made.columns) == 311
    assert not made.left_out
    for path, text in made.files.items():
        if path.endswith(".yml"):
            yaml.safe_load(text)
        assert "@project@" not in text
        assert "@schema@" not in text


@pytest.mark.parametrize(
    ("catalog", "problem"),
    [
        ([], "no list 'streams'"),
        ({"streams": {}}, "no list 'streams'"),
        ({"streams": [{}]}, "can't be read"),
        ({"streams": []}, "nothing to model"),
        (catalogs.catalog(catalogs.deselected(ORDERS)), "nothing to model"),
        (catalogs.catalog(catalogs.stream("../item")), "can't be a name"),
        (
            catalogs.catalog(catalogs.stream("item", {"a b": catalogs.TEXT})),
            "can't be a name",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_catalog_that_can_not_be_used_is_refused(
    catalog: object, problem: str
) -> None:
    with pytest.raises(UnusableCatalogError, match=problem):
        read_catalog(catalog)


@pytest.mark.parametrize(
    "options", [{"name": "My Project"}, {"name": ""}, {"schema": "a;b"}], ids=str
)
def test_a_name_that_can_not_be_used_is_refused(options: dict[str, t.Any]) -> None:
    with pytest.raises(UnusableOptionError, match="can't be"):
        Options(**options)


def test_a_file_without_json_is_refused(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "catalog.json"
    path.write_text("{")
    done = CliRunner().invoke(
        commands, ["dbt", "--catalog", str(path), "--out", str(tmp_path / "out")]
    )
    assert "holds no JSON" in str(done.exception)
