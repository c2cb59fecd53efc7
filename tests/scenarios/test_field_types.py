"""Types that options set, before and after discovery."""

from __future__ import annotations

import typing as t

from tests.scenarios.steps import columns, schema_of
from tests.support import run_tap

if t.TYPE_CHECKING:
    from tests.support import Run

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]


def test_types_of_options_hold_for_an_old_catalog(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    types = {
        "uom_code": "string",
        "base_uom_conversion_factor": "string",
        "uom_class_id": "string",
        "base_uom_flg": "integer",
    }
    config |= {"entity_options": {"u*": {"field_types": types}}}
    del types["base_uom_flg"]
    run = run_tap(config=config, catalog=catalog_of("uom"))
    shown = columns(run, "uom")
    assert "uom_class_id__key" not in shown
    first = run.records("uom")[0]
    assert first["base_uom_conversion_factor"] == "1"
    assert first["uom_class_id"].startswith('{"id":')
    declared = schema_of(run, "uom")["schema"]["properties"]
    assert {declared[name]["type"][0] for name in types} == {"string"}


def test_types_are_the_same_whether_set_before_or_after_discovery(
    config: Json,
    catalog_of: CatalogOf,
    discover: t.Callable[..., Run],
) -> None:
    options = {
        "uom": {
            "field_types": {
                "uom_class_id": "integer",
                "base_uom_conversion_factor": "string",
                "mod_user": "string",
            },
        },
    }
    before = discover("uom", entity_options=options).catalog
    config |= {"entity_options": options}
    runs = [run_tap(config=config, catalog=c) for c in (before, catalog_of("uom"))]
    first, second = (schema_of(run, "uom")["schema"]["properties"] for run in runs)
    assert first == second
    assert runs[0].records("uom") == runs[1].records("uom")


def test_a_type_for_a_field_that_is_not_there_does_nothing(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    config |= {"entity_options": {"*": {"field_types": {"nothing_flg": "string"}}}}
    run = run_tap(config=config, catalog=catalog_of("uom"))
    assert "nothing_flg" not in columns(run, "uom")
