"""Settings from the environment, and from a ``.env`` file."""

from __future__ import annotations

import os
import typing as t

from tap_oracle_wms.settings.table import SETTINGS

PREFIX = "TAP_ORACLE_WMS_"


def environment_config(
    environment: t.Mapping[str, str] | None = None,
    names: t.Iterable[str] = (),
) -> dict[str, str]:
    """Settings that the environment holds, as texts; they are checked like all others.

    Args:
        environment: The variables; without them those of this process, with the
            ``.env`` file of this folder, or of the nearest one above it, for
            variables that are not set.
        names: Further settings to look for besides the tap's own.

    Returns:
        Setting names to texts.
    """
    if environment is None:
        environment = {**_dotenv(), **os.environ}
    wanted = [*(setting.name for setting in SETTINGS), *names]
    variables = {name: f"{PREFIX}{name.upper()}" for name in wanted}
    return {
        name: environment[variable]
        for name, variable in variables.items()
        if variable in environment
    }


def _dotenv() -> dict[str, str]:
    import dotenv  # noqa: PLC0415 - most uses need no such file

    path = dotenv.find_dotenv(usecwd=True)
    values = dotenv.dotenv_values(path) if path else {}
    return {name: value for name, value in values.items() if value is not None}
