"""The log of a run, readable for people, with fields for programs."""

from __future__ import annotations

import logging
import typing as t

from tap_oracle_wms.telemetry import events
from tap_oracle_wms.telemetry.recorder import Listener
from tap_oracle_wms.telemetry.words import instant, many, size, span

if t.TYPE_CHECKING:
    from tap_oracle_wms.telemetry.events import Errand
    from tap_oracle_wms.telemetry.stats import Stats

logger = logging.getLogger("tap_oracle_wms.run")

_LEAST_SHARE = 0.01
"""Share of a stream from which on its rest can be guessed."""


class Talk(Listener):
    """Writes what happens to the log; requests only at DEBUG.

    Fields of the records: ``stream_name``, ``purpose``, ``segment``, ``page``,
    ``page_size``, ``rung``, ``pass_id``, ``request_id``, ``reference``, ``attempt``,
    ``status``, ``duration``, ``bytes``, ``rows``.
    """

    def __init__(self, stats: Stats) -> None:
        """Take the figures to tell of; they are added before this is told."""
        self._stats = stats
        self._begun: set[str] = set()
        self._told_at = stats.elapsed
        self._told_rows = 0
        super().__init__(
            {
                events.RunPlanned: _planned,
                events.StreamEnded: self._stream_ended,
                events.PassBegun: self._pass_begun,
                events.RequestBegun: _request_begun,
                events.RequestEnded: _request_ended,
            }
        )

    def progress(self) -> None:
        """Tell how far the run is."""
        text = self.progress_text()
        if text is not None:
            logger.info("%s", text)

    def progress_text(self) -> str | None:
        """How far the run is, None while nothing is read."""
        stats = self._stats
        with stats.lock:
            if not stats.planned:
                return None
            now, rows = stats.elapsed, stats.rows
            over = sum(one.outcome is not None for one in stats.streams.values())
            rate = (rows - self._told_rows) / max(now - self._told_at, 1e-9)
            self._told_at, self._told_rows = now, rows
            parts = [
                f"{over} of {many(stats.planned, 'stream')}",
                many(rows, "row"),
                f"{rate:,.0f} rows/s",
                f"{many(stats.in_flight, 'request')} in flight",
            ]
            if stats.waiting:
                parts.append(f"{stats.waiting} waiting before a repetition")
            if stats.all.retries:
                parts.append(f"{stats.all.retries} repeated so far")
            known = [
                _share(name, sum(one.done.values()) / len(one.done), stats, one.began)
                for name, one in stats.streams.items()
                if one.done and one.outcome is None
            ]
        return "; ".join([", ".join(parts), *known])

    def _pass_begun(self, event: events.PassBegun) -> None:
        name = event.stream
        first = name not in self._begun
        self._begun.add(name)
        if event.resumed:
            what = "going on with the pass that was under way"
        elif event.since is not None:
            what = f"reading what has changed since {instant(event.since)}"
        else:
            what = "reading everything"
        part = f", partition {event.partition}" if event.partition else ""
        logger.log(
            logging.INFO if first else logging.DEBUG,
            "%s%s: %s",
            name,
            part,
            what,
            extra={"stream_name": name, "pass_id": event.pass_id},
        )

    def _stream_ended(self, event: events.StreamEnded) -> None:
        stats = self._stats
        with stats.lock:
            figures = stats.stream(event.stream)
            rows, requests = figures.rows - figures.rows_before, figures.requests
            seconds = figures.seconds or 0.0
            retries = figures.retries
        told = f"{many(rows, 'row')} in {span(seconds)}"
        if not stats.continuous:
            told += f", {many(requests, 'request')}"
            told += f" of which {retries} repeated" if retries else ""
        if event.outcome != "completed":
            told = f"{event.outcome} after {told}"
        elif event.after is not None:
            told += f"; complete up to {instant(event.after)}"
        quiet = stats.continuous and not rows and event.outcome == "completed"
        logger.log(
            logging.DEBUG if quiet else logging.INFO,
            "%s: %s",
            event.stream,
            told,
            extra={
                "stream_name": event.stream,
                "rows": rows,
                "requests": requests,
                "retries": retries,
                "duration": round(seconds, 3),
                "outcome": event.outcome,
                "bookmark": instant(event.after) or None,
            },
        )


def _planned(event: events.RunPlanned) -> None:
    logger.info("Reading %s", many(len(event.places), "stream"))


def _share(name: str, share: float, stats: Stats, began: float | None) -> str:
    text = f"{name} {share:.0%} done"
    if began is not None and _LEAST_SHARE <= share < 1:
        left = (stats.clock() - began) * (1 - share) / share
        text += f", about {span(left)} left"
    return text


def _errand_fields(errand: Errand) -> dict[str, t.Any]:
    """Fields of a log record that say what a request was for."""
    fields = errand._asdict()
    fields["stream_name"] = fields.pop("stream")
    return {name: value for name, value in fields.items() if value is not None}


def _about(errand: Errand) -> str:
    text = errand.purpose
    if errand.stream is not None:
        text += f" of {errand.stream}"
    if errand.page is not None:
        segment = f"{errand.segment}." if errand.segment else ""
        text += f" {segment}{errand.page}"
    return text


def _request_begun(event: events.RequestBegun) -> None:
    if not logger.isEnabledFor(logging.DEBUG):
        return
    logger.debug(
        "%s %s: sent as %s (%s, attempt %d)",
        event.method,
        event.path,
        event.request_id,
        _about(event.errand),
        event.attempt,
        extra={
            **_errand_fields(event.errand),
            "request_id": event.request_id,
            "attempt": event.attempt,
        },
    )


def _request_ended(event: events.RequestEnded) -> None:
    if not logger.isEnabledFor(logging.DEBUG):
        return
    outcome = event.fault if event.status is None else f"HTTP {event.status}"
    logger.debug(
        "%s %s: %s in %.3f s, %s, %s",
        event.method,
        event.path,
        outcome,
        event.seconds,
        size(event.received),
        event.request_id,
        extra={
            **_errand_fields(event.errand),
            "request_id": event.request_id,
            "attempt": event.attempt,
            "status": event.status,
            "duration": round(event.seconds, 6),
            "bytes": event.received,
            **({"reference": event.reference} if event.reference else {}),
        },
    )
