"""Records: every selected column, converted, null where there is no value."""

from __future__ import annotations

import decimal
import typing as t

import pytest
from singer_sdk.singerlib.json import serialize_json

from tap_oracle_wms.http import decode_json
from tap_oracle_wms.rows import RowConverter
from tap_oracle_wms.schema import Column

D = decimal.Decimal

URL = "https://wms.example.com:443/acme/wms/lgfapi/v10/entity/order_dtl/55"
RELATION = {"id": 55, "key": "SO-1,7", "url": URL}

Case: t.TypeAlias = tuple[t.Any, object, object]

CASES: dict[str, Case] = {
    "integer": ("integer", 7, 7),
    "integer-text": ("integer", "7", 7),
    "integer-blank": ("integer", "", None),
    "integer-null": ("integer", None, None),
    "number-text": ("number", "11.01", D("11.01")),
    "number-blank": ("number", "", None),
    "number-zero": ("number", "0", D(0)),
    "boolean": ("boolean", False, False),
    "boolean-blank": ("boolean", "", None),
    "date-time": (
        "date-time",
        "2026-07-15T11:11:27.373226-03:00",
        "2026-07-15T14:11:27.373226+00:00",
    ),
    "date-time-blank": ("date-time", "", None),
    "date": ("date", "2026-07-15", "2026-07-15"),
    "date-blank": ("date", "", None),
    "time": ("time", "10:15:00", "10:15:00"),
    "time-blank": ("time", "", None),
    "string": ("string", "0012", "0012"),
    "string-blank": ("string", "", ""),
    "string-null": ("string", None, None),
    "string-number": ("string", D("1.50"), "1.50"),
    "set-object": ("string", {"result_count": 12}, '{"result_count":12}'),
    "set-empty": ("string", [], "[]"),
    "relation-id": ("relation-id", RELATION, 55),
    "relation-id-bare": ("relation-id", 55, 55),
    "relation-id-zero": ("relation-id", 0, 0),
    "relation-id-null": ("relation-id", None, None),
    "relation-id-blank": ("relation-id", "", None),
    "relation-key": ("relation-key", RELATION, "SO-1,7"),
    "relation-key-empty": ("relation-key", {"id": 55, "key": "", "url": ""}, ""),
    "relation-key-bare": ("relation-key", 55, None),
    "relation-key-null": ("relation-key", None, None),
    "relation-key-blank": ("relation-key", "", None),
}


@pytest.mark.parametrize(("form", "value", "converted"), CASES.values(), ids=[*CASES])
def test_a_value_by_its_form(form: t.Any, value: object, converted: object) -> None:  # noqa: ANN401
    converter = RowConverter("item", [Column("out", "field", form)], ["field"])
    record = converter.convert({"field": value})
    assert record == {"out": converted}
    assert type(record["out"]) is type(converted) or isinstance(record["out"], D)


@pytest.mark.parametrize(
    ("value", "record"),
    [
        (RELATION, RELATION),
        (55, {"id": 55, "key": None, "url": None}),
        ({"id": 55, "more": 1}, {"id": 55, "key": None, "url": None}),
        (None, None),
        ("", None),
    ],
    ids=["object", "bare", "part", "null", "blank"],
)
def test_a_relation_as_an_object(value: object, record: object) -> None:
    column = Column("x_id", "x_id", "relation", ("id", "key", "url"))
    converter = RowConverter("item", [column], ["x_id"])
    assert converter.convert({"x_id": value}) == {"x_id": record}


def test_only_the_selected_members_of_a_relation() -> None:
    column = Column("x_id", "x_id", "relation", ("id", "key"))
    converter = RowConverter("item", [column], ["x_id"])
    assert converter.convert({"x_id": RELATION}) == {
        "x_id": {"id": 55, "key": "SO-1,7"}
    }


def test_a_missing_field_is_null_and_the_order_is_that_of_the_columns() -> None:
    columns = [Column("b", "b", "string"), Column("a", "a", "integer")]
    record = RowConverter("item", columns, ["a", "b"]).convert({})
    assert list(record.items()) == [("b", None), ("a", None)]


def test_the_row_is_left_as_it_was() -> None:
    row = {"x_id": dict(RELATION), "qty": "1.0"}
    columns = [
        Column("x_id", "x_id", "relation", ("id",)),
        Column("qty", "qty", "number"),
    ]
    RowConverter("item", columns, ["x_id", "qty"]).convert(row)
    assert row == {"x_id": RELATION, "qty": "1.0"}


def test_a_whole_row_to_the_very_digit() -> None:
    body = (
        b'{"id": 70010001, "alloc_qty": "11.010", "unit_cost": 0.10,'
        b' "type_id": {"id": 3, "key": "Active Pick", "url": ""}, "status_id": 20,'
        b' "pick_user": "", "picked_ts": null, "flg": true,'
        b' "lock_set": {"n": 1.50, "text": "\\u00e4"}}'
    )
    columns = [
        Column("id", "id", "integer"),
        Column("alloc_qty", "alloc_qty", "number"),
        Column("flg", "flg", "boolean"),
        Column("lock_set", "lock_set", "string"),
        Column("pick_user", "pick_user", "string"),
        Column("picked_ts", "picked_ts", "date-time"),
        Column("status_id", "status_id", "relation-id"),
        Column("type_id", "type_id", "relation-id"),
        Column("type_id__key", "type_id", "relation-key"),
        Column("unit_cost", "unit_cost", "number"),
    ]
    converter = RowConverter("allocation", columns, [c.source for c in columns])
    assert serialize_json(converter.convert(decode_json(body))) == (
        '{"id":70010001,"alloc_qty":11.010,"flg":true,'
        '"lock_set":"{\\"n\\":1.50,\\"text\\":\\"\\u00e4\\"}","pick_user":"",'
        '"picked_ts":null,"status_id":20,"type_id":3,"type_id__key":"Active Pick",'
        '"unit_cost":0.10}'
    )
    assert converter.take_unknown() == {}
