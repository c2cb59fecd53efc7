"""Names of columns: plain, and never two alike."""

from __future__ import annotations

import typing as t
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.dbt.catalog import read_catalog
from tap_oracle_wms.dbt.naming import METADATA, staging_columns
from tests.dbt import catalogs

PARTS = ["id", "ts", "at", "flg", "is", "key", "item", "x", "status", "create", "mod"]


def names(entity: str, **properties: catalogs.Json) -> list[str]:
    (loaded,) = read_catalog(
        catalogs.catalog(catalogs.stream(entity, properties)),
    )
    return [column.name for column in staging_columns(loaded)]


@pytest.mark.parametrize(
    ("field", "prop", "name"),
    [
        ("create_ts", catalogs.MOMENT, "created_at"),
        ("mod_ts", catalogs.MOMENT, "modified_at"),
        ("create_user", catalogs.TEXT, "created_by"),
        ("mod_user", catalogs.TEXT, "modified_by"),
        ("order_shipped_ts", catalogs.MOMENT, "order_shipped_at"),
        ("tracked_timestamp", catalogs.MOMENT, "tracked_timestamp"),
        ("odd_ts", catalogs.TEXT, "odd_ts"),
        ("active_flg", catalogs.BOOLEAN, "is_active"),
        ("is_picking_flg", catalogs.BOOLEAN, "is_picking"),
        ("hazmat", catalogs.BOOLEAN, "hazmat"),
        ("odd_flg", catalogs.TEXT, "odd_flg"),
        ("facility_id", catalogs.INTEGER, "facility_id"),
        ("status_id", catalogs.INTEGER, "status_id"),
        ("ord_qty", catalogs.NUMBER, "ord_qty"),
        ("order_nbr", catalogs.TEXT, "order_nbr"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_field_gets_a_plain_name(field: str, prop: catalogs.Json, name: str) -> None:
    assert names("thing", **{field: prop}) == ["thing_id", name]


def test_id_and_key_of_a_relation_stand_side_by_side() -> None:
    relation = {"item_id": catalogs.INTEGER, "item_id__key": catalogs.TEXT}
    assert names("thing", **relation) == ["thing_id", "item_id", "item_key"]


def test_a_relation_as_an_object_gives_the_same_columns() -> None:
    assert names("thing", item_id=catalogs.OBJECT) == [
        "thing_id",
        "item_id",
        "item_key",
    ]


@pytest.mark.parametrize(
    ("properties", "kept"),
    [
        ({"is_active": catalogs.TEXT, "active_flg": catalogs.BOOLEAN}, "active_flg"),
        ({"active_flg": catalogs.BOOLEAN, "is_active": catalogs.TEXT}, "active_flg"),
        ({"created_at": catalogs.TEXT, "create_ts": catalogs.MOMENT}, "create_ts"),
        ({"thing_id": catalogs.INTEGER}, "id"),
        ({"loaded_ts": catalogs.MOMENT}, "loaded_ts"),
        (
            {
                "item_id": catalogs.INTEGER,
                "item_id__key": catalogs.TEXT,
                "item_key": catalogs.TEXT,
            },
            "item_id__key",
        ),
        ({"item_id": catalogs.OBJECT, "item_key": catalogs.TEXT}, "item_id__key"),
    ],
    ids=str,
)
def test_a_column_keeps_its_name_where_the_plain_one_is_taken(
    properties: dict[str, catalogs.Json],
    kept: str,
) -> None:
    assert kept in names("thing", **properties)


@given(
    st.dictionaries(
        st.lists(st.sampled_from(PARTS), min_size=1, max_size=3).map("_".join)
        | st.sampled_from(["item_id__key", "x_id__key", *METADATA]),
        st.sampled_from(
            [
                catalogs.INTEGER,
                catalogs.BOOLEAN,
                catalogs.MOMENT,
                catalogs.TEXT,
                catalogs.OBJECT,
            ],
        ),
        max_size=12,
    ),
)
def test_no_two_columns_have_one_name(properties: dict[str, catalogs.Json]) -> None:
    properties.pop("id", None)
    counts = Counter(names("item", **properties))
    assert max(counts.values()) == 1
    assert counts["id"] + counts["item_id"] >= 1


def test_all_entities_of_the_service_get_distinct_plain_names(
    full_catalog: dict[str, t.Any],
) -> None:
    entities = read_catalog(full_catalog)
    assert len(entities) == 311
    for entity in entities:
        counts = Counter(column.name for column in staging_columns(entity))
        assert max(counts.values()) == 1, entity.name
        assert not [name for name in counts if name.endswith(("_flg", "__key"))]
