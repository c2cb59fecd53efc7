"""What has changed since, and tokens to go on from."""

from __future__ import annotations

import datetime
import json
import typing as t

import pytest

from tap_oracle_wms.client import StateError, UsageError
from tests.support import run_tap

if t.TYPE_CHECKING:
    from tap_oracle_wms import WmsClient
    from tests.client.conftest import MakeClient
    from wms_simulator import Simulator

UTC = datetime.timezone.utc
LIFE = ("order", "wave", "pick", "ship", "late_commit", "backdated")


def instant(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).astimezone(UTC)


def test_a_chain_of_changes_ends_with_the_truth(
    simulator: Simulator,
    wms: WmsClient,
) -> None:
    kept: dict[int, datetime.datetime] = {}
    token: str | None = None
    for _ in range(5):
        changes = wms.changes("order_hdr", token, fields=["id", "mod_ts"])
        kept |= {row["id"]: row["mod_ts"] for row in changes}
        assert changes.complete
        token = changes.token
        simulator.life(15, LIFE)
    simulator.commit_held()
    changes = wms.changes("order_hdr", token, fields=["id", "mod_ts"])
    kept |= {row["id"]: row["mod_ts"] for row in changes}
    truth = simulator.truth_by_id("order_hdr", fields=["mod_ts"])
    assert {number: kept[number] for number in truth} == {
        number: instant(one["mod_ts"]) for number, one in truth.items()
    }


def test_a_token_brings_only_what_has_changed(
    simulator: Simulator,
    wms: WmsClient,
) -> None:
    changes = wms.changes("order_hdr")
    assert len([*changes]) == simulator.count("order_hdr")
    number = simulator.insert("order_hdr", {"order_nbr": "SO-NEW"})
    news = [*wms.changes("order_hdr", changes.token, fields=["id", "order_nbr"])]
    assert news == [{"id": number, "order_nbr": "SO-NEW"}]


def test_a_row_that_was_committed_late_is_found(
    simulator: Simulator,
    wms: WmsClient,
) -> None:
    changes = wms.changes("order_hdr")
    assert [*changes]
    late = datetime.datetime.now(tz=UTC) - datetime.timedelta(minutes=5)
    number = simulator.insert("order_hdr", {"mod_ts": late.isoformat()})
    news = [row["id"] for row in wms.changes("order_hdr", changes.token)]
    assert news == [number]


def test_a_row_that_was_dated_back_is_found(
    simulator: Simulator,
    wms: WmsClient,
) -> None:
    changes = wms.changes("order_hdr")
    assert [*changes]
    number = simulator.insert("order_hdr", {"mod_ts": "2024-01-01T00:00:00+00:00"})
    news = [row["id"] for row in wms.changes("order_hdr", changes.token)]
    assert news == [number]


def test_the_first_call_may_begin_at_a_point_in_time(
    simulator: Simulator,
    wms: WmsClient,
) -> None:
    floor = datetime.datetime(2025, 6, 1, tzinfo=UTC)
    truth = simulator.truth("order_hdr")
    changes = wms.changes("order_hdr", floor)
    assert {row["id"] for row in changes} == {
        one["id"] for one in truth if instant(one["mod_ts"]) >= floor
    }
    assert not [*wms.changes("order_hdr", changes.token)]


@pytest.mark.parametrize("since", [None, "2025-01-01"])
def test_a_token_in_the_middle_goes_on_from_there(
    simulator: Simulator,
    make_client: MakeClient,
    since: str | None,
) -> None:
    wms = make_client(page_size=50)
    whole = [row["id"] for row in wms.changes("order_hdr", since)]
    changes = wms.changes("order_hdr", since)
    begun = [row["id"] for _, row in zip(range(130), changes, strict=False)]
    changes.close()
    assert not changes.complete
    rest = wms.changes("order_hdr", changes.token)
    ids = [row["id"] for row in rest]
    assert {*begun, *ids} == {*whole}
    assert ids == whole[100:]  # two whole pages of the first were used
    assert not [*make_client().changes("order_hdr", rest.token)]
    assert simulator.count("order_hdr") >= len(whole)


def test_a_token_before_the_first_row_loses_nothing(wms: WmsClient) -> None:
    changes = wms.changes("order_hdr", "2025-06-01")
    again = wms.changes("order_hdr", changes.token)
    assert [*again] == [*wms.changes("order_hdr", "2025-06-01")]


def test_tokens_and_states_of_the_tap_say_the_same(
    simulator: Simulator,
    config: dict[str, t.Any],
    catalog_of: t.Callable[..., dict[str, t.Any]],
    wms: WmsClient,
) -> None:
    run = run_tap(config=config, catalog=catalog_of("order_hdr"))
    bookmark = run.state["bookmarks"]["order_hdr"]
    number = simulator.insert("order_hdr", {"order_nbr": "SO-NEW"})
    token = json.dumps({"entity": "order_hdr", "bookmark": bookmark})
    changes = wms.changes("order_hdr", token)
    assert [row["id"] for row in changes] == [number]
    state = {"bookmarks": {"order_hdr": json.loads(changes.token)["bookmark"]}}
    assert not run_tap(
        config=config,
        catalog=catalog_of("order_hdr"),
        state=state,
    ).records("order_hdr")[1:]


@pytest.mark.parametrize(
    ("token", "complaint"),
    [
        ('{"entity": "order_hdr"}', "exactly as"),
        ("{", "exactly as"),
        ('{"entity": "order_hdr", "bookmark": {}, "more": 1}', "exactly as"),
        ('{"entity": "order_hdr", "bookmark": {}, "since": "now"}', "exactly as"),
        ('{"entity": "order_hdr", "bookmark": {}, "since": []}', "exactly as"),
        ('{"entity": "item", "bookmark": {}}', "another entity"),
        ('{"entity": "order_hdr", "bookmark": {"x": 1}}', "unknown keys"),
    ],
)
def test_a_bad_token_is_refused(wms: WmsClient, token: str, complaint: str) -> None:
    with pytest.raises(StateError, match=complaint):
        wms.changes("order_hdr", token)


def test_an_entity_without_times_has_no_changes(wms: WmsClient) -> None:
    with pytest.raises(UsageError, match="records"):
        wms.changes("order_status")


def test_a_failure_leaves_the_token_where_it_was(
    simulator: Simulator,
    make_client: MakeClient,
) -> None:
    wms = make_client(page_size=100, max_retries=0)
    wms.describe("order_hdr")
    changes = wms.changes("order_hdr")
    simulator.configure(error={"value": 500, "after": 3, "entities": ["order_hdr"]})
    begun: list[int] = []
    with pytest.raises(Exception, match="HTTP 500"):
        begun.extend(row["id"] for row in changes)
    assert not changes.complete
    simulator.configure(error=None)
    rest = {row["id"] for row in wms.changes("order_hdr", changes.token)}
    assert len({*begun, *rest}) == simulator.count("order_hdr")
