"""A page is held against what was asked for."""

from __future__ import annotations

import base64
import datetime
import json
import typing as t
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.pages import RowsError
from tap_oracle_wms.pages.errors import OrderViolation
from tap_oracle_wms.pages.verify import (
    check_ascending,
    check_cursor,
    check_window,
)
from tap_oracle_wms.passes import Bound
from tap_oracle_wms.rows import RowsPage
from tests.pages.service import NOW, make_codec

MakePage: t.TypeAlias = t.Callable[..., RowsPage]


@pytest.fixture(params=[True, False], ids=["quick", "plain"])
def make_page(request: pytest.FixtureRequest) -> MakePage:
    """Makes a page of rows, in each of its two forms."""

    def make(*found: dict[str, object]) -> RowsPage:
        return make_codec(quick=request.param).decode(
            json.dumps({"results": found}).encode(),
        )

    return make


AFTER = Bound("mod_ts", "gte", NOW)
BEFORE = Bound("mod_ts", "lt", NOW)


@pytest.mark.parametrize(
    ("ids", "after", "through"),
    [
        ([1], None, None),
        ([1, 2, 9], None, None),
        ([1, 2, 9], 0, 9),
        ([-5, 0, 5], -6, None),
    ],
)
def test_ascending(ids: list[int], after: int | None, through: int | None) -> None:
    assert check_ascending(ids, after, through) == ids[-1]


@pytest.mark.parametrize(
    ("ids", "after", "through"),
    [
        ([2, 1], None, None),
        ([1, 1], None, None),
        ([1, 3, 2], None, None),
        ([5, 6], 5, None),
        ([5, 6], 9, None),
        ([5, 6], None, 5),
    ],
)
def test_not_ascending(ids: list[int], after: int | None, through: int | None) -> None:
    with pytest.raises(OrderViolation):
        check_ascending(ids, after, through)


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=6),
    st.none() | st.integers(0, 30),
    st.none() | st.integers(0, 30),
)
def test_exactly_the_ascending_pages_within_bounds_pass(
    ids: list[int],
    after: int | None,
    through: int | None,
) -> None:
    right = (
        ids == sorted(set(ids))
        and (after is None or ids[0] > after)
        and (through is None or ids[-1] <= through)
    )
    try:
        assert check_ascending(ids, after, through) == ids[-1]
    except OrderViolation:
        assert not right
    else:
        assert right


@pytest.mark.parametrize(
    ("value", "bound"),
    [
        ("2026-07-15T12:00:00+00:00", AFTER),
        ("2026-07-15T09:00:00-03:00", AFTER),
        ("2026-07-15T11:59:59.999999Z", BEFORE),
        ("2026-07-15T13:59:59+02:00", BEFORE),
    ],
)
def test_inside_the_window(make_page: MakePage, value: str, bound: Bound) -> None:
    check_window(make_page({"id": 1, "mod_ts": value}), "item", (bound,))


@pytest.mark.parametrize(
    ("value", "bound"),
    [
        ("2026-07-15T11:59:59.999999Z", AFTER),
        ("2026-07-15T12:59:59+01:00", AFTER),
        ("2026-07-15T12:00:00+00:00", BEFORE),
        ("2026-07-15T09:00:00-03:00", BEFORE),
        (None, AFTER),
        (None, BEFORE),
        ("", AFTER),
        ("", BEFORE),
    ],
)
def test_a_row_outside_means_that_the_filter_was_ignored(
    make_page: MakePage,
    value: object,
    bound: Bound,
) -> None:
    inside = "2026-07-15T12:00:00Z" if bound is AFTER else "2026-07-14T12:00:00Z"
    page = make_page({"id": 1, "mod_ts": inside}, {"id": 2, "mod_ts": value})
    with pytest.raises(RowsError) as caught:
        check_window(page, "item", (bound,))
    message = str(caught.value)
    assert message.startswith("item: a row lies outside of the window")
    assert f"ignored the filter mod_ts__{bound.lookup}" in message
    assert "2026" not in message


def test_every_bound_is_checked(make_page: MakePage) -> None:
    window = (AFTER, Bound("mod_ts", "lt", NOW + datetime.timedelta(hours=1)))
    with pytest.raises(RowsError, match="mod_ts__lt"):
        check_window(
            make_page({"id": 1, "mod_ts": "2026-07-15T13:00:00Z"}),
            "item",
            window,
        )


def test_a_field_that_is_not_there_can_not_be_checked(make_page: MakePage) -> None:
    created = Bound("create_ts", "gte", NOW)
    check_window(make_page({"id": 1}), "item", (created,))
    check_window(make_page(), "item", (AFTER,))


def cursor(position: str) -> str:
    token = base64.b64encode(position.encode()).decode()
    return f"https://wms.example.com:443/acme/x?{urlencode({'cursor': token})}"


@pytest.mark.parametrize("link", [None, cursor("p=1400"), cursor("o=1&p=1400")])
def test_a_cursor_that_goes_by_id(link: str | None) -> None:
    check_cursor(link, 1400)


@pytest.mark.parametrize(
    "position", ["p=1000", "p=1399", "p=abc", "p=2026-07-15", "p=-5"]
)
def test_a_cursor_that_goes_by_something_else(position: str) -> None:
    with pytest.raises(OrderViolation):
        check_cursor(cursor(position), 1400)


@pytest.mark.parametrize("token", ["", "%%%", "abc", "/w==", "bm90aGluZw=="])
def test_a_cursor_that_can_not_be_read_proves_nothing(token: str) -> None:
    check_cursor(f"https://wms.example.com/x?cursor={token}", 1400)


@settings(deadline=None)
@given(st.text(max_size=30), st.integers(0, 10**9))
def test_any_link_is_harmless(link: str, last: int) -> None:
    try:
        check_cursor(link, last)
        check_cursor(cursor(f"p={link}"), last)
    except OrderViolation:
        return
