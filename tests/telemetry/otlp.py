"""Traces and metrics of real runs, by a real receiver (`make observability-test`)."""

from __future__ import annotations

import os
import re
import signal
import time
import typing as t

import pytest

from tests.support import run_cli, start_cli
from tests.telemetry.receiver import Receiver

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]

CUSTOMER = "Jane Doe & Sons"
HEADER_SECRET = "collector-key-77"
TRACE, OUTER = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.fixture
def receiver() -> t.Iterator[Receiver]:
    with Receiver() as running:
        yield running


def sending(receiver: Receiver, **others: str) -> dict[str, str]:
    return {
        "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.endpoint,
        "OTEL_EXPORTER_OTLP_HEADERS": f"api-key={HEADER_SECRET}",
        **others,
    }


def test_spans_nest_across_threads_and_go_with_the_requests(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    receiver: Receiver,
) -> None:
    simulator.configure(
        error={"value": 503, "times": 1, "entities": ["item"], "kinds": ["list"]}
    )
    run = run_cli(
        config=config | {"page_size": 400},
        catalog=catalog_of("item", "order_hdr", "uom", "order_type"),
        environment=sending(receiver),
    )
    assert run.exit_code == 0, run.stderr
    spans = {span.span_id: span for span in receiver.spans}
    assert len(spans) == len(receiver.spans)
    [whole] = receiver.named("run")
    assert whole.parent_id == ""
    assert {span.trace_id for span in receiver.spans} == {whole.trace_id}
    assert f"Run {whole.trace_id}" in run.stderr
    parents = {
        "stream": {"run"},
        "pass": {"stream"},
        "GET page": {"pass"},
        "GET last id": {"pass"},
        "retry wait": {"pass"},
    }
    for span in receiver.spans:
        if span is whole:
            continue
        parent = spans[span.parent_id]
        assert parent.name in parents.get(span.name, {"run", "stream"}), span
        assert parent.begun <= span.begun <= span.ended <= parent.ended, span
        stream = "oracle_wms.stream"
        if stream in parent.attributes:
            assert span.attributes[stream] == parent.attributes[stream]
    assert len(receiver.named("stream")) == len(receiver.named("pass")) == 4
    assert len(receiver.named("retry wait")) == 1

    asked = {one["headers"]["x-request-id"]: one for one in simulator.requests()}
    requests = [
        span for span in receiver.spans if "http.request.method" in span.attributes
    ]
    assert {span.span_id for span in requests} == asked.keys()
    for span in requests:
        one, told = asked[span.span_id], span.attributes
        given = f"00-{whole.trace_id}-{span.span_id}-01"
        assert one["headers"]["traceparent"] == given
        assert told["http.response.status_code"] == one["status"]
        assert told["url.full"].endswith(one["path"])
        assert told["server.address"] == "127.0.0.1"
        assert span.failed == (one["status"] == 503)
        assert span.kind == 3
    again = [s for s in requests if "http.request.resend_count" in s.attributes]
    assert [span.attributes["http.request.resend_count"] for span in again] == [1]
    [its_pass] = [
        s for s in receiver.named("pass") if s.attributes["oracle_wms.stream"] == "item"
    ]
    assert its_pass.attributes["oracle_wms.rows"] == simulator.count("item")
    assert {one["service.name"] for one in receiver.resources} == {"tap-oracle-wms"}


def test_discovery_is_traced(
    config: Json,
    receiver: Receiver,
) -> None:
    options = {"entities": ["uom", "item"]}
    run = run_cli("--discover", config=config | options, environment=sending(receiver))
    assert run.exit_code == 0, run.stderr
    [discovery] = receiver.named("discovery")
    assert discovery.attributes["oracle_wms.entities"] == 2
    for name in ("GET listing", "GET describe", "GET sample"):
        for span in receiver.named(name):
            assert span.parent_id == discovery.span_id
    assert len(receiver.named("GET describe")) == 2


def test_a_run_joins_the_trace_it_is_given(
    config: Json,
    catalog_of: CatalogOf,
    receiver: Receiver,
) -> None:
    given = {"TRACEPARENT": f"00-{TRACE}-{OUTER}-01", "OTEL_SERVICE_NAME": "acme-elt"}
    run = run_cli(
        config=config,
        catalog=catalog_of("uom"),
        environment=sending(receiver, **given),
    )
    assert run.exit_code == 0, run.stderr
    [whole] = receiver.named("run")
    assert (whole.trace_id, whole.parent_id) == (TRACE, OUTER)
    assert f"Run {TRACE}" in run.stderr
    assert {one["service.name"] for one in receiver.resources} == {"acme-elt"}


def test_metrics_arrive(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    receiver: Receiver,
) -> None:
    run = run_cli(
        config=config, catalog=catalog_of("item"), environment=sending(receiver)
    )
    assert run.exit_code == 0, run.stderr
    written = receiver.metrics["tap_oracle_wms.records_written"]
    assert written == [({"stream": "item"}, simulator.count("item"))]
    durations = receiver.metrics["http.client.request.duration"]
    assert sum(count for _, count in durations) == len(simulator.requests())
    assert durations[0][0]["http.request.method"] == "GET"
    assert durations[0][0]["server.address"] == "127.0.0.1"
    assert receiver.metrics["tap_oracle_wms.run_success"] == [({}, 1.0)]


def test_nothing_secret_and_nothing_of_rows_is_sent(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    receiver: Receiver,
) -> None:
    ids = sorted(simulator.truth_by_id("order_hdr"))
    for one in ids[:20]:
        simulator.update("order_hdr", one, {"cust_name": CUSTOMER})
    simulator.configure(
        error={"value": 500, "times": 2, "after": 2},
        extra_fields={"brand_new": CUSTOMER},
    )
    catalog = catalog_of("order_hdr", "item")
    run = run_cli(
        config=config | {"page_size": 100, "http_headers": {"X-Api-Key": "gate-4711"}},
        catalog=catalog,
        environment=sending(receiver),
    )
    assert run.exit_code == 0, run.stderr
    assert receiver.spans
    secrets = (simulator.password, "gate-4711", HEADER_SECRET, CUSTOMER)
    for text in (*secrets, "id__gt", "page_size=", "Basic "):
        assert text.encode() not in receiver.raw
        assert text not in run.stderr
    for span in receiver.spans:
        assert not {*span.attributes.values()} & set(ids)


@pytest.mark.parametrize(
    ("status", "hang"), [(503, 0.0), (200, 60.0)], ids=["refuses", "hangs"]
)
def test_a_dead_collector_harms_nothing(
    config: Json,
    catalog_of: CatalogOf,
    status: int,
    hang: float,
) -> None:
    with Receiver(status, hang) as receiver:
        # The tap gives up sending at its end, whatever the exporter is at.
        environment = sending(receiver, OTEL_BSP_SCHEDULE_DELAY="100")
        run = run_cli(
            config=config, catalog=catalog_of("item"), environment=environment
        )
        assert receiver.asked
    assert run.exit_code == 0, run.stderr
    assert len(run.records("item")) > 1000
    assert re.search("OpenTelemetry: .* dropped", run.stderr), run.stderr
    assert "Traceback" not in run.stderr
    assert HEADER_SECRET not in run.stderr


def test_no_collector_at_all_is_told_once(config: Json, catalog_of: CatalogOf) -> None:
    environment = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "1",
        "OTEL_BSP_SCHEDULE_DELAY": "50",
    }
    run = run_cli(
        config=config, catalog=catalog_of("item", "uom"), environment=environment
    )
    assert run.exit_code == 0, run.stderr
    assert run.stderr.count("OpenTelemetry: traces can't be delivered") == 1


def test_a_signal_ends_the_run_in_time_and_sends_what_there_is(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    receiver: Receiver,
) -> None:
    simulator.configure(latency={"value": 60, "after": 1})
    for hang in (0.0, 60.0):
        with Receiver(hang=hang) as other:
            environment = sending(other)
            with start_cli(
                config=config, catalog=catalog_of("item"), environment=environment
            ) as process:
                while not simulator.requests():
                    time.sleep(0.05)
                time.sleep(0.3)
                began = time.monotonic()
                process.send_signal(signal.SIGTERM)
                _, stderr = process.communicate(timeout=20)
                took = time.monotonic() - began
            assert process.returncode == 128 + signal.SIGTERM, stderr
            assert took < 2 + 1  # a busy machine may take a second to say so
            if not hang:
                [whole] = other.named("run")
                assert whole.attributes["error.type"] == "stopped"
        simulator.clear_log()
    assert receiver.asked == 0


def test_continuous_mode_has_a_trace_for_each_pass(
    config: Json,
    catalog_of: CatalogOf,
    receiver: Receiver,
) -> None:
    options = {"poll_interval": 0.1, "poll_limit": 3}
    run = run_cli(
        config=config | options,
        catalog=catalog_of("uom"),
        environment=sending(receiver),
    )
    assert run.exit_code == 0, run.stderr
    [whole] = receiver.named("run")
    streams = receiver.named("stream")
    assert len(streams) == len({span.trace_id for span in streams}) == 3
    assert {span.links for span in streams} == {(whole.span_id,)}


def test_it_is_off_unless_it_is_asked_for(
    config: Json,
    catalog_of: CatalogOf,
    receiver: Receiver,
) -> None:
    off = sending(receiver, OTEL_SDK_DISABLED="true")
    run = run_cli(config=config, catalog=catalog_of("uom"), environment=off)
    assert run.exit_code == 0, run.stderr
    assert receiver.asked == 0
    traces_only = sending(receiver, OTEL_METRICS_EXPORTER="none")
    run = run_cli(config=config, catalog=catalog_of("uom"), environment=traces_only)
    assert run.exit_code == 0, run.stderr
    assert receiver.spans
    assert not receiver.metrics
    assert not {name for name in os.environ if name.startswith("OTEL_")}
