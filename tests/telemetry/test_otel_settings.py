"""When OpenTelemetry is on, by its standard variables; and that off costs nothing."""

from __future__ import annotations

import subprocess
import sys
import typing as t

import pytest

from tap_oracle_wms import telemetry
from tap_oracle_wms.telemetry.otel_settings import wanted
from tests.support import run_tap

ADDRESS = "http://127.0.0.1:4318"
Json: t.TypeAlias = dict[str, t.Any]


@pytest.mark.parametrize(
    ("environ", "traces", "metrics"),
    [
        ({}, False, False),
        ({"ENDPOINT": ADDRESS}, True, True),
        ({"ENDPOINT": " "}, False, False),
        ({"TRACES_ENDPOINT": ADDRESS}, True, False),
        ({"METRICS_ENDPOINT": ADDRESS}, False, True),
        ({"ENDPOINT": ADDRESS, "PROTOCOL": "http/protobuf"}, True, True),
        ({"ENDPOINT": ADDRESS, "PROTOCOL": "grpc"}, False, False),
        (
            {
                "ENDPOINT": ADDRESS,
                "PROTOCOL": "grpc",
                "TRACES_PROTOCOL": "http/protobuf",
            },
            True,
            False,
        ),
    ],
)
def test_an_address_turns_it_on(
    environ: dict[str, str],
    traces: bool,  # noqa: FBT001 - a case
    metrics: bool,  # noqa: FBT001 - a case
) -> None:
    full = {f"OTEL_EXPORTER_OTLP_{name}": value for name, value in environ.items()}
    assert wanted(full) == (traces, metrics)


def test_exporters_by_name() -> None:
    assert wanted({"OTEL_TRACES_EXPORTER": "otlp"}) == (True, False)
    assert wanted({"OTEL_METRICS_EXPORTER": "console,otlp"}) == (False, True)
    both = {"OTEL_EXPORTER_OTLP_ENDPOINT": ADDRESS}
    assert wanted(both | {"OTEL_TRACES_EXPORTER": "none"}) == (False, True)
    assert wanted(both | {"OTEL_SDK_DISABLED": "TRUE"}) == (False, False)


def test_without_the_extra_a_run_goes_on_and_says_what_is_missing(
    config: Json,
    catalog_of: t.Callable[..., Json],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(telemetry, "otel", raising=False)
    for name in [*sys.modules]:
        if f"{name}.".startswith("tap_oracle_wms.telemetry.otel."):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", ADDRESS)
    run = run_tap(config=config, catalog=catalog_of("uom"))
    assert run.exit_code == 0, run.stderr
    assert "pip install 'tap-oracle-wms[otel]'" in run.stderr


def test_off_it_is_not_even_imported() -> None:
    code = (
        "import sys, tap_oracle_wms.tap\n"
        "names = [n for n in sys.modules if n.split('.')[0] in "
        "('opentelemetry', 'prometheus_client', 'google')]\n"
        "sys.exit(' '.join(names) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
