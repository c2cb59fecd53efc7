"""What a cycle asks and writes."""

from __future__ import annotations

import typing as t

from tap_oracle_wms.telemetry import Hub, events
from tests.polling.steps import Polled, assert_nothing_twice
from tests.scenarios.steps import with_metadata
from tests.support import Destination, run_tap

if t.TYPE_CHECKING:
    import pytest

PolledOf: t.TypeAlias = t.Callable[..., Polled]

CYCLES = 6


def test_a_quiet_cycle_costs_one_request_for_each_stream(polled: PolledOf) -> None:
    here = polled("facility", "load", "wave")
    state = here.begin().state
    run = here.cycles(CYCLES, state)
    assert run.exit_code == 0, run.stderr
    for stream in here.world.streams:
        assert len(here.asked(stream)) == CYCLES
        # One for all, since no back-dated row may be missing in the end.
        assert len(here.caught_up(stream)) == 1
    assert here.kinds() == {"list"}


def test_empty_streams_cost_no_more(polled: PolledOf) -> None:
    """Their 404 is looked into once, and not again."""
    here = polled("order_lock", "order_dtl_xref")
    run = here.cycles(CYCLES)
    assert run.exit_code == 0, run.stderr
    for stream in here.world.streams:
        assert len(here.asked(stream)) == CYCLES
    kinds = [one["kind"] for one in here.simulator.requests()]
    assert kinds.count("describe") == len(here.world.streams)


def test_nothing_is_discovered_twice(polled: PolledOf) -> None:
    here = polled("facility", "load")
    run = here.world.sync(None, poll_limit=1)
    assert run.exit_code == 0, run.stderr
    here.simulator.clear_log()
    config = here.world.options(poll_limit=CYCLES, entities=["facility", "load"])
    run = run_tap(config=config)
    assert run.exit_code == 0, run.stderr
    kinds = [one["kind"] for one in here.simulator.requests()]
    assert kinds.count("listing") == 1
    assert kinds.count("describe") == 2
    assert len(here.asked("load")) == CYCLES + 1  # and the sample


def test_changes_arrive_in_the_order_of_their_cycles(polled: PolledOf) -> None:
    here = polled("order_hdr", "order_dtl", "inventory", "wave")
    arrived = here.begin()
    here.simulator.configure(
        paging_hook={"value": {"action": "life", "count": 3}, "times": 12},
    )
    run = here.cycles(8, arrived.state)
    assert run.exit_code == 0, run.stderr
    arrived.take(run)
    here.world.assert_converged(arrived)
    assert_nothing_twice(run)


def test_each_schema_is_written_once_and_before_its_records(polled: PolledOf) -> None:
    here = polled("facility", "load")
    run = here.cycles(3)
    seen: list[str] = []
    for message in run.messages:
        if message["type"] == "SCHEMA":
            assert message["stream"] not in seen
            seen.append(message["stream"])
        elif message["type"] == "RECORD":
            assert message["stream"] in seen
    assert seen == ["facility", "load"]


def test_one_cycle_writes_what_a_run_writes(polled: PolledOf) -> None:
    here = polled("facility", "load", "order_type")
    plain, polling = here.once(), here.cycles(1)
    for stream in here.world.streams:
        assert polling.records(stream) == plain.records(stream)
    assert polling.state["bookmarks"].keys() == plain.state["bookmarks"].keys()
    assert not any("pass" in entry for entry in polling.state["bookmarks"].values())


def test_rows_of_the_window_are_written_once(polled: PolledOf) -> None:
    """The look-back window brings them with each cycle."""
    here = polled("load")
    arrived = here.begin()
    number = here.simulator.insert("load", {"load_nbr": "LD-NEW"})
    run = here.cycles(CYCLES, arrived.state)
    assert [row["id"] for row in run.records("load")] == [number]
    shown = [one["rows"] for one in here.simulator.requests(entity="load")]
    assert shown.count(1) == CYCLES


def test_rows_go_through_stream_maps_once(polled: PolledOf) -> None:
    here = polled("load")
    arrived = here.begin()
    number = here.simulator.insert("load", {"load_nbr": "LD-NEW"})
    maps = {"load": {"id": "id", "nbr": "load_nbr", "__else__": None}}
    run = here.cycles(CYCLES, arrived.state, stream_maps=maps)
    assert run.records("load") == [{"id": number, "nbr": "LD-NEW"}]


def test_full_tables_have_a_pace_of_their_own(polled: PolledOf) -> None:
    here = polled("order_status", "load")
    run = here.cycles(CYCLES, full_table_interval=0.3)
    assert run.exit_code == 0, run.stderr
    assert len(here.asked("load")) == CYCLES
    whole = len(run.records("order_status"))
    assert whole == 2 * here.simulator.count("order_status")


def test_each_pass_over_a_full_table_is_a_version(polled: PolledOf) -> None:
    """What is gone from the table goes from the target with the next one."""
    here = polled("order_status", emit_activate_version_messages=True)
    run = here.cycles(9, full_table_interval=0.3)
    versions = [m["version"] for m in run.messages if m["type"] == "ACTIVATE_VERSION"]
    assert len(versions) == 3
    assert versions == sorted(set(versions))
    records = [m for m in run.messages if m["type"] == "RECORD"]
    assert {m["version"] for m in records} == set(versions)


def test_quiet_streams_are_asked_less_and_less_often(polled: PolledOf) -> None:
    here = polled("load")
    state = here.begin().state
    here.simulator.insert("load", {"load_nbr": "LD-NEW"})
    run = here.cycles(16, state, poll_backoff=0.8)
    assert run.exit_code == 0, run.stderr
    # At once, then after 1, 2, 4 and 8 intervals; the next would be behind the limit.
    assert len(here.asked("load")) == 5


def test_partitions_are_polled_each(polled: PolledOf) -> None:
    partitions = [{"facility_id__code": code} for code in ("WH01", "WH02")]
    options = {"inventory": {"partitions": partitions}}
    here = polled("inventory", entity_options=options)
    arrived = here.begin()
    here.simulator.change("inventory", "touch_first")
    run = here.cycles(3, arrived.state)
    assert run.exit_code == 0, run.stderr
    assert len(here.asked("inventory")) == 6
    assert len(run.records("inventory")) == 1
    assert len(run.state["bookmarks"]["inventory"]["partitions"]) == 2


def test_batch_files_hold_what_is_new(polled: PolledOf, tmp_path: t.Any) -> None:  # noqa: ANN401 - a path
    batches = {
        "encoding": {"format": "jsonl", "compression": "gzip"},
        "storage": {"root": tmp_path.as_uri()},
    }
    here = polled("load")
    arrived = here.begin()
    here.simulator.insert("load", {"load_nbr": "LD-NEW"})
    run = here.cycles(4, arrived.state, batch_config=batches)
    assert run.exit_code == 0, run.stderr
    assert len([m for m in run.messages if m["type"] == "BATCH"]) == 1
    assert len([*tmp_path.iterdir()]) == 1
    assert Destination().take(run).state == run.state


def test_nothing_selected_is_nothing_to_wait_for(polled: PolledOf) -> None:
    here = polled("load")
    catalog = with_metadata(here.world.catalog, "load", selected=False)
    run = run_tap(config=here.world.config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    assert here.simulator.requests() == []


def test_events_tell_of_each_pass(
    polled: PolledOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[object] = []

    def note(_: Hub, event: object) -> None:
        told.append(event)

    monkeypatch.setattr(Hub, "note", note)
    here = polled("load")
    run = here.cycles(4)
    assert run.exit_code == 0, run.stderr
    begun = [one for one in told if isinstance(one, events.PassBegun)]
    ended = [one for one in told if isinstance(one, events.PassEnded)]
    assert [one.pass_id for one in ended] == [one.pass_id for one in begun]
    assert len(begun) == 4
    assert not any(one.resumed for one in begun)
    ends = [one for one in told if isinstance(one, events.StreamEnded)]
    assert [one.outcome for one in ends] == ["completed"] * 4
    assert ends[0].before is None
    assert ends[-1].after == ended[-1].until
