"""Fields that records have and the schema does not are counted by name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.rows import RowConverter
from tap_oracle_wms.schema import Column

COLUMNS = [Column("id", "id", "integer")]


def test_they_are_counted_and_not_written() -> None:
    converter = RowConverter("item", COLUMNS, ["id", "code"])
    assert converter.convert({"id": 1, "new": 1, "newer": None}) == {"id": 1}
    assert converter.convert({"id": 2, "new": 2}) == {"id": 2}
    assert converter.take_unknown() == {"new": 2, "newer": 1}


def test_a_known_field_that_is_not_selected_is_none_of_them() -> None:
    converter = RowConverter("item", COLUMNS, ["id", "code"])
    converter.convert({"id": 1, "code": "x"})
    assert converter.take_unknown() == {}


def test_the_address_on_every_record_is_no_news() -> None:
    converter = RowConverter("item", COLUMNS, ["id"])
    converter.convert({"id": 1, "url": "https://wms.example.com/acme/x/1"})
    assert converter.take_unknown() == {}


@given(st.lists(st.sets(st.sampled_from("abcdef"))))
def test_the_counts_are_those_of_the_rows(rows: list[set[str]]) -> None:
    converter = RowConverter("item", COLUMNS, ["id", "a", "b"])
    for names in rows:
        converter.convert({"id": 1, **dict.fromkeys(names)})
    unknown = converter.take_unknown()
    for name in "cdef":
        assert unknown[name] == sum(name in names for names in rows)
    assert not unknown.keys() & {"a", "b", "id"}
