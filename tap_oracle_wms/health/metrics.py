"""The page of metrics, where what makes them is installed."""

from __future__ import annotations

from tap_oracle_wms.health.server import Page, text_page

_NOT_FOUND = 404


def metrics_page() -> Page:
    """Metrics in the form that Prometheus reads.

    Returns:
        404 and a line that says what is missing, where they can't be made.
    """
    return text_page(
        "Metrics need an extra: pip install 'tap-oracle-wms[prometheus]'",
        _NOT_FOUND,
    )
