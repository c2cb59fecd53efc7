"""What pages have looked like so far: layouts, and pages that differ from them."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.rows import PlainPage
from tap_oracle_wms.rows.layout import Field, Layout
from tests.rows.both import NAMES, ODD, ROW, ROWS, Both, body_of

MORE = "https://wms.example.com/acme?cursor=x"

SPARSE: dict[str, t.Any] = {**dict.fromkeys(NAMES), "id": 1, "qty": "1.5"}


@settings(deadline=None, max_examples=60)
@given(pages=st.lists(st.lists(ROWS, min_size=1, max_size=3), min_size=2, max_size=5))
def test_both_ways_agree_whatever_pages_came_before(
    pages: list[list[dict[str, t.Any]]],
) -> None:
    both = Both()
    for rows in [[SPARSE], *pages, [SPARSE], [ROW]]:
        both.agree(body_of(*rows, next_page=MORE))


@pytest.mark.parametrize("change", ODD.values(), ids=[*ODD])
@pytest.mark.parametrize("before", [SPARSE, ROW], ids=["sparse", "full"])
def test_both_ways_agree_on_odd_values_after_other_pages(
    before: dict[str, t.Any],
    change: dict[str, t.Any],
) -> None:
    both = Both()
    for row in (before, before, {**before, **change}, before, {**ROW, **change}):
        both.agree(body_of(row, next_page=MORE))


def layouts_used(
    monkeypatch: pytest.MonkeyPatch,
    rows: t.Iterable[dict[str, t.Any]],
) -> int:
    """How many layouts are made for pages of one row each."""
    made = []
    init = Layout.__init__

    def count(self: Layout, fields: t.Sequence[Field]) -> None:
        made.append(fields)
        init(self, fields)

    monkeypatch.setattr(Layout, "__init__", count)
    codec = Both().quick
    for row in rows:
        page = codec.decode(body_of(row, next_page=MORE))
        assert not isinstance(page, PlainPage)
    return len(made)


def test_a_layout_is_made_for_what_pages_look_like(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert layouts_used(monkeypatch, [SPARSE] * 9) == 2
    assert layouts_used(monkeypatch, [SPARSE]) == 1  # nothing behind it to gain


def test_pages_of_ever_other_looks_end_the_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled = [name for name in NAMES if name not in {"id", "qty"}]
    looks = [{**SPARSE, name: ROW[name]} for name in filled]
    assert 4 < layouts_used(monkeypatch, [SPARSE, *looks, *looks]) <= 1 + 8
