"""The settings of continuous mode, as far as they depend on one another."""

from __future__ import annotations

import os
import pathlib
import typing as t

from tap_oracle_wms.settings.coerce import ValueProblem

CONTINUOUS = (
    "poll_interval",
    "full_table_interval",
    "poll_backoff",
    "poll_limit",
    "lag_bound",
    "health_port",
    "heartbeat_file",
)
"""Settings that only continuous mode knows."""


def check_continuous(
    plain: t.Mapping[str, t.Any],
    failed: t.Collection[str],
) -> list[tuple[str, str]]:
    """Find settings that contradict one another.

    Args:
        plain: All settings in their types, None where they are not set.
        failed: Names of those that can't be used anyway.

    Returns:
        Name of a setting and what is wrong with it, as it goes on after the name.
    """
    interval, longest = plain["poll_interval"], plain["poll_backoff"]
    if interval is None:
        return []
    problems = []
    if plain["end_date"] is not None:
        problem = "can't be combined with end_date, behind which nothing is read"
        problems.append(("poll_interval", problem))
    if longest is not None and "poll_backoff" not in failed and longest < interval:
        problems.append(("poll_backoff", "must not be below poll_interval"))
    return problems


def useless(changed: t.Collection[str], interval: float | None) -> list[str]:
    """Names of settings that were changed, but have no effect in a run of one pass.

    A default that is given is no wish: Meltano gives all of them.
    """
    if interval is not None:
        return []
    return [name for name in CONTINUOUS if name in changed]


def check_heartbeat_file(value: str) -> str:
    """Make sure that the file can be written.

    Args:
        value: Its path.

    Returns:
        The path.

    Raises:
        ValueProblem: If its folder does not exist or can't be written to.
    """
    path = pathlib.Path(value)
    try:
        usable = (
            path.parent.is_dir()
            and os.access(path.parent, os.W_OK)
            and not path.is_dir()
        )
    except (OSError, ValueError):
        usable = False
    if not usable:
        msg = "must be the path of a file in a folder that can be written to"
        raise ValueProblem(msg)
    return value
