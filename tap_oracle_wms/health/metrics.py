"""The page of metrics, where what makes them is installed."""

from __future__ import annotations

import typing as t

from tap_oracle_wms.health.server import Page, text_page

_OK, _NOT_FOUND = 200, 404

_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Exposition: t.TypeAlias = t.Callable[[], "bytes | None"]
"""Makes metrics in the text format of Prometheus; None where it can't."""


def metrics_page(exposition: Exposition) -> Page:
    """Metrics in the form that Prometheus reads.

    Args:
        exposition: Makes them.

    Returns:
        404 and a line that says what is missing, where they can't be made.
    """
    body = exposition()
    if body is None:
        return text_page(
            "Metrics need an extra: pip install 'tap-oracle-wms[prometheus]'",
            _NOT_FOUND,
        )
    return Page(_OK, _CONTENT_TYPE, body)
