"""When and how long to wait before a request is repeated."""

from __future__ import annotations

import datetime
import re
import typing as t

import backoff

from tap_oracle_wms.http.clock import parse_http_date

RETRIED_STATUSES = frozenset({408, 409, 429, 500, 502, 503, 504})
"""Statuses that may pass (reference 10.3); 401 has a rule of its own."""

MAX_RETRY_AFTER = 15 * 60
"""Seconds; a longer wait that the service asks for fails the request."""

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 60


def waits() -> t.Iterator[float]:
    """Seconds to wait before each repetition: growing, with full jitter."""
    ceilings = backoff.expo(base=2, factor=_FIRST_WAIT, max_value=_LONGEST_WAIT)
    next(ceilings)  # the generator starts when it is first asked
    while True:
        yield backoff.full_jitter(next(ceilings))


def retry_after(
    header: str | None,
    date: datetime.datetime | None,
) -> float | None:
    """Seconds that the service asks to wait.

    Args:
        header: Value of ``Retry-After``: seconds, or an HTTP date.
        date: The ``Date`` of the same answer, against which an HTTP date is read,
            since our clock may differ from the server's.

    Returns:
        Seconds, or None if the header says nothing usable.
    """
    if header is None:
        return None
    if re.fullmatch(r"\s*\d{1,9}(\.\d+)?\s*", header):
        return float(header)
    until = parse_http_date(header)
    if until is None or date is None:
        return None
    return max(0.0, (until - date) / datetime.timedelta(seconds=1))
