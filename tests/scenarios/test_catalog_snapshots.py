"""Catalog entries of the entities that people pull most, as they were released.

A snapshot that changes is a change of what targets are sent: say so in the changelog.
"""

from __future__ import annotations

import typing as t

import pytest
from syrupy.extensions.json import JSONSnapshotExtension

from tests.scenarios.steps import entry_of
from tests.support import run_cli

if t.TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]

STREAMS = (
    "allocation",
    "appointment",
    "company",
    "container",
    "facility",
    "ib_shipment",
    "ib_shipment_dtl",
    "iblpn",
    "inventory",
    "inventory_history",
    "item",
    "item_barcode",
    "load",
    "location",
    "oblpn",
    "order_dtl",
    "order_hdr",
    "order_status",
    "order_type",
    "purchase_order_dtl",
    "purchase_order_hdr",
    "rf_key_map",
    "task",
    "vendor",
    "wave",
    "work_order_hdr",
)
AS_OBJECTS = ("allocation", "order_hdr", "wave")


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


@pytest.fixture(scope="module")
def catalog_with_objects(warehouse: Simulator) -> Json:
    warehouse.restore()
    run = run_cli(
        "--discover",
        config={
            "base_url": warehouse.base_url,
            "username": warehouse.username,
            "password": warehouse.password,
            "entities": [*AS_OBJECTS],
            "relations": "object",
        },
    )
    assert run.exit_code == 0, run.stderr
    return run.catalog


@pytest.mark.parametrize("stream", STREAMS)
def test_entry(
    stream: str,
    command_catalog: Json,
    snapshot: SnapshotAssertion,
) -> None:
    assert entry_of(command_catalog, stream) == snapshot


@pytest.mark.parametrize("stream", AS_OBJECTS)
def test_entry_with_relations_as_objects(
    stream: str,
    catalog_with_objects: Json,
    snapshot: SnapshotAssertion,
) -> None:
    assert entry_of(catalog_with_objects, stream) == snapshot


def test_both_forms_differ_in_relations_alone(
    command_catalog: Json,
    catalog_with_objects: Json,
) -> None:
    for stream in AS_OBJECTS:
        flat = entry_of(command_catalog, stream)["schema"]["properties"]
        nested = entry_of(catalog_with_objects, stream)["schema"]["properties"]
        keys = {name for name in flat if name.endswith("__key")}
        assert keys
        assert flat.keys() - keys == nested.keys()
        for name in nested:
            if f"{name}__key" in keys:
                assert nested[name]["type"] == ["object", "null"]
                assert [*nested[name]["properties"]] == ["id", "key", "url"]
            else:
                assert nested[name] == flat[name]
