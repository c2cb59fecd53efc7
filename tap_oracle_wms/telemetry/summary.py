"""The summary of a run: a table for people, one line of JSON for programs."""

from __future__ import annotations

import typing as t

from tap_oracle_wms.telemetry.words import instant, span

if t.TYPE_CHECKING:
    from tap_oracle_wms.telemetry.stats import Figures, Stats, StreamFigures

Json: t.TypeAlias = dict[str, t.Any]

_HEADER = ("stream", "rows", "requests", "retries", "time", "bookmark", "outcome")
_RIGHT = frozenset({1, 2, 3, 4})


def summary_data(stats: Stats, run_id: str) -> Json:
    """The summary as data.

    Args:
        stats: The figures.
        run_id: Id of the run.

    Returns:
        What the run came to, and each of its streams.
    """
    with stats.lock:
        return {
            "run_id": run_id,
            "outcome": stats.outcome,
            "seconds": round(stats.elapsed, 3),
            "rows": stats.rows,
            **_figures(stats.all),
            "most_in_flight": stats.most_in_flight,
            "entities": stats.entities,
            "streams": {name: _stream(one) for name, one in stats.streams.items()},
        }


def _figures(figures: Figures) -> Json:
    return {
        "requests": figures.requests,
        "statuses": {name: one.count for name, one in figures.by_status.items()},
        "request_seconds": round(
            sum(one.seconds for one in figures.by_status.values()), 3
        ),
        "retries": figures.retries,
        "waited_seconds": round(figures.waited, 3),
        "bytes": figures.received,
    }


def _stream(figures: StreamFigures) -> Json:
    return {
        "rows": figures.rows,
        "back_dated_rows": figures.caught,
        **_figures(figures),
        "pages": figures.pages,
        "rows_a_page": figures.page_size,
        "rung": figures.rung,
        "seconds": None if figures.seconds is None else round(figures.seconds, 3),
        "bookmark_before": instant(figures.before) or None,
        "bookmark_after": instant(figures.after) or None,
        "lag_seconds": figures.lag,
        "undescribed_fields": len(figures.undescribed),
        "outcome": figures.outcome,
        "problem": figures.problem,
    }


def summary_table(stats: Stats) -> str:
    """The summary as a table.

    Args:
        stats: The figures.

    Returns:
        Lines for a terminal: a row for each stream, and what the run came to.
    """
    with stats.lock:
        rows = [_row(name, one) for name, one in stats.streams.items()]
        total = (
            "all",
            f"{stats.rows:,}",
            f"{stats.all.requests:,}",
            f"{stats.all.retries:,}",
            span(stats.elapsed),
            "",
            stats.outcome or "",
        )
    lines = [_HEADER, *rows, total]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = [
        "  ".join(
            cell.rjust(width) if at in _RIGHT else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    return "\n".join(text)


def _row(name: str, figures: StreamFigures) -> tuple[str, ...]:
    moved = instant(figures.after)
    if figures.after is not None and figures.after == figures.before:
        moved += " (as before)"
    outcome = figures.outcome or "not read"
    return (
        name,
        f"{figures.rows:,}",
        f"{figures.requests:,}",
        f"{figures.retries:,}",
        "" if figures.seconds is None else span(figures.seconds),
        moved,
        outcome if figures.problem is None else f"{outcome}: {figures.problem}",
    )
