"""The telemetry of one run: who listens, from its beginning to its end."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import threading
import typing as t

from typing_extensions import override

from tap_oracle_wms.errors import UsageError
from tap_oracle_wms.telemetry.events import RunBegun, RunEnded, RunPlanned
from tap_oracle_wms.telemetry.metrics import Measures
from tap_oracle_wms.telemetry.otel_settings import wanted
from tap_oracle_wms.telemetry.stats import Stats
from tap_oracle_wms.telemetry.summary import summary_data, summary_table
from tap_oracle_wms.telemetry.talk import Talk
from tap_oracle_wms.telemetry.ticker import Ticker

if t.TYPE_CHECKING:
    from tap_oracle_wms.telemetry.events import Outcome, Place
    from tap_oracle_wms.telemetry.otel import Exporters
    from tap_oracle_wms.telemetry.prometheus import MetricsFile, PrometheusSink
    from tap_oracle_wms.telemetry.recorder import Hub, Recorder

logger = logging.getLogger("tap_oracle_wms.run")

PROGRESS_SECONDS = 30
"""Seconds between two lines that tell how far a run is."""

_FLUSH_SECONDS = 5
"""Seconds in which exporters may send what is left at the end of a run."""

_LAST_SECONDS = 0.7
"""Seconds for everything that is told when a signal ends the run."""

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_NO_TRACE = "0" * 32

_METRIC_POINTS = "singer_sdk.metrics"
"""Name of the logger that the Meltano SDK writes metric points to."""


class Wishes(t.Protocol):
    """The settings that say what is told, and where."""

    @property
    def metrics_file(self) -> str | None:
        """File for the metrics."""

    @property
    def health_port(self) -> int | None:
        """Port at which metrics are asked for."""


def new_run_id(environ: t.Mapping[str, str]) -> str:
    """The id of a run: that of the trace it belongs to, else a new one.

    Args:
        environ: The environment; whoever starts the tap within a trace of its own
            puts it into ``TRACEPARENT``.
    """
    parent = _TRACEPARENT.fullmatch(environ.get("TRACEPARENT", "").strip())
    if parent is not None and parent[1] != _NO_TRACE:
        return parent[1]
    return os.urandom(16).hex()


class RunTelemetry:
    """Attaches the listeners of a run, and lets them finish."""

    def __init__(
        self,
        hub: Hub,
        version: str,
        *others: t.Callable[[Stats, str], Recorder],
    ) -> None:
        """Prepare; nobody listens yet.

        Args:
            hub: Where events come in.
            version: Version of the tap.
            others: Make further listeners, out of the figures of the run and its id.
        """
        self._hub = hub
        self._version = version
        self._others = others
        self._begun = self._ended = False
        self._ticker: Ticker | None = None
        self._works: list[tuple[float, t.Callable[[], None]]] = []
        self._sink: PrometheusSink | None = None
        self._file: MetricsFile | None = None
        self._exporters: Exporters | None = None
        self.run_id = new_run_id(os.environ)
        self._marks = _RunMarks(self.run_id)
        self.stats = Stats()
        self._talk = Talk(self.stats)

    def begin(self, wishes: Wishes) -> None:
        """Listen from now on; once is enough.

        Args:
            wishes: What is to be told, and where.

        Raises:
            UsageError: If something is missing that it needs.
        """
        if self._begun:
            return
        self._begun = True
        self._sink = self._prometheus(wishes)
        self._marks.attach()
        logger.info("Run %s", self.run_id)
        self._hub.add(self.stats, self._talk)
        self._hub.add(*(other(self.stats, self.run_id) for other in self._others))
        if self._sink is not None:
            self._hub.add(Measures(self._sink))
        self._open_exporters()
        self._hub.note(RunBegun(self._version))

    def _prometheus(self, wishes: Wishes) -> PrometheusSink | None:
        """Where metrics are kept, if anybody wants to read them."""
        if wishes.metrics_file is None and wishes.health_port is None:
            return None
        try:
            # An extra, and slow to import: only for those who want it.
            from tap_oracle_wms.telemetry import prometheus  # noqa: PLC0415
        except ImportError:
            if wishes.metrics_file is None:
                return None
            msg = (
                "Setting 'metrics_file' needs an extra: "
                "pip install 'tap-oracle-wms[prometheus]'"
            )
            raise UsageError(msg) from None
        sink = prometheus.PrometheusSink(self._version)
        if wishes.metrics_file is not None:
            self._file = prometheus.MetricsFile(wishes.metrics_file, sink)
            self._works.append((prometheus.FILE_SECONDS, self._file.write))
        return sink

    def _open_exporters(self) -> None:
        """OpenTelemetry, where its variables ask for it."""
        want = wanted(os.environ)
        if not any(want):
            return
        try:
            # An extra, and slow to import: only for those who want it.
            from tap_oracle_wms.telemetry import otel  # noqa: PLC0415
        except ImportError:
            logger.warning(
                "OTEL_* variables are set, but nothing is sent: it needs an extra, "
                "pip install 'tap-oracle-wms[otel]'"
            )
            return
        self._exporters = otel.Exporters(
            self.run_id, self._version, traces=want.traces, metrics=want.metrics
        )
        for listener in self._exporters.listeners:
            if isinstance(listener, otel.Traces):
                listener.begin(os.environ.get("TRACEPARENT"))
            else:
                self._hub.add(Measures(listener))
            self._hub.add(listener)

    def exposition(self) -> bytes | None:
        """Metrics as Prometheus reads them; None where they are not kept."""
        return None if self._sink is None else self._sink.exposition()

    def plan(self, places: t.Iterable[Place], *, continuous: bool) -> None:
        """Take note of what is to be read, and tell now and then how far it is.

        Args:
            places: The streams.
            continuous: Whether they are read again and again.
        """
        self._hub.note(RunPlanned(tuple(places), continuous))
        if not continuous:
            self._works.append((PROGRESS_SECONDS, self._talk.progress))
        if self._works:
            self._ticker = Ticker(*self._works).start()

    def end(self, outcome: Outcome) -> None:
        """Tell what it came to; once is enough."""
        if not self._begun or self._ended:
            return
        self._ended = True
        if self._ticker is not None:
            self._ticker.stop()
        self._hub.note(RunEnded(outcome))
        self._summarize()
        if self._file is not None:
            self._file.write()
        if self._exporters is not None:
            self._exporters.close(_FLUSH_SECONDS)
        self._marks.detach()

    def stopped(self) -> None:
        """Tell what it came to when a signal ends it.

        The signal may have come while this thread held any lock there is: so another
        one tells, and is not waited for long.
        """
        teller = threading.Thread(target=self.end, args=("stopped",), daemon=True)
        teller.start()
        teller.join(_LAST_SECONDS)

    def _summarize(self) -> None:
        if not self.stats.planned:
            return
        if sys.stderr.isatty():
            logger.info("Run summary\n%s", summary_table(self.stats))
        else:
            data = summary_data(self.stats, self.run_id)
            text = json.dumps(data, separators=(",", ":"))
            logger.info("Run summary: %s", text)


def _for_people() -> bool:
    """Whether the log goes to a terminal, as it is by default."""
    return (
        sys.stderr.isatty()
        and "SINGER_SDK_LOG_CONFIG" not in os.environ
        and logging.getLogger().getEffectiveLevel() > logging.DEBUG
    )


class _RunMarks(logging.Filter):
    """Puts the id of the run into each record that is written meanwhile.

    Metric points are for programs: a terminal shows them at DEBUG only.
    """

    def __init__(self, run_id: str) -> None:
        super().__init__()
        self._run_id = run_id
        self._for_people = _for_people()
        self._handlers: list[logging.Handler] = []

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        record.run_id = self._run_id
        return not (self._for_people and record.name == _METRIC_POINTS)

    def attach(self) -> None:
        loggers = [
            logging.getLogger(),
            *logging.getLogger().manager.loggerDict.values(),
        ]
        self._handlers = [
            handler
            for one in loggers
            if isinstance(one, logging.Logger)
            for handler in one.handlers
        ]
        for handler in self._handlers:
            handler.addFilter(self)

    def detach(self) -> None:
        for handler in self._handlers:
            handler.removeFilter(self)
