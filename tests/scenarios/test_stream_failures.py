"""One stream's failure spares the others; what is nobody's fault stops the run."""

from __future__ import annotations

import typing as t

import pytest

from tests.scenarios.steps import assert_asks_nothing, assert_fails, entry_of
from tests.support import Destination, expected_records, run_cli, run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]

# By name, the failing one comes neither first nor last.
STREAMS = ("company", "facility", "item_barcode", "uom", "wave")
FAILING = "item_barcode"
OTHERS = tuple(name for name in STREAMS if name != FAILING)


@pytest.fixture
def sync(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> t.Callable[..., Run]:
    """Syncs some small streams."""
    catalog = catalog_of(*STREAMS)
    simulator.clear_log()

    def run(**settings: t.Any) -> Run:
        return run_tap(
            config={**config, "max_retries": 1, "page_size": 200, **settings},
            catalog=catalog,
        )

    return run


Sync: t.TypeAlias = t.Callable[..., "Run"]


def assert_others_complete(run: Run, simulator: Simulator, catalog: Json) -> None:
    for stream in OTHERS:
        assert run.records(stream) == expected_records(simulator, stream, catalog)
        assert "replication_key_value" in run.state["bookmarks"][stream]
        assert "pass" not in run.state["bookmarks"][stream]


def report_of(run: Run) -> list[str]:
    """The report at the end: its head and a line for each stream that failed."""
    lines = run.stderr.splitlines()
    (start,) = [n for n, line in enumerate(lines) if "of the streams failed" in line]
    return lines[start:]


@pytest.mark.parametrize("status", [400, 403, 405, 409, 500, 503])
def test_a_status_that_stays_fails_one_stream_alone(
    simulator: Simulator,
    sync: Sync,
    catalog_of: CatalogOf,
    status: int,
) -> None:
    simulator.configure(list_status={"value": status, "entities": [FAILING]})
    run = sync()
    assert_fails(run, f"'{FAILING}'", str(status))
    assert_others_complete(run, simulator, catalog_of(*STREAMS))
    assert "replication_key_value" not in run.state["bookmarks"].get(FAILING, {})
    head, *lines = report_of(run)
    assert head.endswith("1 of the streams failed:")
    (line,) = lines
    assert FAILING in line
    assert str(status) in line


def test_a_failure_behind_the_first_page_keeps_what_was_read(
    simulator: Simulator,
    sync: Sync,
    catalog_of: CatalogOf,
) -> None:
    rule = {"value": 403, "entities": [FAILING], "after": 2}
    simulator.configure(list_status=rule)
    run = sync()
    assert_fails(run, "403")
    assert_others_complete(run, simulator, catalog_of(*STREAMS))
    assert len(run.records(FAILING)) == 400
    under_way = run.state["bookmarks"][FAILING]["pass"]
    assert under_way["segments"] == [
        {"after": run.records(FAILING)[-1]["id"], "through": None},
    ]
    assert "replication_key_value" not in run.state["bookmarks"][FAILING]


def test_a_value_that_does_not_fit_fails_its_stream_and_is_not_told(
    simulator: Simulator,
    sync: Sync,
    catalog_of: CatalogOf,
) -> None:
    value = "tomorrow at noon"
    rule = {"value": {"create_ts": value}, "entities": [FAILING]}
    simulator.configure(wrong_types=rule)
    run = sync()
    first = simulator.truth(FAILING)[0]["id"]
    assert_fails(run, FAILING, "'create_ts'", str(first), "field_types")
    assert value not in run.stderr + run.stdout
    assert not run.records(FAILING)
    assert_others_complete(run, simulator, catalog_of(*STREAMS))


def test_rows_before_one_that_does_not_fit_are_not_lost_after_the_cure(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of(FAILING)
    rule = {"value": {"create_ts": "?"}, "entities": [FAILING], "after": 1}
    simulator.configure(wrong_types=rule)
    config |= {"page_size": 200}
    broken = run_tap(config=config, catalog=catalog)
    assert_fails(broken, "'create_ts'")
    simulator.configure(wrong_types=None)
    run = run_tap(config=config, catalog=catalog, state=broken.state)
    assert run.exit_code == 0, run.stderr
    assert broken.records(FAILING) + run.records(FAILING) == expected_records(
        simulator, FAILING, catalog
    )


def test_an_answer_that_is_no_page_fails_its_stream(
    simulator: Simulator,
    sync: Sync,
    catalog_of: CatalogOf,
) -> None:
    simulator.configure(login_page={"value": True, "entities": [FAILING]})
    run = sync()
    assert_fails(run, FAILING, "web page")
    assert_others_complete(run, simulator, catalog_of(*STREAMS))


def test_several_failures_are_all_reported(simulator: Simulator, sync: Sync) -> None:
    rules = [
        {"value": 403, "entities": ["company"]},
        {"value": 405, "entities": ["wave"]},
    ]
    simulator.configure(list_status=rules)
    run = sync()
    head, *lines = report_of(run)
    assert head.endswith("2 of the streams failed:")
    assert len(lines) == 2
    assert ("company" in lines[0], "403" in lines[0]) == (True, True)
    assert ("wave" in lines[1], "405" in lines[1]) == (True, True)
    assert run.records("uom")
    assert run.exit_code == 1


def test_all_streams_refused_is_no_service_that_is_down(
    simulator: Simulator,
    sync: Sync,
) -> None:
    simulator.configure(list_status=403)
    run = sync()
    assert report_of(run)[0].endswith("5 of the streams failed:")
    assert len(simulator.requests()) == len(STREAMS)


def test_the_real_command_reports_at_its_end_and_exits_with_1(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("company", "uom")
    simulator.configure(list_status={"value": 403, "entities": ["company"]})
    run = run_cli(config=config, catalog=catalog)
    assert_fails(run, "'company'", "403", "1 of the streams failed")
    assert run.records("uom") == expected_records(simulator, "uom", catalog)
    assert run.messages[-1]["type"] == "STATE"
    assert "company" in run.stderr.rstrip().splitlines()[-1]


def test_a_request_that_is_refused_is_not_repeated(
    simulator: Simulator,
    sync: Sync,
) -> None:
    simulator.configure(list_status={"value": 403, "entities": [FAILING]})
    sync(max_retries=5)
    assert len(simulator.requests(entity=FAILING)) == 1


def test_the_message_names_the_request_and_the_reference_not_the_query(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    simulator.configure(list_status={"value": 403, "after": 1})
    config |= {
        "page_size": 200,
        "entity_options": {"*": {"filters": {"create_user__startswith!": "zq7"}}},
    }
    run = run_tap(config=config, catalog=catalog_of(FAILING))
    last = run.records(FAILING)[-1]["id"]
    assert_fails(run, f"GET /acme_test/wms/lgfapi/v10/entity/{FAILING}/", "reference")
    told = "".join(line for line in run.stderr.splitlines() if "403" in line)
    for part in ("id__gt", str(last), "zq7", "page_size"):
        assert part not in told


def test_a_stream_that_was_refused_at_first_has_a_bookmark_after_the_cure(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("item_barcode")
    wrong = {"entity_options": {"*": {"filters": {"no_such_field": 1}}}}
    broken = run_tap(config={**config, **wrong}, catalog=catalog)
    assert_fails(broken, "400")
    run = run_tap(config=config, catalog=catalog, state=broken.state)
    assert run.exit_code == 0, run.stderr
    assert len(run.records("item_barcode")) == simulator.count("item_barcode")
    assert "replication_key_value" in run.state["bookmarks"]["item_barcode"]


# Gone, or empty?


def test_an_empty_entity_costs_one_describe_and_is_no_error(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("company_message", "uom")
    simulator.clear_log()
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    assert [r["kind"] for r in simulator.requests(entity="company_message")] == [
        "list",
        "describe",
    ]
    assert "replication_key_value" in run.state["bookmarks"]["company_message"]
    simulator.clear_log()
    again = run_tap(config=config, catalog=catalog, state=run.state)
    assert again.exit_code == 0, again.stderr
    kinds = {r["kind"] for r in simulator.requests(entity="company_message")}
    assert kinds == {"list"}


def test_an_empty_page_costs_nothing_more(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("company_message")
    simulator.configure(empty_list="200")
    simulator.clear_log()
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    assert len(simulator.requests()) == 1


def test_an_empty_whole_table_is_no_error(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("order_status")
    for number in simulator.truth_by_id("order_status"):
        simulator.delete("order_status", number)
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    assert run.records("order_status") == []


def test_an_entity_that_is_gone_is_an_error(
    simulator: Simulator,
    sync: Sync,
    catalog_of: CatalogOf,
) -> None:
    gone = {"value": 404, "entities": [FAILING]}
    simulator.configure(list_status=gone, describe_status=gone)
    run = sync()
    assert_fails(run, f"'{FAILING}'", "no longer")
    assert_others_complete(run, simulator, catalog_of(*STREAMS))
    assert FAILING not in run.state["bookmarks"]
    assert len(simulator.requests(entity=FAILING)) == 2


def test_an_entity_that_never_was_is_an_error(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("uom", "company")
    made_up = {**entry_of(catalog, "uom"), "tap_stream_id": "uoms", "stream": "uoms"}
    run = run_tap(
        config=config,
        catalog={"streams": [made_up, entry_of(catalog, "company")]},
    )
    assert_fails(run, "'uoms'")
    assert run.records("company")


@pytest.mark.parametrize("status", [403, 500])
def test_whether_an_entity_is_gone_must_be_found_out(
    simulator: Simulator,
    sync: Sync,
    status: int,
) -> None:
    simulator.configure(
        list_status={"value": 404, "entities": [FAILING]},
        describe_status={"value": status, "entities": [FAILING]},
    )
    run = sync()
    # Neither empty nor gone: claiming success would be a lie.
    assert_fails(run, f"'{FAILING}'", str(status))
    assert FAILING not in run.state["bookmarks"]


def test_an_entity_that_was_listed_in_this_run_needs_no_second_look(
    simulator: Simulator,
    config: Json,
) -> None:
    run = run_tap(config={**config, "entities": ["company_message", "uom"]})
    assert run.exit_code == 0, run.stderr
    asked = [r["kind"] for r in simulator.requests(entity="company_message")]
    assert asked.count("describe") == 1


def test_a_404_behind_a_bookmark_means_no_rows(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    simulator.configure(describe_status=404)
    when = "2026-01-01T00:00:00+00:00"
    state = {"bookmarks": {"uom": {"replication_key_value": when}}}
    run = run_tap(config=config, catalog=catalog_of("uom"), state=state)
    assert run.exit_code == 0, run.stderr
    assert run.state["bookmarks"]["uom"]["replication_key_value"] > when


# What stops the run


def test_a_failing_sign_in_stops_the_run(simulator: Simulator, sync: Sync) -> None:
    run = sync(password="not-the-password")
    assert_fails(run, "401", "check auth_method")
    assert "not-the-password" not in run.stderr
    assert len(simulator.requests()) == 1
    assert not any(m["type"] == "RECORD" for m in run.messages)


def test_a_sign_in_that_fails_later_stops_the_run_and_keeps_the_state(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("facility", "item", "wave")
    simulator.configure(
        unauthorized={"value": True, "entities": ["item"], "after": 4},
    )
    config |= {"page_size": 20}
    broken = run_tap(config=config, catalog=catalog)
    assert_fails(broken, "401")
    kinds = [message["type"] for message in broken.messages]
    # What was written is covered, and the report is not one of a single stream.
    assert "RECORD" not in kinds[len(kinds) - kinds[::-1].index("STATE") :]
    assert "of the streams failed" not in broken.stderr
    assert broken.records("facility")
    assert broken.records("item")
    simulator.configure(unauthorized=None)
    arrived = Destination().take(broken)
    rest = run_tap(config=config, catalog=catalog, state=broken.state)
    assert rest.exit_code == 0, rest.stderr
    arrived.take(rest)
    for stream in ("facility", "item", "wave"):
        assert arrived.of(stream) == expected_records(simulator, stream, catalog)


def test_a_dead_service_stops_the_run(simulator: Simulator, sync: Sync) -> None:
    simulator.configure(error=503)
    run = sync()
    assert_fails(run, "503")
    assert len(simulator.requests()) <= 2 * len(STREAMS) + 2


def test_a_wrong_stream_in_a_state_stops_the_run_before_it_begins(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of(*STREAMS)
    simulator.clear_log()
    state = {"bookmarks": {"wave": {"replication_key_value": "?"}}}
    run = run_tap(config=config, catalog=catalog, state=state)
    assert_fails(run, "'wave'")
    assert_asks_nothing(simulator)
