"""Words and numbers of the page."""

from __future__ import annotations

import datetime as dt
import html
import typing as t

if t.TYPE_CHECKING:
    from demo.morning.facts import Row


def section(title: str, note: str, *parts: str) -> str:
    return (
        f'<section><h2>{html.escape(title)}</h2><p class="note">{html.escape(note)}</p>'
        + "".join(parts)
        + "</section>"
    )


def ratio(rows: t.Sequence[Row], part: str, whole: str) -> float | None:
    return divide(
        sum(row[part] or 0 for row in rows), sum(row[whole] or 0 for row in rows)
    )


def divide(part: float | None, whole: float | None) -> float | None:
    return (part or 0) / whole if whole else None


def hours(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f} h"


def whole(value: float) -> str:
    return f"{value * 100:.0f} %"


def days(rows: t.Sequence[Row]) -> list[str]:
    return [short(row["day"]) for row in rows]


def short(day: str) -> str:
    date = dt.date.fromisoformat(day)
    return f"{date.day} {date:%b}"


def at(rows: t.Sequence[Row], today: dt.date) -> int | None:
    days = [row["day"] for row in rows]
    return days.index(today.isoformat()) if today.isoformat() in days else None


def kind_of_work(module: str) -> str:
    return module.removeprefix("RF ")
