"""Which kind a field is: by word, by name, by value."""

from __future__ import annotations

import decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.schema.kinds import kind_by_value, kind_by_word

KINDS = {
    "integer",
    "number",
    "boolean",
    "date-time",
    "date",
    "time",
    "relation",
    "set",
    "string",
}


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("pk", "integer"),
        ("integer", "integer"),
        ("int", "integer"),
        ("bigint", "integer"),
        ("Big Integer", "integer"),
        ("decimal", "number"),
        ("number", "number"),
        ("float", "number"),
        ("double", "number"),
        ("numeric", "number"),
        ("boolean", "boolean"),
        ("bool", "boolean"),
        ("datetime", "date-time"),
        ("DateTime", "date-time"),
        ("date-time", "date-time"),
        ("date_time", "date-time"),
        (" timestamp ", "date-time"),
        ("date", "date"),
        ("time", "time"),
        ("relation", "relation"),
        ("related", "relation"),
        ("foreign key", "relation"),
        ("set", "set"),
        ("string", "string"),
        ("varchar", "string"),
        ("char", "string"),
        ("text", "string"),
        ("wormhole", "string"),
        ("", "string"),
        (None, "string"),
        (7, "string"),
        (["decimal"], "string"),
        ({"type": "decimal"}, "string"),
    ],
    ids=repr,
)
def test_by_word(word: object, kind: str) -> None:
    assert kind_by_word("plain", word) == kind


@pytest.mark.parametrize("word", ["string", "wormhole", None])
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("mod_ts", "date-time"),
        ("ord_date", "date"),
        ("active_flg", "boolean"),
        ("company_id", "relation"),
        ("status_id", "relation"),
        ("order_dtl_set", "set"),
        ("cust_date_1", "string"),
        ("order_nbr", "string"),
        ("url", "string"),
        ("ts", "string"),
    ],
)
def test_where_the_word_says_nothing_the_suffix_does(
    name: str,
    word: object,
    kind: str,
) -> None:
    assert kind_by_word(name, word) == kind


@pytest.mark.parametrize(
    ("name", "word", "kind"),
    [
        ("process_id", "integer", "integer"),
        ("count_flg", "integer", "integer"),
        ("cust_date", "datetime", "date-time"),
        ("start_ts", "date", "date"),
        ("order_dtl_set", "relation", "set"),
        ("order_dtl_set", "integer", "set"),
        ("carrier", "relation", "relation"),
    ],
)
def test_a_telling_word_wins_over_the_suffix(name: str, word: str, kind: str) -> None:
    assert kind_by_word(name, word) == kind


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        # The suffix first ...
        ("company_id", {"id": 1, "key": "A", "url": ""}, "relation"),
        ("company_id", 1, "relation"),
        ("company_id", "1", "relation"),
        ("company_id", None, "relation"),
        ("company_id", "", "relation"),
        ("mod_ts", "2026-07-15T11:11:27-03:00", "date-time"),
        ("mod_ts", None, "date-time"),
        ("ord_date", "2026-07-15", "date"),
        ("ord_date", "", "date"),
        ("active_flg", True, "boolean"),
        ("active_flg", 1, "boolean"),
        ("order_dtl_set", [], "set"),
        ("order_dtl_set", {"id": 1}, "set"),
        ("order_dtl_set", None, "set"),
        # ... unless the value contradicts it ...
        ("company_id", "ACME", "string"),
        ("company_id", ["A"], "string"),
        ("company_id", {"key": "A"}, "string"),
        ("company_id", True, "boolean"),
        ("mod_ts", "yesterday", "string"),
        ("mod_ts", 1784000000, "integer"),
        ("mod_ts", "2026-07-15T11:11:27", "string"),
        ("ord_date", "2026-07-15T11:11:27-03:00", "string"),
        ("active_flg", "Y", "string"),
        ("active_flg", 7, "integer"),
        # ... and by the JSON kind where it says nothing.
        ("rank", 7, "integer"),
        ("rank", decimal.Decimal("7.5"), "number"),
        ("rank", True, "boolean"),
        ("rank", "7", "string"),
        ("rank", "", "string"),
        ("rank", None, "string"),
        ("rank", {"id": 7}, "relation"),
        ("rank", {"n": 7}, "string"),
        ("rank", [7], "string"),
        ("url", "https://wms.example.com/acme", "string"),
    ],
    ids=repr,
)
def test_by_a_sampled_value(name: str, value: object, kind: str) -> None:
    assert kind_by_value(name, value) == kind


@given(st.text(max_size=12), st.text() | st.integers() | st.none())
def test_no_word_is_too_odd(name: str, word: object) -> None:
    assert kind_by_word(name, word) in KINDS
