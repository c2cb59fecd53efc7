"""Reading ahead: work in threads, taken over in order by the one that writes."""

from __future__ import annotations

from tap_oracle_wms.ahead.aside import Aside
from tap_oracle_wms.ahead.lanes import Lanes, threads_for
from tap_oracle_wms.ahead.merge import Crew, merge

__all__ = ["Aside", "Crew", "Lanes", "merge", "threads_for"]
