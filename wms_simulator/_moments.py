"""Times that come from outside."""

from __future__ import annotations

import re
from datetime import datetime, timezone

_FRACTION = re.compile(r"\.(\d{1,6})\d*")


def parse_moment(text: str) -> datetime:
    """Read an ISO 8601 time; without an offset it is UTC.

    Before Python 3.11, fromisoformat knows neither Z nor short fractions.

    Raises:
        ValueError: If it is not a time.
    """
    padded = _FRACTION.sub(lambda match: f".{match[1]:0<6}", text, count=1)
    moment = datetime.fromisoformat(padded.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
