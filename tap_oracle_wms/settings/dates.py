"""Dates as people write them in a config."""

from __future__ import annotations

import datetime
import re

_AGO = re.compile(
    r"(?P<number>\d{1,6})\s+(?P<unit>second|minute|hour|day|week|month|year)s?\s+ago",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}"
    r"([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?\s?(Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)


def parse_instant(text: str) -> datetime.datetime:
    """Read a date-time in one of the forms that settings accept.

    Args:
        text: An ISO date (midnight), an ISO date-time (UTC unless it has an
            offset), ``now``, ``today``, ``yesterday``, or ``<n> <units> ago`` with
            units from seconds to years.

    Returns:
        The instant, in UTC.

    Raises:
        ValueError: If the text is none of these.
    """
    import pendulum  # noqa: PLC0415 - slow to import, and most runs need no date

    text = text.strip()
    now = pendulum.now("UTC")
    words = {
        "now": now,
        "today": now.start_of("day"),
        "yesterday": now.start_of("day").subtract(days=1),
    }
    instant: datetime.datetime
    if text.lower() in words:
        instant = words[text.lower()]
    elif match := _AGO.fullmatch(text):
        instant = now.subtract(**{f"{match['unit'].lower()}s": int(match["number"])})
    elif _ISO.fullmatch(text):
        parsed = pendulum.parse(text.replace(" ", "T", 1).replace(" ", ""), tz="UTC")
        if not isinstance(parsed, pendulum.DateTime):
            msg = "not a date-time"
            raise ValueError(msg)
        instant = parsed
    else:
        msg = "not a date-time"
        raise ValueError(msg)
    return datetime.datetime.fromtimestamp(
        instant.replace(microsecond=0).timestamp(),
        tz=datetime.timezone.utc,
    ).replace(microsecond=instant.microsecond)
