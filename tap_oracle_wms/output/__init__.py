"""Output: lines on stdout, and leaving in order."""

from __future__ import annotations

from tap_oracle_wms.output.shutdown import Shutdown
from tap_oracle_wms.output.writer import LineWriter

__all__ = ["LineWriter", "Shutdown"]
