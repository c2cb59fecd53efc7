"""Relations: ``{id, key, url}``, a bare id, or nothing."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.values import Mismatch
from tap_oracle_wms.values.convert import to_relation, to_relation_id, to_relation_key

WHOLE = {"id": 5500123, "key": "SO-000123,7", "url": "https://wms.example.com/x"}


@pytest.mark.parametrize(
    ("value", "number", "key"),
    [
        (WHOLE, 5500123, "SO-000123,7"),
        ({"id": 3, "key": "", "url": ""}, 3, ""),
        ({"id": 0, "key": "*"}, 0, "*"),
        ({"id": "3", "key": 7}, 3, "7"),
        ({"id": 3}, 3, None),
        ({"id": 3, "key": None, "url": None}, 3, None),
        ({"id": None, "key": None, "url": None}, None, None),
        ({"id": "", "key": "", "url": ""}, None, ""),
        (3, 3, None),
        ("3", 3, None),
    ],
    ids=repr,
)
def test_id_and_key(value: object, number: int | None, key: str | None) -> None:
    assert to_relation_id(value) == number
    assert to_relation_key(value) == key


@pytest.mark.parametrize(
    "value",
    ["ACME", [3], True, {"id": "ACME"}, {"id": [3]}, {"id": True}, {"key": "ACME"}, {}],
    ids=repr,
)
def test_what_is_no_relation(value: object) -> None:
    with pytest.raises(Mismatch):
        to_relation_id(value)
    with pytest.raises(Mismatch):
        to_relation(value)


@pytest.mark.parametrize(
    ("value", "relation"),
    [
        (WHOLE, WHOLE),
        ({**WHOLE, "more": 1}, WHOLE),
        (3, {"id": 3, "key": None, "url": None}),
        ({"id": 3, "key": 7}, {"id": 3, "key": "7", "url": None}),
        ({"id": "3", "url": ""}, {"id": 3, "key": None, "url": ""}),
    ],
    ids=repr,
)
def test_a_relation_as_an_object(value: object, relation: dict[str, t.Any]) -> None:
    assert to_relation(value) == relation
