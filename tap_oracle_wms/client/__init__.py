"""The one client of the service: for programs, for the command, and for the tap."""

from __future__ import annotations

from tap_oracle_wms.client.changes import Changes
from tap_oracle_wms.client.typed import Row
from tap_oracle_wms.client.wms import WmsClient
from tap_oracle_wms.discovery import DiscoveredEntity as Entity
from tap_oracle_wms.errors import (
    DataError,
    DiscoveryError,
    NotFoundError,
    UsageError,
    WmsError,
)
from tap_oracle_wms.http import (
    AnswerError,
    ApiError,
    Clock,
    LinkError,
    RefusedError,
    ServiceDownError,
    SignInError,
    UnavailableError,
)
from tap_oracle_wms.passes import StateError
from tap_oracle_wms.settings import SettingsError
from tap_oracle_wms.settings.files import FileError

__all__ = [
    "AnswerError",
    "ApiError",
    "Changes",
    "Clock",
    "DataError",
    "DiscoveryError",
    "Entity",
    "FileError",
    "LinkError",
    "NotFoundError",
    "RefusedError",
    "Row",
    "ServiceDownError",
    "SettingsError",
    "SignInError",
    "StateError",
    "UnavailableError",
    "UsageError",
    "WmsClient",
    "WmsError",
]
