"""The Django application that owns the models."""

from __future__ import annotations

from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    """Registers the models under a short label."""

    name = "wms_simulator.service"
    label = "wms"
