"""Configures Django for this process."""

from __future__ import annotations

import logging
import typing as t

import django
from django.conf import settings
from django.db.backends.signals import connection_created

from wms_simulator.store.tables import prepare

if t.TYPE_CHECKING:
    from pathlib import Path

    from django.db.backends.base.base import BaseDatabaseWrapper


def configure(database: Path) -> None:
    """Set Django up; once per process, because its settings are global."""
    here = "wms_simulator.service"
    settings.configure(
        ALLOWED_HOSTS=["*"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(database),
                "CONN_MAX_AGE": None,
                "OPTIONS": {"timeout": 30},
            }
        },
        INSTALLED_APPS=[f"{here}.apps.WarehouseConfig"],
        LOGGING_CONFIG=None,
        MIDDLEWARE=[f"{here}.middleware.Hostility"],
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": [
                f"{here}.authentication.WarehouseAuthentication"
            ],
            "DEFAULT_PERMISSION_CLASSES": [f"{here}.authentication.CanRead"],
            "DEFAULT_RENDERER_CLASSES": [
                f"{here}.renderers.WarehouseJSONRenderer",
                f"{here}.renderers.WarehouseXMLRenderer",
            ],
            "EXCEPTION_HANDLER": f"{here}.errors.handle",
            "UNAUTHENTICATED_USER": None,
        },
        ROOT_URLCONF=f"{here}.urls",
        SECRET_KEY="not-a-secret-nothing-is-signed",  # noqa: S106
        TIME_ZONE="UTC",
        USE_TZ=True,
    )
    connection_created.connect(_prepare)
    # Errors that a switch asked for are answers; only failures of the
    # simulator itself, which carry a traceback, are worth printing.
    logging.getLogger("django.request").addFilter(lambda record: bool(record.exc_info))
    django.setup()


def _prepare(connection: BaseDatabaseWrapper, **_: t.Any) -> None:
    prepare(connection.connection)
