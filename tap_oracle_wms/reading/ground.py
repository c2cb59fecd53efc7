"""What all readings of a client stand on."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    import threading

    from tap_oracle_wms.http import Client
    from tap_oracle_wms.pages import TimeTrust
    from tap_oracle_wms.settings import Settings
    from tap_oracle_wms.telemetry import Recorder


class Ground(t.Protocol):
    """What readings stand on; see `tap_oracle_wms.client.WmsClient`."""

    @property
    def http(self) -> Client:
        """Asks the service."""

    @property
    def settings(self) -> Settings:
        """The checked settings."""

    @property
    def recorder(self) -> Recorder:
        """Is told of passes and pages."""

    @property
    def splitting(self) -> threading.Lock:
        """Held by the one pass that reads ranges."""

    @property
    def times(self) -> TimeTrust:
        """Whether the service takes the times of filters as they are meant."""

    def confirm_exists(self, name: str, *, known: bool) -> None:
        """Make sure, after a 404, that it means "no rows" and not "no such entity"."""
