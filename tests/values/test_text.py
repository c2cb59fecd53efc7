"""Text as it is, anything else as JSON text."""

from __future__ import annotations

import decimal
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.http import decode_json
from tap_oracle_wms.values import json_text
from tap_oracle_wms.values.convert import to_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", ""),
        ("0012", "0012"),
        ("null", "null"),
        ("  x ", "  x "),
        ("ação\n", "ação\n"),
        (7, "7"),
        (True, "true"),
        (decimal.Decimal("10.50"), "10.50"),
        ([], "[]"),
        ({"id": 4711, "key": "ä"}, '{"id":4711,"key":"ä"}'),
        ({"qty": decimal.Decimal("0.10")}, '{"qty":0.10}'),
        ([{"a": None}, 1], '[{"a":null},1]'),
    ],
    ids=repr,
)
def test_text(value: object, text: str) -> None:
    assert to_text(value) == text


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(VALUES)
def test_json_text_says_exactly_what_the_value_was(value: object) -> None:
    text = json_text(value)
    assert "\n" not in text
    assert decode_json(text.encode()) == value or json.loads(text) == value
