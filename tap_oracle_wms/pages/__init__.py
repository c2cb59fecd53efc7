"""Pages: a plan and a client in, verified pages of rows out."""

from __future__ import annotations

from tap_oracle_wms.pages.errors import OrderViolation, RestartPhase, RowsError
from tap_oracle_wms.pages.query import Query, Rung
from tap_oracle_wms.pages.reader import Page, PageReader
from tap_oracle_wms.pages.times import understands_times
from tap_oracle_wms.pages.trust import TimesError, TimeTrust

__all__ = [
    "OrderViolation",
    "Page",
    "PageReader",
    "Query",
    "RestartPhase",
    "RowsError",
    "Rung",
    "TimeTrust",
    "TimesError",
    "understands_times",
]
