"""What reading asks of a page beside its rows: the same of both forms."""

from __future__ import annotations

import json
import typing as t

import pytest

from tap_oracle_wms.rows.lines import Lines
from tests.rows.both import ROW, Both

ROWS = [
    {**ROW, "id": 7},
    {**ROW, "id": 8, "qty": "1.10", "mod_ts": "2026-07-16T00:00:00.000000+00:00"},
    {**ROW, "id": 9, "qty": None},
]


@pytest.fixture(params=["quick", "plain"])
def page(request: pytest.FixtureRequest) -> t.Any:  # noqa: ANN401 - either form
    codec = getattr(Both(), request.param)
    return codec.decode(json.dumps({"results": ROWS, "next_page": "more"}).encode())


def test_versions_tell_rows_apart(page: t.Any) -> None:  # noqa: ANN401
    first, second, third = page.versions("mod_ts")
    assert first == third != second
    assert page.versions(None) == [None] * 3


def test_some_of_the_rows_are_a_page_too(page: t.Any) -> None:  # noqa: ANN401
    some = page.pick([2, 0])
    assert some.ids() == [9, 7]
    assert some.next_page == "more"
    assert len(some) == 2
    assert some.lines().split() == [page.lines().split()[n] for n in (2, 0)]
    assert len(some.versions("mod_ts")) == 2


def test_numbers_of_records_are_exact(page: t.Any) -> None:  # noqa: ANN401
    quantities = [record["qty"] for record in page.records()]
    assert [str(quantity) for quantity in quantities] == ["10.50", "1.10", "None"]
    assert not any(isinstance(quantity, float) for quantity in quantities)


def test_no_rows_are_a_page_as_well() -> None:
    both = Both()
    for codec in (both.quick, both.plain):
        page = codec.nothing()
        assert len(page) == 0
        assert page.next_page is None
        assert page.records() == []


def test_each_line_is_wrapped() -> None:
    lines = Lines((b"1\n22\n", b"333\n"), 3)
    assert b"".join(lines.wrapped(b"<", b">")) == b"<1>\n<22>\n<333>\n"
    assert b"".join(Lines.of([]).wrapped(b"<", b">")) == b""


def test_lines_are_those_of_all_texts() -> None:
    lines = Lines((b"1\n22\n", b"333\n"), 3)
    assert lines.split() == [b"1", b"22", b"333"]
    assert lines.pick([2, 0]).split() == [b"333", b"1"]
