"""Columns: a schema alone says where each value comes from and what it becomes."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.rows import RowConverter
from tap_oracle_wms.schema import Column, Field, columns_of, entity_schema


def everything(_: tuple[str, ...]) -> bool:
    return True


def columns(properties: dict[str, t.Any]) -> tuple[Column, ...]:
    return columns_of({"properties": properties}, everything)


@pytest.mark.parametrize(
    ("schema", "form"),
    [
        ({"type": ["integer", "null"]}, "integer"),
        ({"type": "integer"}, "integer"),
        ({"type": ["number", "null"]}, "number"),
        ({"type": ["boolean", "null"]}, "boolean"),
        ({"type": ["string", "null"], "format": "date-time"}, "date-time"),
        ({"type": ["string", "null"], "format": "date"}, "date"),
        ({"type": ["string", "null"], "format": "time"}, "time"),
        ({"type": ["string", "null"]}, "string"),
        ({"type": ["string", "null"], "format": "uri"}, "string"),
        ({"type": ["string", "integer", "null"]}, "string"),
        ({"type": ["object", "null"]}, "string"),
        ({"type": ["array", "null"]}, "string"),
        ({"type": ["null"]}, "string"),
        ({}, "string"),
    ],
    ids=repr,
)
def test_the_form_of_a_property(schema: dict[str, t.Any], form: str) -> None:
    assert columns({"f": schema}) == (Column("f", "f", t.cast("t.Any", form)),)


def test_a_flat_relation_is_read_from_one_field() -> None:
    schema = entity_schema(
        {"x_id": Field("x_id", "relation")},
        relations="flat",
        field_types={},
    )
    assert columns_of(schema, everything) == (
        Column("x_id", "x_id", "relation-id"),
        Column("x_id__key", "x_id", "relation-key"),
    )


def test_a_relation_as_an_object_has_members() -> None:
    schema = entity_schema(
        {"x_id": Field("x_id", "relation")},
        relations="object",
        field_types={},
    )
    members = ("id", "key", "url")
    assert columns_of(schema, everything) == (
        Column("x_id", "x_id", "relation", members),
    )
    without = ("properties", "x_id", "properties", "url")
    (column,) = columns_of(schema, lambda breadcrumb: breadcrumb != without)
    assert column.members == ("id", "key")


def test_a_key_may_be_selected_without_its_id() -> None:
    made = entity_schema(
        {"x_id": Field("x_id", "relation")},
        relations="flat",
        field_types={},
    )
    selected = columns_of(made, lambda breadcrumb: breadcrumb[-1] == "x_id__key")
    assert selected == (Column("x_id__key", "x_id", "relation-key"),)


def test_a_field_that_only_looks_like_a_key_is_one_of_its_own() -> None:
    schema = {"lone__key": {"type": ["string", "null"]}}
    assert columns(schema) == (Column("lone__key", "lone__key", "string"),)


@pytest.mark.parametrize("relations", ["flat", "object"])
@pytest.mark.parametrize("name", ["company_id", "carrier", "status_id"])
@pytest.mark.parametrize(
    "value",
    [{"id": 5, "key": "UPS", "url": ""}, 5, None, ""],
    ids=["object", "bare", "null", "blank"],
)
def test_a_relation_of_any_name_can_be_read(
    relations: str,
    name: str,
    value: object,
) -> None:
    schema = entity_schema(
        {name: Field(name, "relation")},
        relations=relations,
        field_types={},
    )
    converter = RowConverter("item", columns_of(schema, everything), [name])
    record = converter.convert({name: value})
    nothing = value is None or value == ""
    key = "UPS" if isinstance(value, dict) else None
    if name == "status_id":
        assert record == {name: None if nothing else 5}
    elif relations == "flat":
        assert record == {name: None if nothing else 5, f"{name}__key": key}
    elif nothing:
        assert record == {name: None}
    else:
        assert record[name]["id"] == 5
        assert record[name]["key"] == key
