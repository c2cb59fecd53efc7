"""Metrics as Prometheus reads them, of real runs."""

from __future__ import annotations

import json
import pathlib
import re
import sys
import typing as t

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tap_oracle_wms import telemetry
from tap_oracle_wms.telemetry.metrics import METRICS
from tap_oracle_wms.telemetry.prometheus import MetricsFile, PrometheusSink
from tests.support import Run, run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]
Samples: t.TypeAlias = dict[str, dict[tuple[tuple[str, str], ...], float]]

DOCS = pathlib.Path(__file__).parents[2] / "docs"
NAME = re.compile(r"\btap_oracle_wms_\w+")


def read(text: str) -> Samples:
    """Values by name of the sample and labels."""
    found: Samples = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = tuple(sorted(sample.labels.items()))
            found.setdefault(sample.name, {})[labels] = sample.value
    return found


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples[f"tap_oracle_wms_{name}"][tuple(sorted(labels.items()))]


@pytest.fixture
def path(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "tap.prom"


@pytest.fixture
def sync(config: Json, path: pathlib.Path) -> t.Callable[..., tuple[Run, Samples]]:
    """Runs a sync with a metrics file, and reads that."""

    def run(catalog: Json, state: Json | None = None, **options: t.Any) -> t.Any:  # noqa: ANN401
        settings = {**config, "metrics_file": str(path), **options}
        log = run_tap(config=settings, catalog=catalog, state=state)
        return log, read(path.read_text())

    return run


Sync: t.TypeAlias = t.Callable[..., tuple[Run, Samples]]


def test_a_run_in_figures(
    simulator: Simulator,
    catalog_of: CatalogOf,
    sync: Sync,
) -> None:
    simulator.configure(error={"value": 503, "times": 1, "entities": ["item"]})
    simulator.configure(extra_fields={"brand_new": 1})
    run, samples = sync(catalog_of("item", "order_status"), page_size=500)
    assert run.exit_code == 0, run.stderr
    rows = simulator.count("item")
    for name in ("records_read_total", "records_written_total"):
        assert value(samples, name, stream="item") == rows
    page = {"stream": "item", "purpose": "page"}
    asked = simulator.requests(entity="item", kind="list")
    good = sum(one["status"] == 200 for one in asked)
    seen = samples["tap_oracle_wms_http_requests_total"]
    assert sum(seen.values()) == len(simulator.requests())
    assert value(samples, "http_requests_total", **page, status="503") == 1
    assert good >= value(samples, "http_requests_total", **page, status="200") > 3
    assert value(samples, "http_retries_total", stream="item", status="503") == 1
    assert value(samples, "http_retry_wait_seconds_total", stream="item") > 0
    assert value(samples, "page_size", stream="item") == 500
    assert value(samples, "reading_rung", stream="item") == 1
    assert value(samples, "undescribed_fields", stream="item") == 1
    assert value(samples, "http_requests_in_flight") == 0
    assert value(samples, "breaker_state", state="closed") == 1
    assert value(samples, "breaker_state", state="open") == 0
    assert value(samples, "stream_failed", stream="item") == 0
    assert value(samples, "run_success") == 1
    assert value(samples, "stream_lag_seconds", stream="item") >= 0
    stamps = samples["tap_oracle_wms_stream_bookmark_timestamp_seconds"]
    assert [dict(labels)["stream"] for labels in stamps] == ["item"]
    count = samples["tap_oracle_wms_http_request_duration_seconds_count"]
    assert sum(count.values()) == sum(seen.values())
    assert not any(name.endswith("_created") for name in samples)
    assert simulator.password not in str(samples)


def test_rows_that_were_caught_in_figures(
    simulator: Simulator,
    catalog_of: CatalogOf,
    sync: Sync,
) -> None:
    catalog = catalog_of("order_hdr")
    first, samples = sync(catalog)
    assert value(samples, "back_dated_records_total", stream="order_hdr") == 0
    simulator.clock(offset=3600)
    old = "2025-01-01T00:00:00+00:00"
    simulator.insert("order_hdr", {"order_nbr": "LATE", "mod_ts": old})
    run, samples = sync(catalog, state=first.state)
    assert value(samples, "back_dated_records_total", stream="order_hdr") == 1
    [line] = [one for one in run.stderr.splitlines() if "Run summary: {" in one]
    summary = json.loads(line[line.index("{") :])
    assert summary["streams"]["order_hdr"]["back_dated_rows"] == 1


def test_failures_in_figures(
    simulator: Simulator,
    catalog_of: CatalogOf,
    sync: Sync,
) -> None:
    simulator.configure(list_status={"value": 403, "entities": ["item"]})
    run, samples = sync(catalog_of("item", "uom"))
    assert run.exit_code == 1
    assert value(samples, "stream_failed", stream="item") == 1
    assert value(samples, "stream_failures_total", stream="item") == 1
    assert value(samples, "stream_failures_total", stream="uom") == 0
    assert value(samples, "run_success") == 0


def test_a_breaker_that_opens_is_shown(
    simulator: Simulator,
    catalog_of: CatalogOf,
    sync: Sync,
) -> None:
    simulator.configure(error=503)
    streams = ("uom", "item", "order_hdr", "order_type", "order_status", "facility")
    run, samples = sync(catalog_of(*streams), max_retries=0)
    assert run.exit_code == 1
    assert value(samples, "breaker_state", state="open") == 1
    assert value(samples, "breaker_state", state="closed") == 0
    assert value(samples, "http_requests_allowed") == 1


def test_bookmarks_and_last_successes_outlive_a_run_that_does_not_get_there(
    simulator: Simulator,
    catalog_of: CatalogOf,
    sync: Sync,
) -> None:
    catalog = catalog_of("item", "order_status")
    first, before = sync(catalog)
    simulator.configure(unauthorized=True)
    run, after = sync(catalog, state=first.state)
    assert run.exit_code == 1
    for name in ("stream_bookmark_timestamp_seconds",):
        assert value(after, name, stream="item") == value(before, name, stream="item")
    for stream in ("item", "order_status"):
        name = "stream_last_success_timestamp_seconds"
        assert value(after, name, stream=stream) == value(before, name, stream=stream)


def test_discovery_has_figures_too(config: Json, path: pathlib.Path) -> None:
    options = {"entities": ["uom", "item"], "metrics_file": str(path)}
    run = run_tap("--discover", config=config | options)
    assert run.exit_code == 0, run.stderr
    samples = read(path.read_text())
    assert value(samples, "discovery_entities") == 2
    labels = {"stream": "uom", "purpose": "describe", "status": "200"}
    assert value(samples, "http_requests_total", **labels) == 1


def test_a_file_that_can_t_be_written_harms_nothing(
    config: Json,
    catalog_of: CatalogOf,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> t.NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pathlib.Path, "write_bytes", refuse)
    options = {"metrics_file": str(tmp_path / "x.prom")}
    run = run_tap(config=config | options, catalog=catalog_of("uom"))
    assert run.exit_code == 0, run.stderr
    assert run.stderr.count("metrics_file can't be written: No space left") == 1


@pytest.mark.parametrize("content", [b"\xff\xfe", b"nonsense {", b"", b"a 1\n"])
def test_a_file_of_somebody_else_is_written_anew(
    path: pathlib.Path,
    content: bytes,
) -> None:
    path.write_bytes(content)
    MetricsFile(str(path), PrometheusSink("1.0")).write()
    samples = read(path.read_text())
    assert value(samples, "build_info", version="1.0") == 1


def test_without_the_extra_the_setting_says_what_is_missing(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(telemetry, "prometheus", raising=False)
    monkeypatch.delitem(sys.modules, "tap_oracle_wms.telemetry.prometheus")
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    simulator.clear_log()
    run = run_tap(
        config=config | {"metrics_file": str(path)}, catalog=catalog_of("uom")
    )
    assert run.exit_code == 1
    assert "pip install 'tap-oracle-wms[prometheus]'" in run.stderr
    assert simulator.requests() == []


def test_names_follow_the_conventions() -> None:
    for metric in METRICS:
        assert re.fullmatch("[a-z][a-z_]*", metric.name)
        assert not metric.name.endswith("_total")
        assert metric.text.endswith(".")
        if metric.unit:
            assert metric.name.endswith(f"_{metric.unit}")


def test_dashboard_and_rules_name_only_what_there_is(
    simulator: Simulator,
    catalog_of: CatalogOf,
    sync: Sync,
) -> None:
    simulator.configure(error={"value": 503, "times": 1, "entities": ["item"]})
    simulator.configure(extra_fields={"brand_new": 1})
    _, samples = sync(catalog_of("item", "order_status"))
    for name in ("dashboard.json", "alerts.yml", "alerts_test.yml"):
        named = set(NAME.findall((DOCS / "monitoring" / name).read_text()))
        assert named
        assert named - samples.keys() == set()


def test_the_dashboard_is_whole() -> None:
    dashboard = json.loads((DOCS / "monitoring" / "dashboard.json").read_text())
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    for panel in panels:
        assert panel["title"]
        assert all(target["expr"] for target in panel["targets"])
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24


def test_every_rule_is_tested() -> None:
    folder = DOCS / "monitoring"
    rules = yaml.safe_load((folder / "alerts.yml").read_text())["groups"][0]["rules"]
    tests = yaml.safe_load((folder / "alerts_test.yml").read_text())["tests"]
    fires = {
        one["alertname"]
        for test in tests
        for one in test["alert_rule_test"]
        if one.get("exp_alerts")
    }
    assert {rule["alert"] for rule in rules} == fires


def test_the_table_of_the_docs_is_that_of_the_metrics() -> None:
    text = (DOCS / "observability.md").read_text()
    for metric in METRICS:
        suffix = "_total" if metric.kind == "counter" else ""
        row = f"| `tap_oracle_wms_{metric.name}{suffix}` | {metric.kind} |"
        assert row in text
        assert metric.text in text
