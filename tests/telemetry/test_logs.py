"""What a run writes to the log, for people and for programs."""

from __future__ import annotations

import json
import logging
import os
import pty
import re
import typing as t

from tap_oracle_wms.telemetry import events, run
from tap_oracle_wms.telemetry.stats import Stats
from tap_oracle_wms.telemetry.talk import Talk
from tests.support import Run, run_cli, run_tap, start_cli

if t.TYPE_CHECKING:
    import pathlib

    import pytest

    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]

STRUCTURED = """
version: 1
disable_existing_loggers: false
formatters:
  structured:
    (): singer_sdk.logging.StructuredFormatter
handlers:
  stderr:
    class: logging.StreamHandler
    stream: ext://sys.stderr
    formatter: structured
root:
  level: LEVEL
  handlers: [stderr]
"""


def lines_of(run: Run, *parts: str) -> list[str]:
    return [line for line in run.stderr.splitlines() if all(p in line for p in parts)]


def summary_of(run: Run) -> Json:
    [line] = lines_of(run, "Run summary: {")
    summary: Json = json.loads(line[line.index("{") :])
    return summary


def structured(
    tmp_path: pathlib.Path,
    level: str,
    **files: t.Any,
) -> list[Json]:
    """Records of the log of the real command, as JSON."""
    path = tmp_path / "logging.yaml"
    path.write_text(STRUCTURED.replace("LEVEL", level))
    run = run_cli(
        environment={
            "SINGER_SDK_LOG_CONFIG": str(path),
            "TAP_ORACLE_WMS_LOGLEVEL": level,
        },
        **files,
    )
    assert run.exit_code == 0, run.stderr
    return [json.loads(line) for line in run.stderr.splitlines() if line[:1] == "{"]


def test_a_line_at_the_start_and_one_at_the_end_of_each_stream(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("item", "order_status")
    run = run_tap(config=config, catalog=catalog)
    rows = simulator.count("item")
    assert len(lines_of(run, "item: reading everything")) == 1
    [end] = lines_of(run, f"item: {rows:,} rows in", "complete up to 20")
    assert re.search(r"\d+ requests?;", end)
    assert len(lines_of(run, "order_status: ", " rows in ")) == 1
    assert lines_of(run, "Reading 2 streams")
    assert not lines_of(run, "Beginning sync")

    run = run_tap(config=config, catalog=catalog, state=run.state)
    assert len(lines_of(run, "item: reading what has changed since 20")) == 1


def test_a_stream_that_fails_says_so_and_names_request_and_reference(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    simulator.configure(list_status={"value": 400, "entities": ["item"]})
    run = run_tap(config=config, catalog=catalog_of("item", "uom"))
    assert run.exit_code == 1
    [line] = lines_of(run, "Stream 'item' failed")
    named = re.search(r"\(reference \S+, request (\w{16})\)", line)
    assert named
    sent = [one["headers"] for one in simulator.requests(entity="item")]
    assert named[1] in {headers["x-request-id"] for headers in sent}
    assert lines_of(run, "item: failed after 0 rows in")
    assert summary_of(run)["streams"]["item"]["problem"] == "RefusedError"
    assert summary_of(run)["outcome"] == "failed"


def test_the_summary_is_one_line_of_json(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    catalog = catalog_of("item", "order_hdr")
    first = run_tap(config=config, catalog=catalog)
    simulator.configure(error={"value": 503, "times": 1, "kinds": ["list"]})
    simulator.clear_log()
    run = run_tap(config=config, catalog=catalog, state=first.state)
    summary = summary_of(run)
    assert len(summary["run_id"]) == 32
    assert summary["outcome"] == "completed"
    assert summary["rows"] == len(run.records("item")) + len(run.records("order_hdr"))
    assert summary["requests"] == len(simulator.requests())
    assert summary["retries"] == 1
    assert summary["statuses"]["503"] == 1
    assert summary["bytes"] > 0
    for name, stream in summary["streams"].items():
        before = first.state["bookmarks"][name]["replication_key_value"]
        after = run.state["bookmarks"][name]["replication_key_value"]
        assert stream["bookmark_before"] == before.replace(".000000", "")
        assert stream["bookmark_after"] == after.replace(".000000", "")
        assert stream["outcome"] == "completed"
        assert stream["lag_seconds"] >= 0


def test_a_run_that_finds_no_service_ends_with_a_summary_too(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    simulator.configure(unauthorized=True)
    run = run_tap(config=config, catalog=catalog_of("item", "uom"))
    summary = summary_of(run)
    assert summary["outcome"] == "failed"
    assert summary["streams"]["uom"]["outcome"] in {None, "failed"}


def test_fields_for_programs(
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: pathlib.Path,
) -> None:
    records = structured(
        tmp_path,
        "DEBUG",
        config=config | {"page_size": 300},
        catalog=catalog_of("item"),
    )
    run_ids = {one["extra"].get("run_id") for one in records if "tap_" in str(one)}
    assert len(run_ids - {None}) == 1
    [end] = [
        one for one in records if "duration" in one["extra"] and "rows" in one["extra"]
    ]
    assert end["stream_name"] == "item"
    assert end["extra"]["outcome"] == "completed"
    pages = [
        one["extra"]
        for one in records
        if one["extra"].get("purpose") == "page" and "duration" in one["extra"]
    ]
    assert [one["page"] for one in pages] == [*range(1, len(pages) + 1)]
    assert {one["status"] for one in pages[:-1]} == {200}
    assert {one["attempt"] for one in pages} == {1}
    assert {one["segment"] for one in pages} == {0}
    assert {one["rung"] for one in pages} == {"sequenced"}
    assert len({one["request_id"] for one in pages}) == len(pages)
    assert len({one["pass_id"] for one in pages}) == 1
    assert all(one["bytes"] > 0 and one["duration"] > 0 for one in pages)
    metrics = [one["metric_info"] for one in records if "metric_info" in one]
    names = {one["metric"] for one in metrics}
    assert names >= {
        "record_count",
        "sync_duration",
        "http_request_count",
        "http_request_duration",
        "http_response_bytes",
        "page_count",
        "page_size",
        "reading_rung",
        "bookmark_lag",
        "http_requests_in_flight",
        "back_dated_record_count",
        "undescribed_field_count",
        "http_retry_count",
        "http_retry_wait",
    }


def test_info_has_no_line_for_each_request(
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: pathlib.Path,
) -> None:
    records = structured(
        tmp_path, "INFO", config=config | {"page_size": 100}, catalog=catalog_of("item")
    )
    assert not any("request_id" in one["extra"] for one in records)
    counts = [
        one["metric_info"]
        for one in records
        if one.get("metric_info", {}).get("metric") == "http_request_count"
    ]
    tags = {one["tags"]["http_status_code"]: one["tags"]["status"] for one in counts}
    assert tags == {200: "succeeded", 404: "succeeded"}


def test_a_terminal_gets_a_table_and_no_metric_points(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    ours, theirs = pty.openpty()
    with start_cli(
        config=config, catalog=catalog_of("item", "uom"), stderr=theirs
    ) as process:
        process.communicate(timeout=60)
        assert process.returncode == 0
        os.close(theirs)
        chunks = []
        while chunk := _read(ours):
            chunks.append(chunk)
    os.close(ours)
    text = b"".join(chunks).decode().replace("\r\n", "\n")
    table = text[text.index("Run summary\n") :].splitlines()[1:]
    assert table[0].split() == [
        "stream", "rows", "requests", "retries", "time", "bookmark", "outcome",
    ]  # fmt: skip
    assert [line.split()[0] for line in table[1:]] == ["item", "uom", "all"]
    assert all(line.endswith("completed") for line in table[1:])
    assert "METRIC" not in text


def _read(number: int) -> bytes:
    try:
        return os.read(number, 65536)
    except OSError:  # nobody holds the other side any more
        return b""


def test_the_id_of_a_run_is_that_of_the_trace_it_is_part_of() -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    given = f"00-{trace}-00f067aa0ba902b7-01"
    assert run.new_run_id({"TRACEPARENT": given}) == trace
    for odd in ("", "x", f"00-{'0' * 32}-00f067aa0ba902b7-01", given[:-1]):
        made = run.new_run_id({"TRACEPARENT": odd})
        assert made != trace
        assert re.fullmatch("[0-9a-f]{32}", made)


# Progress


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_progress_tells_share_and_time_left() -> None:
    clock = Clock()
    stats = Stats(clock)
    talk = Talk(stats)
    assert talk.progress_text() is None
    errand = events.Errand("page", "order_dtl", "p1", 1, 1, 1000, "sequenced")
    begun = events.RequestBegun("r1", errand, "GET", "https://x", "/x", 1)
    for event in (
        events.RunPlanned(
            (events.Place("item", None), events.Place("order_dtl", None))
        ),
        events.StreamBegun("item", "mod_ts"),
        events.StreamBegun("order_dtl", "mod_ts"),
        events.Written("item", 500),
        events.StreamEnded("item", "completed", None, None, None),
        events.PageRead("p1", "order_dtl", "main", 1000, "sequenced", 0.25),
        events.Written("order_dtl", 1000),
        begun,
        events.RetryBegun(errand, 2, 3.0, 503),
    ):
        stats.note(event)
    clock.now = 30.0
    assert talk.progress_text() == (
        "1 of 2 streams, 1,500 rows, 50 rows/s, 1 request in flight, 1 waiting "
        "before a repetition, 1 repeated so far; order_dtl 25% done, about 2 min left"
    )
    clock.now = 40.0
    assert "1,500 rows, 0 rows/s" in (talk.progress_text() or "")


def test_progress_is_told_at_a_steady_pace(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "PROGRESS_SECONDS", 0.05)
    simulator.configure(latency=0.2)
    log = run_tap(config=config, catalog=catalog_of("item", "uom"))
    told = lines_of(log, " of 2 streams, ", "rows/s", "in flight")
    assert len(told) > 2


def test_what_is_logged_without_a_run_has_no_mark(
    config: Json,
    catalog_of: CatalogOf,
    caplog: pytest.LogCaptureFixture,
) -> None:
    summary = summary_of(run_tap(config=config, catalog=catalog_of("uom")))
    run_id = summary["run_id"]
    marks = [getattr(one, "run_id", None) for one in caplog.records]
    assert run_id in marks
    logging.getLogger("tap_oracle_wms").warning("afterwards")
    assert getattr(caplog.records[-1], "run_id", None) != run_id


def test_continuous_mode_is_quiet_where_nothing_happens(
    config: Json,
    catalog_of: CatalogOf,
) -> None:
    options = {"poll_interval": 0.1, "poll_limit": 5}
    run = run_tap(config=config | options, catalog=catalog_of("uom", "item"))
    assert run.exit_code == 0, run.stderr
    assert len(lines_of(run, "item: reading everything")) == 1
    assert not lines_of(run, "item: reading what has changed")
    assert len(lines_of(run, "item: ", " rows in ", "complete up to")) < 5
    streams = summary_of(run)["streams"]
    assert streams["item"]["rows"] == len(run.records("item"))
    assert len(lines_of(run, '"http_request_count"', '"stream":"item"')) <= 2
