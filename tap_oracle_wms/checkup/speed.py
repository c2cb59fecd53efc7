"""How long pages take, and how many at once are good."""

from __future__ import annotations

import functools
import statistics
import typing as t

from tap_oracle_wms.ahead import merge
from tap_oracle_wms.checkup.report import Finding, Level, Problem, Timing
from tap_oracle_wms.http import ApiError, ServiceDownError, SignInError

if t.TYPE_CHECKING:
    from tap_oracle_wms.http import Client

_SIZES = (100, 400, 1000, 1250)
_SLOW = 30.0
"""Seconds that a page should not take: the gateway cuts at 300, and one page may be
ten times as heavy as another."""

_GAIN = 1.25
"""Growth of rows a second that is more than chance."""

_SMALL = 100
_AT_LEAST = 3
_USEFUL = 0.6
_NOTICED = 1.0
"""Seconds below which a slower answer does not matter: pages come fast enough."""


def page_sizes(http: Client, name: str, usual: int) -> tuple[list[Timing], Finding]:
    """Ask for one page of each of several sizes.

    Args:
        http: Asks the service.
        name: An entity with rows.
        usual: The size that is set, tried too.

    Returns:
        The timings, and what follows.

    Raises:
        SignInError: If the credentials are refused.
        ServiceDownError: If everything fails.
    """
    timings: list[Timing] = []
    trouble: ApiError | None = None
    for size in sorted({*_SIZES, usual}):
        try:
            timings.append(_page(http, name, size))
        except (SignInError, ServiceDownError):
            raise
        except ApiError as error:
            trouble = error
            break
        if timings[-1].rows < size or timings[-1].seconds > _SLOW:
            break
    step = f"pages of {name}"
    shown = ", ".join(f"{one.rows} rows in {one.seconds:.2f} s" for one in timings)
    if trouble is not None:
        limited = trouble.status == 429  # noqa: PLR2004 - Too Many Requests
        return timings, Finding(
            step,
            Level.WARNING,
            f"{shown or 'none came'}; then {trouble}",
            Problem.RATE if limited else None,
            "The service limits the rate of requests: set max_requests_per_second."
            if limited
            else "Large pages fail: set page_size to one that came.",
        )
    return timings, Finding(step, Level.OK, shown)


def best_page_size(timings: t.Sequence[Timing], now: int) -> int | None:
    """The page size to recommend. Pure.

    Args:
        timings: Pages of growing sizes.
        now: The setting.

    Returns:
        The setting, unless its page takes too long or another size brings far more
        rows a second; None if there were too few rows to tell.
    """
    full = [one for one in timings if one.rows >= one.page_size]
    if len(full) < _AT_LEAST:
        return None
    quick = [one for one in full if one.seconds <= _SLOW] or full[:1]
    best = max(quick, key=_rate)
    own = next((one for one in quick if one.page_size == now), None)
    if own is not None and _rate(best) < _GAIN * _rate(own):
        return now
    return best.page_size


def _rate(timing: Timing) -> float:
    """Rows a second."""
    return timing.rows / max(timing.seconds, 1e-6)


def at_once(http: Client, name: str, ways: int) -> tuple[int | None, Finding]:
    """Ask for small pages one by one, then as many at once as the setting allows.

    Args:
        http: Asks the service.
        name: An entity with rows.
        ways: How many the setting allows.

    Returns:
        The number of requests at once to recommend, and what was found.

    Raises:
        SignInError: If the credentials are refused.
        ServiceDownError: If everything fails.
    """
    step = "at once"
    if ways == 1:
        return None, Finding(step, Level.OK, "one request at a time, as it is set")
    try:
        alone = statistics.median(
            _page(http, name, _SMALL).seconds for _ in range(_AT_LEAST)
        )
        works = {way: functools.partial(_timed, http, name) for way in range(ways)}
        together = [
            seconds
            for _, seconds in merge(works, at_once=ways, held=ways)
            if seconds is not None
        ]
    except (SignInError, ServiceDownError):
        raise
    except ApiError as error:
        return 1, Finding(
            step,
            Level.WARNING,
            f"{ways} requests at once fail: {error}",
            Problem.RATE,
            "The service does not take so many requests at once: set "
            "max_concurrent_requests to 1 and go up from there.",
        )
    best = best_at_once(alone, together)
    text = (
        f"a small page takes {alone:.2f} s alone and {max(together):.2f} s as one of "
        f"{ways}"
    )
    return best, Finding(step, Level.OK, text)


def best_at_once(alone: float, together: t.Sequence[float]) -> int:
    """The number of requests at once to recommend. Pure.

    Args:
        alone: Seconds that a page takes by itself.
        together: Seconds that each takes when all are asked for at once.

    Returns:
        As many as bring more rows than fewer would; at least 1.
    """
    ways = len(together)
    slowest = max([alone, *together])
    if slowest < _NOTICED:
        return ways
    gain = ways * alone / slowest
    return ways if gain >= _USEFUL * ways else max(1, round(gain))


def _timed(http: Client, name: str) -> t.Iterator[float]:
    yield _page(http, name, _SMALL).seconds


def _page(http: Client, name: str, size: int) -> Timing:
    params = [("page_mode", "sequenced"), ("page_size", str(size))]
    answer = http.get(http.url(name), params, subject=name, retry_heavy=False)
    rows = answer.data.get("results") if isinstance(answer.data, dict) else None
    return Timing(size, len(rows) if isinstance(rows, list) else 0, answer.seconds)
