"""What counts as a state of this tap, and what is an error, never a resync."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.passes import StateError, check_state

VALUE = "2026-11-22T10:00:00.000000+00:00"
BOOKMARK = {"replication_key": "mod_ts", "replication_key_value": VALUE}
PASS: dict[str, t.Any] = {
    "since": VALUE,
    "until": VALUE,
    "segments": [{"after": 1, "through": None}],
}


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"bookmarks": {}},
        {"bookmarks": {"a": {}}},
        {"bookmarks": {"a": {"replication_key_value": "2026-11-22T10:00:00+05:30"}}},
        {"bookmarks": {"a": BOOKMARK}},
        {"bookmarks": {"a": {**BOOKMARK, "pass": PASS}}},
        {"bookmarks": {"a": {"pass": {**PASS, "since": None, "until": None}}}},
        {"bookmarks": {"a": {"pass": {**PASS, "catch_up": [], "version": 7}}}},
        {"bookmarks": {"a": {"partitions": []}}},
        {"bookmarks": {"a": {"partitions": [{"context": {"x": 1}, **BOOKMARK}]}}},
        {
            "bookmarks": {
                "a": {
                    "partitions": [
                        {"context": {"x": 1}, "pass": PASS},
                        {"context": {"x": 2}},
                    ],
                },
            },
        },
    ],
    ids=lambda state: f"{state!r:.60}",
)
def test_accepted(state: object) -> None:
    check_state(state)


def entry(**parts: object) -> dict[str, t.Any]:
    return {"bookmarks": {"order_hdr": parts}}


def of_pass(**parts: object) -> dict[str, t.Any]:
    return entry(**{"pass": {**PASS, **parts}})


def segments(*parts: object) -> dict[str, t.Any]:
    return of_pass(segments=[*parts])


def partition(**parts: object) -> dict[str, t.Any]:
    return entry(partitions=[parts])


REFUSED: dict[str, tuple[object, str]] = {
    "list": ([], "must be an object like"),
    "null": (None, "must be an object like"),
    "text": ("{}", "must be an object like"),
    "wrapped": ({"singer_state": {"bookmarks": {}}}, "wrapped in 'singer_state'"),
    "foreign": ({"order_hdr": VALUE}, "unknown keys (order_hdr)"),
    "currently-syncing": ({"bookmarks": {}, "x": 1}, "unknown keys (x)"),
    "bookmarks-list": ({"bookmarks": []}, "bookmarks must be an object"),
    "bookmarks-null": ({"bookmarks": None}, "bookmarks must be an object"),
    "entry-text": ({"bookmarks": {"order_hdr": VALUE}}, "entry must be an object"),
    "entry-null": ({"bookmarks": {"order_hdr": None}}, "entry must be an object"),
    "entry-key": (entry(mod_ts=VALUE), "unknown keys: mod_ts"),
    "sdk-markers": (entry(**BOOKMARK, progress_markers={}), "progress_markers"),
    "sdk-signpost": (
        entry(**BOOKMARK, replication_key_signpost=VALUE),
        "replication_key_signpost",
    ),
    "key-number": (entry(replication_key=7), "replication_key must be text"),
    "key-alone": (entry(replication_key="mod_ts"), "without a value"),
    "value-null": (entry(replication_key_value=None), "not a date-time with an offset"),
    "value-number": (entry(replication_key_value=7), "not a date-time with an offset"),
    "value-naive": (
        entry(replication_key_value="2026-11-22T10:00:00"),
        "not a date-time with an offset",
    ),
    "value-date": (entry(replication_key_value="2026-11-22"), "not a date-time"),
    "value-blank": (entry(replication_key_value=""), "not a date-time"),
    "pass-null": (entry(**{"pass": None}), "the pass must be an object"),
    "pass-list": (entry(**{"pass": []}), "the pass must be an object"),
    "pass-empty": (entry(**{"pass": {}}), "the pass is incomplete"),
    "pass-key": (of_pass(page=7), "unknown keys: page"),
    "pass-since": (of_pass(since="2026-11-22"), "not a date-time with an offset"),
    "pass-until": (of_pass(until=7), "not a date-time with an offset"),
    "pass-version": (of_pass(version="7"), "the pass is incomplete"),
    "pass-version-true": (of_pass(version=True), "the pass is incomplete"),
    "segments-null": (of_pass(segments=None), "segments must be a list"),
    "segments-object": (of_pass(segments={}), "segments must be a list"),
    "catch-up-object": (of_pass(catch_up={}), "segments must be a list"),
    "segment-number": (segments(5), "must have after and through"),
    "segment-null": (segments(None), "must have after and through"),
    "segment-key": (segments({"after": 1, "page": 2}), "must have after and through"),
    "segment-text": (segments({"after": "1"}), "must have after and through"),
    "segment-true": (segments({"after": True}), "must have after and through"),
    "segment-half": (segments({"after": 1.5}), "must have after and through"),
    "partitions-null": (entry(partitions=None), "partitions must be a list"),
    "partitions-object": (entry(partitions={}), "partitions must be a list"),
    "partition-text": (entry(partitions=["a"]), "with its context"),
    "partition-bare": (partition(**BOOKMARK), "with its context"),
    "partition-context": (partition(context="a"), "with its context"),
    "partition-key": (partition(context={}, mod_ts=VALUE), "unknown keys: mod_ts"),
    "partition-in-partition": (
        partition(context={}, partitions=[]),
        "unknown keys: partitions",
    ),
    "partition-value": (
        partition(context={}, replication_key_value="x"),
        "not a date-time",
    ),
    "partition-twice": (
        entry(partitions=[{"context": {"x": 1}}, {"context": {"x": 1}}]),
        "a partition stands there twice",
    ),
}


@pytest.mark.parametrize(("state", "problem"), REFUSED.values(), ids=[*REFUSED])
def test_refused(state: object, problem: str) -> None:
    with pytest.raises(StateError) as caught:
        check_state(state)
    message = str(caught.value)
    assert problem in message
    if isinstance(state, dict) and "order_hdr" in (state.get("bookmarks") or {}):
        assert message.startswith("The state of stream 'order_hdr' can't be used: ")
        assert "to start over, remove the stream's entry" in message


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.just(VALUE)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "after",
                    "bookmarks",
                    "catch_up",
                    "context",
                    "partitions",
                    "pass",
                    "replication_key",
                    "replication_key_value",
                    "segments",
                    "since",
                    "through",
                    "until",
                    "version",
                ],
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=150)
@given(JSON, st.sampled_from(["state", "bookmarks", "entry", "pass", "partitions"]))
def test_whatever_comes_is_accepted_or_a_clear_error(part: object, where: str) -> None:
    states: dict[str, object] = {
        "state": part,
        "bookmarks": {"bookmarks": part},
        "entry": {"bookmarks": {"a": part}},
        "pass": {"bookmarks": {"a": {"pass": part}}},
        "partitions": {"bookmarks": {"a": {"partitions": part}}},
    }
    try:
        check_state(states[where])
    except StateError as error:
        assert str(error)  # noqa: PT017 - either outcome is right
