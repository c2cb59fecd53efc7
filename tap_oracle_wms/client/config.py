"""Settings of a client, from wherever they come."""

from __future__ import annotations

import logging
import typing as t

from tap_oracle_wms.errors import UsageError
from tap_oracle_wms.settings import SDK_SETTINGS, Settings, load_settings

logger = logging.getLogger(__name__)


def settings_of(
    config: Settings | t.Mapping[str, t.Any] | None,
    changes: t.Mapping[str, t.Any],
) -> Settings:
    """Check a config.

    Args:
        config: Checked settings, or a config as the tap takes it.
        changes: Settings that win over those of the config.

    Returns:
        The settings.

    Raises:
        SettingsError: If anything is wrong; it names everything that is.
        UsageError: If checked settings are to be changed.
    """
    if isinstance(config, Settings):
        if changes:
            msg = (
                "Settings that are checked already can't be changed; give a config of "
                "names and values"
            )
            raise UsageError(msg)
        return config
    settings, _, warnings = load_settings({**(config or {}), **changes}, SDK_SETTINGS)
    for warning in warnings:
        logger.warning(warning)
    return settings
