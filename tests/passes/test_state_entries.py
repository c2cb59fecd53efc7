"""State entries: what is written is what is read."""

from __future__ import annotations

import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.passes import Bookmark, Pass, Segment, StateError, check_state
from tap_oracle_wms.passes.bookmarks import pass_entry
from tap_oracle_wms.values import format_instant
from tests.passes.strategies import INSTANTS, PASSES, utc

if t.TYPE_CHECKING:
    import datetime


def test_a_pass_is_written_as_the_contract_shows() -> None:
    under_way = Pass(
        since=utc(2026, 11, 22, 9, 50),
        until=utc(2026, 11, 22, 10),
        segments=(Segment(120034, None),),
    )
    assert pass_entry(under_way) == {
        "since": "2026-11-22T09:50:00.000000+00:00",
        "until": "2026-11-22T10:00:00.000000+00:00",
        "segments": [{"after": 120034, "through": None}],
    }


def test_what_has_not_begun_is_not_written() -> None:
    entry = pass_entry(Pass(catch_up=(Segment(5, 9),), version=7))
    assert entry == {
        "since": None,
        "until": None,
        "segments": [{"after": None, "through": None}],
        "catch_up": [{"after": 5, "through": 9}],
        "version": 7,
    }


@given(PASSES, st.none() | INSTANTS)
def test_any_pass_comes_back_from_a_state_file(
    under_way: Pass,
    value: datetime.datetime | None,
) -> None:
    entry: dict[str, t.Any] = {"pass": pass_entry(under_way)}
    if value is not None:
        entry |= {
            "replication_key": "mod_ts",
            "replication_key_value": format_instant(value),
        }
    state = json.loads(json.dumps({"bookmarks": {"order_hdr": entry}}))
    check_state(state)
    read = Bookmark.read(state["bookmarks"]["order_hdr"], "order_hdr")
    assert read == Bookmark("mod_ts" if value else None, value, under_way)


@pytest.mark.parametrize(
    ("entry", "bookmark"),
    [
        ({}, Bookmark()),
        (
            {"replication_key_value": "2026-11-22T07:00:00.5-03:00"},
            Bookmark(None, utc(2026, 11, 22, 10, 0, 0, 500_000)),
        ),
        (
            {"replication_key": None, "replication_key_value": "2026-11-22T10:00:00Z"},
            Bookmark(None, utc(2026, 11, 22, 10)),
        ),
        (
            {"replication_key": "mod_ts", "pass": {"segments": []}},
            Bookmark("mod_ts", None, Pass(segments=())),
        ),
        ({"pass": {"segments": [{}]}}, Bookmark(under_way=Pass())),
        (
            {"pass": {"segments": [{"after": 5}], "catch_up": None}},
            Bookmark(under_way=Pass(segments=(Segment(5, None),))),
        ),
    ],
    ids=["empty", "plain", "no-key", "done", "whole", "part"],
)
def test_what_may_be_left_out(entry: dict[str, t.Any], bookmark: Bookmark) -> None:
    check_state({"bookmarks": {"order_hdr": entry}})
    assert Bookmark.read(entry, "order_hdr") == bookmark


def test_a_key_without_a_value_is_an_error() -> None:
    with pytest.raises(StateError, match="replication_key without a value"):
        Bookmark.read({"replication_key": "mod_ts"}, "order_hdr")
