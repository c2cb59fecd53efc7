"""A check-up of a config and the service behind it: reads only, and little."""

from __future__ import annotations

from tap_oracle_wms.checkup.access import NEEDS_FILTERS, NOT_PERMITTED, access
from tap_oracle_wms.checkup.examine import examine
from tap_oracle_wms.checkup.limits import LimitWatch
from tap_oracle_wms.checkup.report import Finding, Level, Problem, Report

__all__ = [
    "NEEDS_FILTERS",
    "NOT_PERMITTED",
    "Finding",
    "Level",
    "LimitWatch",
    "Problem",
    "Report",
    "access",
    "examine",
]
