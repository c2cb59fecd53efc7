"""Telling others how continuous mode fares: pages over HTTP, and a file."""

from tap_oracle_wms.health.health import Health
from tap_oracle_wms.health.server import HealthError

__all__ = ["Health", "HealthError"]
