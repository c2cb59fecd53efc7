"""A value that does not fit: place and cure are named, the value never."""

from __future__ import annotations

import json
import traceback
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.rows import RowConverter, ValueMismatchError
from tap_oracle_wms.schema import Column

MARK = "Jane-Doe-4711"


def failure(form: t.Any, row: dict[str, t.Any], source: str = "f") -> str:  # noqa: ANN401
    column = Column("out", source, form, ("id",) if form == "relation" else ())
    converter = RowConverter("order_hdr", [column], [source, "id"])
    with pytest.raises(ValueMismatchError) as caught:
        converter.convert(row)
    assert caught.value.__suppress_context__
    assert MARK not in "".join(traceback.format_exception(caught.value))
    return str(caught.value)


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("integer", "integer"),
        ("number", "number"),
        ("boolean", "boolean"),
        ("date-time", "date-time"),
        ("date", "date"),
        ("time", "time"),
        ("relation", "relation"),
        ("relation-id", "relation"),
        ("relation-key", "relation"),
    ],
)
@pytest.mark.parametrize(
    "value", [MARK, [MARK], {MARK: MARK}], ids=["text", "list", "object"]
)
def test_entity_field_id_and_cure_are_named(
    form: str, kind: str, value: object
) -> None:
    if form == "relation-key" and isinstance(value, dict):
        return  # an object without an id fails its id column
    message = failure(form, {"id": 70010001, "f": value})
    cure = json.dumps(
        {"entity_options": {"order_hdr": {"field_types": {"f": "string"}}}}
    )
    assert message.startswith("order_hdr: field 'f' of the row with id 70010001 ")
    assert f"does not hold a {kind} value" in message
    assert message.endswith(f"set {cure}")
    assert MARK not in message


def test_the_cure_cures() -> None:
    converter = RowConverter("order_hdr", [Column("f", "f", "string")], ["f"])
    assert converter.convert({"f": MARK}) == {"f": MARK}


@pytest.mark.parametrize("row_id", [None, [MARK], {"id": MARK}, True], ids=repr)
def test_a_row_without_a_usable_id(row_id: object) -> None:
    assert "of the row with id " in failure("integer", {"id": row_id, "f": MARK})


def test_an_id_that_does_not_fit_is_a_value_too() -> None:
    message = failure("integer", {"id": MARK}, source="id")
    assert "field 'id'" in message
    assert MARK not in message


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from(
        ["integer", "number", "boolean", "date-time", "date", "relation-id"]
    ),
    st.text(max_size=6).map(lambda text: f"{text}{MARK}"),
)
def test_no_value_shows_in_any_message(form: str, value: str) -> None:
    failure(form, {"id": 1, "f": value})
