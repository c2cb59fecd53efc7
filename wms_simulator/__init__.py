"""A local simulator of the Oracle Warehouse Management Cloud REST API."""

from __future__ import annotations

from wms_simulator.client import Simulator, SimulatorError

__all__ = ["Simulator", "SimulatorError"]
