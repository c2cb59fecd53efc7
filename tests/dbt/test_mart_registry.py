"""The marts that there are: complete, and built upon columns that really exist."""

from __future__ import annotations

import collections
import re
import typing as t

import pytest

from tap_oracle_wms.dbt.catalog import read_catalog
from tap_oracle_wms.dbt.mart_registry import EXPOSURES, MARTS
from tap_oracle_wms.dbt.project import Options, make_project
from tap_oracle_wms.dbt.templates import template_files

if t.TYPE_CHECKING:
    from tap_oracle_wms.dbt.marts import Mart
    from tap_oracle_wms.dbt.project import Project

Json: t.TypeAlias = dict[str, t.Any]

VALUES = {"project": "acme", "schema": "wms", "entities": ""}
UNIT_TEST = re.compile(r"  - name: (\w+)")
REF = re.compile(r"ref\('(\w+)'\)")


@pytest.fixture(scope="module")
def catalog(full_catalog: Json) -> Json:
    """The entities that marts are made of, every column selected."""
    wanted = {entity for mart in MARTS for entity in mart.needs}
    streams = [one for one in full_catalog["streams"] if one["tap_stream_id"] in wanted]
    assert {one["tap_stream_id"] for one in streams} == wanted
    return {"streams": streams}


def project_of(catalog: Json, *, without: str = "") -> Project:
    streams = [one for one in catalog["streams"] if one["tap_stream_id"] != without]
    return make_project(read_catalog({"streams": streams}), Options())


def test_the_service_has_what_every_mart_needs(catalog: Json) -> None:
    project = project_of(catalog)
    assert project.left_out == ()
    assert [mart.name for mart in project.marts] == [mart.name for mart in MARTS]


def test_every_file_belongs_to_a_mart_and_every_mart_has_its_files() -> None:
    listed = {path for mart in MARTS for path in mart.files}
    assert listed == template_files("marts", VALUES).keys()


def test_marts_stand_behind_what_they_are_built_upon() -> None:
    seen: set[str] = set()
    for mart in MARTS:
        assert seen.issuperset(mart.after), mart.name
        seen.add(mart.name)
    assert len(seen) == len(MARTS)
    for exposure in EXPOSURES:
        assert seen.issuperset(exposure.marts)


@pytest.mark.parametrize("mart", MARTS, ids=lambda mart: mart.name)
def test_a_mart_says_all_that_it_reads(mart: Mart) -> None:
    known = {one.name: one for one in MARTS}
    model = next(path for path in mart.files if path.endswith(f"{mart.name}.sql"))
    read = set(REF.findall(template_files("marts", VALUES)[model]))
    staged = {f"stg_wms__{entity}" for entity in mart.needs}
    optional = {"stg_wms__inventory_history"} - staged
    assert read - optional <= staged | {*mart.after} | known.keys()
    assert {name for name in read if name in known} == {*mart.after}
    # What is said to be needed is also read, by name.
    sql = template_files("marts", VALUES)[model]
    for entity, columns in mart.needs.items():
        unread = [name for name in columns if not re.search(rf"\b{name}\b", sql)]
        assert not unread, f"{entity}: {unread}"


@pytest.mark.parametrize("mart", MARTS, ids=lambda mart: mart.name)
def test_a_mart_is_described_and_tested(mart: Mart) -> None:
    properties = next(path for path in mart.files if path.endswith(f"{mart.name}.yml"))
    text = template_files("marts", VALUES)[properties]
    assert f"- name: {mart.name}\n" in text
    assert "One row per" in text
    assert "data_tests:" in text
    # A unit test makes a table of its name, and PostgreSQL takes no longer one.
    _, _, unit_tests = text.partition("unit_tests:")
    if "/intermediate/" not in properties:
        assert f"    model: {mart.name}\n" in unit_tests
    assert all(len(name) <= 63 for name in UNIT_TEST.findall(unit_tests))


def test_a_mart_is_left_out_with_what_is_built_upon_it(catalog: Json) -> None:
    project = project_of(catalog, without="allocation")
    written = {mart.name for mart in project.marts}
    left_out = collections.Counter(one.name for one in project.left_out)
    assert {"int_wms__order_progress", "int_wms__stock"} <= left_out.keys()
    assert {"fct_order_fulfilment", "mart_location_utilisation"} <= left_out.keys()
    assert {"fct_receiving", "mart_labour_daily", "fct_cycle_count"} <= written
    for path in project.files:
        assert "fct_order_fulfilment" not in path


def test_orders_do_without_inventory_history(catalog: Json) -> None:
    macros = "macros/wms_marts.sql"
    with_history = project_of(catalog).files[macros]
    project = project_of(catalog, without="inventory_history")
    assert "fct_order_fulfilment" in {mart.name for mart in project.marts}
    assert " inventory_history " in with_history
    assert " inventory_history " not in project.files[macros]
