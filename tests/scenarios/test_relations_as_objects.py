"""Relations as objects: selected member by member, as the catalog has them."""

from __future__ import annotations

import typing as t

from tests.scenarios.steps import (
    asked_fields,
    columns,
    entry_of,
    metadata_of,
    schema_of,
)
from tests.support import expected_records, run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]


def test_members_of_a_relation_can_be_deselected(
    simulator: Simulator,
    config: Json,
    discover: t.Callable[..., Run],
) -> None:
    config |= {"relations": "object"}
    catalog = discover("task", relations="object").catalog
    entry = entry_of(catalog, "task")
    metadata_of(entry, "facility_id", "url")["selected"] = False
    metadata_of(entry, "wave_id", "key")["selected"] = False
    simulator.clear_log()
    run = run_tap(config=config, catalog=catalog)
    columns(run, "task")
    shown = schema_of(run, "task")["schema"]["properties"]
    assert set(shown["facility_id"]["properties"]) == {"id", "key"}
    assert set(shown["wave_id"]["properties"]) == {"id", "url"}
    truth = simulator.truth_by_id("task")
    for row in run.records("task"):
        whole = truth[row["id"]]
        for name, members in (("facility_id", "id key"), ("wave_id", "id url")):
            there = whole[name]
            assert row[name] == (there and {m: there[m] for m in members.split()})
    assert asked_fields(simulator, "task") == [None]


def test_whole_relations_are_written_as_they_are(
    simulator: Simulator,
    config: Json,
    discover: t.Callable[..., Run],
) -> None:
    catalog = discover("wave", relations="object").catalog
    run = run_tap(config={**config, "relations": "object"}, catalog=catalog)
    assert run.records("wave") == expected_records(simulator, "wave", catalog)


def test_the_catalog_decides_the_form_of_relations_not_the_setting(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("wave")
    run = run_tap(config={**config, "relations": "object"}, catalog=catalog)
    assert run.records("wave") == expected_records(simulator, "wave", catalog)
