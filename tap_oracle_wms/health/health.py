"""All of health that one run has, as its settings say."""

from __future__ import annotations

import typing as t

from tap_oracle_wms.health.heartbeat import Heartbeat
from tap_oracle_wms.health.metrics import metrics_page
from tap_oracle_wms.health.server import HealthServer
from tap_oracle_wms.health.status import Status

if t.TYPE_CHECKING:
    from tap_oracle_wms.health.metrics import Exposition
    from tap_oracle_wms.health.status import Phase
    from tap_oracle_wms.settings import Settings


class Health:
    """The status, and where it is shown."""

    def __init__(
        self,
        settings: Settings,
        exposition: Exposition = lambda: None,
    ) -> None:
        """Take the port, where there is to be one, and answer from now on.

        Args:
            settings: The settings.
            exposition: Makes the page of metrics.

        Raises:
            HealthError: If the port can't be had.
        """
        self.status = Status()
        self._heartbeat: Heartbeat | None = None
        self._server: HealthServer | None = None
        if settings.heartbeat_file is not None:
            self._heartbeat = Heartbeat(settings.heartbeat_file, self.status)
        if settings.health_port is not None:
            self._server = HealthServer(settings.health_port, self.status)
            self._server.mount("/metrics", lambda: metrics_page(exposition))
            self._server.start()

    def moved(
        self,
        *,
        phase: Phase,
        cycle: int,
        signed_in: bool,
        last: bool = False,
    ) -> None:
        """Note that the loop is at work, and tell it.

        Args:
            phase: What it is at.
            cycle: Number of the cycle.
            signed_in: Whether the service has accepted a request.
            last: Whether it ends now.
        """
        self.status.moved(phase=phase, cycle=cycle, signed_in=signed_in)
        if self._heartbeat is not None:
            self._heartbeat.beat(last=last)

    def stop(self) -> None:
        """Give the port back."""
        if self._server is not None:
            self._server.stop()
