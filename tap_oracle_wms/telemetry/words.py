"""Figures as people read them. Pure."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    import datetime

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_KIB = 1024


def span(seconds: float) -> str:
    """A length of time: ``8.4 s``, ``12 min``, ``3 h 5 min``, ``2 d 4 h``."""
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    minutes = round(seconds / _MINUTE)
    if minutes < _MINUTE:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if seconds < _DAY:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def size(count: float) -> str:
    """A number of bytes: ``512 B``, ``3.4 MiB``."""
    units = iter(("B", "KiB", "MiB", "GiB"))
    unit = next(units)
    while count >= _KIB and unit != "GiB":
        count, unit = count / _KIB, next(units)
    return f"{count:,.0f} {unit}" if unit == "B" else f"{count:,.1f} {unit}"


def instant(moment: datetime.datetime | None) -> str:
    """A point in time, to the second."""
    return "" if moment is None else moment.isoformat(timespec="seconds")


def many(count: int, what: str) -> str:
    """A count with its word: ``1 row``, ``2,000 rows``."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
