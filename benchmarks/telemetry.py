"""``python -m benchmarks.telemetry``: what telemetry costs, on against off."""

from __future__ import annotations

import http.server
import pathlib
import tempfile
import threading
import typing as t

import click

from benchmarks.bench import TAP, Bench
from benchmarks.measure import interleaved, median
from benchmarks.shapes import Warehouse

if t.TYPE_CHECKING:
    import socketserver

FULL_ROWS = 60_000
OFF = "off"


class _Collector(http.server.BaseHTTPRequestHandler):
    """Takes everything and looks at nothing."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        del format, args


def compare(bench: Bench) -> dict[str, tuple[float, float, float]]:
    """Run the tap with and without.

    Args:
        bench: What is measured with.

    Returns:
        By name: seconds of reading, seconds of the whole, CPU seconds.
    """
    server: socketserver.BaseServer
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host, port = server.server_address[:2]
    endpoint = f"OTEL_EXPORTER_OTLP_ENDPOINT=http://{host!s}:{port}"
    catalog = bench.catalog("told", [bench.warehouse.stream("one")])
    with bench.serve({"one": ("wide", bench.rows(FULL_ROWS))}) as pages:
        config = pages.config(max_concurrent_requests=1)
        files = ("--config", config, "--catalog", catalog)
        metrics_file = str(bench.folder / "tap.prom")
        with_file = pages.config(max_concurrent_requests=1, metrics_file=metrics_file)
        told = ("--config", with_file, "--catalog", catalog)
        commands = {
            OFF: ("env", *TAP, *files),
            "OpenTelemetry": ("env", endpoint, *TAP, *files),
            "metrics_file": ("env", *TAP, *told),
            "log at DEBUG": ("env", "TAP_ORACLE_WMS_LOGLEVEL=DEBUG", *TAP, *files),
        }
        taken = interleaved(pages, commands, bench.rounds)
    server.shutdown()
    server.server_close()
    figures = ("reading", "seconds", "cpu")
    return {
        name: t.cast(
            "tuple[float, float, float]",
            tuple(median(runs, what) for what in figures),
        )
        for name, runs in taken.items()
    }


@click.command()
@click.option("--rounds", default=5, help="Runs of which the median counts.")
@click.option("--scale", default=1.0, help="Share of the rows, for a quick look.")
def main(rounds: int, scale: float) -> None:
    """Measure what telemetry costs: each way against none."""
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Warehouse.from_simulator()
        bench = Bench(warehouse, pathlib.Path(folder), rounds, scale, {})
        found = compare(bench)
    click.echo(
        "| telemetry | reading | whole run | CPU |\n| --- | ---: | ---: | ---: |"
    )
    for name, values in found.items():
        ratios = [
            f"{one / base:.2f}" for one, base in zip(values, found[OFF], strict=True)
        ]
        click.echo(f"| {name} | {' | '.join(ratios)} |")
    seconds = ", ".join(f"{one:.2f}" for one in found[OFF])
    click.echo(f"\noff, in seconds: {seconds}")


if __name__ == "__main__":
    main()
