"""Streams ahead of one another and ranges of one stream: the same rows, bounded."""

from __future__ import annotations

import contextlib
import typing as t

import pytest

from tap_oracle_wms import TapOracleWms
from tap_oracle_wms.passes import split
from tap_oracle_wms.reading import runner
from tests.support import Destination, expected_records, run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]

STREAMS = ("allocation", "container", "facility", "order_hdr", "order_status")


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes streams of some hundred rows worth splitting."""
    monkeypatch.setattr(split, "FEWEST_ROWS", 100)
    monkeypatch.setattr(runner, "READ_FIRST", 50)


def ranges(simulator: Simulator, stream: str) -> list[Json]:
    queries = [r["query"] for r in simulator.requests(entity=stream, kind="list")]
    return [query for query in queries if "id__lte" in query]


@pytest.mark.usefixtures("small_is_large")
@pytest.mark.parametrize("at_once", [1, 2, 8])
def test_the_same_rows_whatever_the_number_of_requests_at_once(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    at_once: int,
) -> None:
    catalog = catalog_of(*STREAMS)
    simulator.clear_log()
    limits = {"page_size": 40, "max_concurrent_requests": at_once}
    run = run_tap(config={**config, **limits}, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    arrived = Destination().take(run)
    for stream in STREAMS:
        assert arrived.of(stream) == expected_records(simulator, stream, catalog)
        assert len(run.records(stream)) == simulator.count(stream)
    assert simulator.max_in_flight() <= at_once
    assert bool(ranges(simulator, "order_hdr")) == (at_once > 1)
    assert not ranges(simulator, "facility")
    seen = [m["stream"] for m in run.messages if m["type"] == "RECORD"]
    assert sorted(dict.fromkeys(seen)) == [*dict.fromkeys(seen)]


@pytest.mark.usefixtures("small_is_large")
def test_every_state_inside_of_ranges_leads_to_the_whole(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("order_hdr")
    limits = {"page_size": 20, "max_concurrent_requests": 4}
    run = run_tap(config={**config, **limits}, catalog=catalog)
    lines = run.messages
    cuts = [at for at, message in enumerate(lines) if message["type"] == "STATE"]
    split_states = 0
    for cut in cuts[1:]:
        arrived = Destination().take(run, lines=cut + 1)
        entry = (arrived.state or {})["bookmarks"].get("order_hdr", {})
        split_states += len(entry.get("pass", {}).get("segments", [])) > 1
        again = run_tap(
            config={**config, **limits},
            catalog=catalog,
            state=arrived.state,
        )
        assert again.exit_code == 0, again.stderr
        arrived.take(again)
        rows = arrived.of("order_hdr")
        assert rows == expected_records(simulator, "order_hdr", catalog)
    assert split_states


@pytest.mark.usefixtures("small_is_large")
def test_rows_that_move_while_ranges_are_read_arrive_in_the_end(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("order_hdr")
    limits = {"page_size": 30, "max_concurrent_requests": 4}
    for action in ("touch_random", "insert", "delete_random"):
        simulator.restore()
        simulator.configure(
            paging_hook={
                "value": {"action": action, "every": 1},
                "entities": ["order_hdr"],
            },
        )
        arrived = Destination().take(
            run_tap(config={**config, **limits}, catalog=catalog)
        )
        simulator.configure(paging_hook=None)
        run = run_tap(config={**config, **limits}, catalog=catalog, state=arrived.state)
        assert run.exit_code == 0, run.stderr
        arrived.take(run)
        truth = {
            row["id"]: row for row in expected_records(simulator, "order_hdr", catalog)
        }
        held = {row["id"]: row for row in arrived.of("order_hdr")}
        assert {number: held.get(number) for number in truth} == truth


@pytest.mark.usefixtures("small_is_large")
def test_a_range_whose_order_does_not_hold_is_read_in_another_way(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("order_hdr")
    simulator.configure(
        sequenced_order={"value": "random", "entities": ["order_hdr"], "after": 6},
    )
    limits = {"page_size": 20, "max_concurrent_requests": 4}
    run = run_tap(config={**config, **limits}, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    rows = Destination().take(run).of("order_hdr")
    assert rows == expected_records(simulator, "order_hdr", catalog)


@pytest.mark.usefixtures("small_is_large")
@pytest.mark.parametrize("busy", [True, False], ids=["busy", "free"])
def test_one_pass_of_all_reads_ranges(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    capsys: pytest.CaptureFixture[str],
    busy: bool,  # noqa: FBT001
) -> None:
    """Continuous mode reads many streams at once: ranges of all would take too much."""
    catalog = catalog_of("order_hdr")
    simulator.clear_log()
    limits = {"page_size": 40, "max_concurrent_requests": 4}
    tap = TapOracleWms(config={**config, **limits}, catalog=catalog)
    splitting = tap.context.wms.splitting
    with splitting if busy else contextlib.nullcontext():
        tap.run()
    lines = capsys.readouterr().out.splitlines()
    records = [line for line in lines if line.startswith('{"type":"RECORD"')]
    assert len(records) == simulator.count("order_hdr")
    assert bool(ranges(simulator, "order_hdr")) != busy
    assert not splitting.locked()
