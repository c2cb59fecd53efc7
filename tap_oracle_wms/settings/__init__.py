"""What a user can set: the table of settings, its checks and the typed result."""

from __future__ import annotations

from tap_oracle_wms.settings.builtin import SDK_SETTINGS, check_builtin
from tap_oracle_wms.settings.model import EntityOptions, Settings
from tap_oracle_wms.settings.parse import SettingsError, load_settings
from tap_oracle_wms.settings.table import SETTINGS, config_jsonschema

__all__ = [
    "SDK_SETTINGS",
    "SETTINGS",
    "EntityOptions",
    "Settings",
    "SettingsError",
    "check_builtin",
    "config_jsonschema",
    "load_settings",
]
