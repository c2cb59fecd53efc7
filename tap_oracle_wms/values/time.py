"""Dates and times as the service writes them, and as the tap does."""

from __future__ import annotations

import datetime
import functools
import re

UTC = datetime.timezone.utc

_TIMESTAMP = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?"
    r"(?:([Zz])|([+-])(\d{2}):?(\d{2}))",
    re.ASCII,
)
_DATE = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_TIME = re.compile(r"\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?", re.ASCII)
_MICRO_DIGITS = 6
_HOURS_MINUTES = 60


# Many rows share a timestamp: a bulk import gives thousands the same one.
@functools.lru_cache(maxsize=8192)
def parse_timestamp(text: str) -> datetime.datetime:
    """Read a timestamp with an offset, exactly.

    Args:
        text: ISO-8601 with seconds, any fraction and an offset or ``Z``, such as
            ``2025-07-15T11:11:27.373226-03:00``.

    Returns:
        The same instant in UTC.

    Raises:
        ValueError: If the text is anything else: without an offset the instant
            would be a guess, with more than microseconds it would lose digits.
    """
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        msg = "not a timestamp with an offset"
        raise ValueError(msg)
    year, month, day, hour, minute, second = (int(match[i]) for i in range(1, 7))
    fraction = match[7] or ""
    if fraction[_MICRO_DIGITS:].strip("0"):
        msg = "finer than microseconds"
        raise ValueError(msg)
    micro = int(fraction[:_MICRO_DIGITS].ljust(_MICRO_DIGITS, "0"))
    zone = UTC
    if match[8] is None:
        hours, rest = int(match[10]), int(match[11])
        if rest >= _HOURS_MINUTES:
            msg = "not an offset"
            raise ValueError(msg)
        minutes = hours * _HOURS_MINUTES + rest
        delta = datetime.timedelta(minutes=minutes)
        zone = datetime.timezone(-delta if match[9] == "-" else delta)
    local = datetime.datetime(year, month, day, hour, minute, second, micro, zone)
    try:
        return local.astimezone(UTC)
    except OverflowError as error:
        msg = "out of range"
        raise ValueError(msg) from error


def has_zone(text: str) -> bool:
    """Whether a text is a timestamp that is written in another zone than UTC."""
    match = _TIMESTAMP.fullmatch(text)
    return match is not None and (match[10] or "00", match[11] or "00") != ("00", "00")


def format_instant(instant: datetime.datetime) -> str:
    """Write an instant the one way the tap does: UTC, microseconds, ``+00:00``.

    Fixed width makes the order of texts the order of instants; the SDK and some
    targets compare bookmarks as texts.
    """
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


@functools.lru_cache(maxsize=8192)
def timestamp_text(text: str) -> str:
    """A timestamp of the service in the tap's own form; see `parse_timestamp`."""
    return format_instant(parse_timestamp(text))


def date_text(text: str) -> str:
    """A date as ``YYYY-MM-DD``; a midnight timestamp counts as its date.

    Raises:
        ValueError: If the text is no valid date or has a time of day.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        msg = "not a date"
        raise ValueError(msg)
    datetime.date.fromisoformat(match[1])
    return match[1]


def time_text(text: str) -> str:
    """A time of day as it is.

    Raises:
        ValueError: If the text is no valid time of day.
    """
    if not _TIME.fullmatch(text):
        msg = "not a time"
        raise ValueError(msg)
    hours, minutes, seconds = int(text[:2]), int(text[3:5]), int(text[6:8] or 0)
    datetime.time(hours, minutes, seconds)
    return text
