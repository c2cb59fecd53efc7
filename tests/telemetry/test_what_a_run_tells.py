"""What a recorder is told of streams, passes and pages, by runs over real HTTP."""

from __future__ import annotations

import collections
import datetime
import typing as t

from tap_oracle_wms.passes import Segment, split
from tap_oracle_wms.reading import runner
from tap_oracle_wms.telemetry.events import (
    PageRead,
    PassBegun,
    PassEnded,
    PassFailed,
    RequestEnded,
    StreamBegun,
    StreamEnded,
    Undescribed,
    Written,
)
from tests.support import Notes, run_tap

if t.TYPE_CHECKING:
    import pytest

    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
Told: t.TypeAlias = t.Callable[..., Notes]
CatalogOf: t.TypeAlias = t.Callable[..., Json]

UTC = datetime.timezone.utc


def test_streams_passes_and_pages_are_told_of(
    simulator: Simulator,
    catalog_of: CatalogOf,
    told: Told,
) -> None:
    notes = told(catalog_of("item", "order_hdr"), page_size=250)
    begun = {one.stream: one for one in notes.of(StreamBegun)}
    ended = {one.stream: one for one in notes.of(StreamEnded)}
    assert set(begun) == set(ended) == {"item", "order_hdr"}
    assert begun["item"].key == "mod_ts"
    read, written = collections.Counter[str](), collections.Counter[str]()
    for page in notes.of(PageRead):
        read[page.stream] += page.rows
        assert (page.phase, page.rung) == ("main", "sequenced")
    for one in notes.of(Written):
        written[one.stream] += one.records
    counts = {name: simulator.count(name) for name in ended}
    assert read == written == counts
    for name, stream in ended.items():
        assert (stream.outcome, stream.problem) == ("completed", None)
        assert stream.before is None
        assert stream.after is not None
        assert stream.server_time is not None
        [its_pass] = [one for one in notes.of(PassBegun) if one.stream == name]
        assert its_pass[2:] == (0, None, False)
        assert PassEnded(its_pass.pass_id, name, stream.after) in notes.of(PassEnded)
    pages = [one.errand for one in notes.of(RequestEnded)]
    passes = {one.pass_id: one.stream for one in notes.of(PassBegun)}
    assert all(passes[one.pass_id or ""] == one.stream for one in pages)
    places = {
        (one.stream, one.segment, one.page) for one in pages if one.purpose == "page"
    }
    assert ("order_hdr", 0, 3) in places


def test_a_second_run_tells_where_it_began_and_what_it_caught(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    told: Told,
) -> None:
    catalog = catalog_of("order_hdr")
    state = run_tap(config=config, catalog=catalog).state
    simulator.clock(offset=3600)
    old = "2025-01-01T00:00:00+00:00"
    simulator.insert("order_hdr", {"order_nbr": "LATE", "mod_ts": old})
    notes = told(catalog, state)
    [stream] = notes.of(StreamEnded)
    bookmark = state["bookmarks"]["order_hdr"]["replication_key_value"]
    assert stream.before == datetime.datetime.fromisoformat(bookmark)
    assert stream.after is not None
    assert stream.after > stream.before
    [its_pass] = notes.of(PassBegun)
    assert its_pass.since == stream.before - datetime.timedelta(seconds=600)
    caught = [one.rows for one in notes.of(PageRead) if one.phase == "catch_up"]
    assert sum(caught) == 1


def test_a_pass_that_goes_on_is_told_as_resumed(
    simulator: Simulator,
    catalog_of: CatalogOf,
    told: Told,
) -> None:
    ids = sorted(simulator.truth_by_id("item"))
    entry = {
        "replication_key": "mod_ts",
        "pass": {
            "since": None,
            "until": "2025-06-30T18:00:00.000000+00:00",
            "segments": [{"after": ids[-10], "through": None}],
        },
    }
    notes = told(catalog_of("item"), {"bookmarks": {"item": entry}})
    assert [one.resumed for one in notes.of(PassBegun)] == [True]
    assert sum(one.records for one in notes.of(Written)) == 9


def test_failures_are_told_by_their_kind(
    simulator: Simulator,
    catalog_of: CatalogOf,
    told: Told,
) -> None:
    simulator.configure(list_status={"value": 403, "entities": ["item"]})
    notes = told(catalog_of("item", "uom"))
    outcomes = {one.stream: (one.outcome, one.problem) for one in notes.of(StreamEnded)}
    assert outcomes["item"] == ("failed", "RefusedError")
    assert outcomes["uom"] == ("completed", None)
    [failed] = notes.of(PassFailed)
    assert failed[1:] == ("item", "RefusedError")


def test_fields_that_nobody_described_are_told_by_name(
    simulator: Simulator,
    catalog_of: CatalogOf,
    told: Told,
) -> None:
    simulator.configure(extra_fields={"brand_new": "value"})
    notes = told(catalog_of("uom"))
    rows = simulator.count("uom")
    assert notes.of(Undescribed) == [Undescribed("uom", {"brand_new": rows})]


def test_partitions_are_numbered(catalog_of: CatalogOf, told: Told) -> None:
    partitions = [{"facility_id": one} for one in (201, 202, 203)]
    options = {"order_hdr": {"partitions": partitions}}
    notes = told(catalog_of("order_hdr"), entity_options=options)
    assert sorted(one.partition for one in notes.of(PassBegun)) == [1, 2, 3]
    assert len(notes.of(StreamBegun)) == len(notes.of(StreamEnded)) == 1


def test_a_large_stream_tells_how_much_of_it_is_done(
    catalog_of: CatalogOf,
    told: Told,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "READ_FIRST", 4)
    monkeypatch.setattr(split, "FEWEST_ROWS", 8)
    notes = told(catalog_of("item"), page_size=25)
    shares = [one.done for one in notes.of(PageRead) if one.done is not None]
    assert shares == sorted(shares)
    assert 0.9 < shares[-1] <= 1.0
    assert len({round(share, 2) for share in shares}) > 10
    segments = {one.errand.segment for one in notes.of(RequestEnded)}
    assert len(segments - {None}) > 2


def test_the_share_that_is_done_follows_the_ids() -> None:
    segment = Segment
    assert split.share_done([segment(50, None)], 0, 100) == 0.5
    assert split.share_done([segment(None, None)], 10, 110) == 0.0
    assert split.share_done([segment(20, 40), segment(90, None)], 0, 100) == 0.7
    assert split.share_done([], 0, 100) == 1.0
    assert split.share_done([segment(250, None)], 0, 100) == 1.0
    assert split.share_done([], 7, 7) is None


def test_continuous_mode_tells_of_each_pass(catalog_of: CatalogOf, told: Told) -> None:
    notes = told(catalog_of("uom", "item"), poll_interval=0.1, poll_limit=3)
    for name in ("uom", "item"):
        begun = [one for one in notes.of(StreamBegun) if one.stream == name]
        ended = [one for one in notes.of(StreamEnded) if one.stream == name]
        assert len(begun) == len(ended) == 3
        assert {one.outcome for one in ended} == {"completed"}
        assert ended[0].before is None
        assert ended[1].before == ended[0].after
    pages = [one.errand for one in notes.of(RequestEnded)]
    numbers = {(one.pass_id, one.segment, one.page) for one in pages if one.page}
    for its_pass in notes.of(PassBegun):
        assert (its_pass.pass_id, 0, 1) in numbers


def test_continuous_mode_tells_of_passes_that_fail(
    simulator: Simulator,
    catalog_of: CatalogOf,
    told: Told,
) -> None:
    simulator.configure(list_status={"value": 403, "entities": ["item"]})
    notes = told(catalog_of("uom", "item"), poll_interval=0.1, poll_limit=2)
    failed = [one for one in notes.of(StreamEnded) if one.stream == "item"]
    assert {(one.outcome, one.problem) for one in failed} == {
        ("failed", "RefusedError")
    }
