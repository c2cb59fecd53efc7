"""Output: lines on stdout, and leaving in order."""

from __future__ import annotations

from tap_oracle_wms.output.shutdown import Shutdown
from tap_oracle_wms.output.writer import (
    LineWriter,
    OutputError,
    indented_json,
    write_text,
)

__all__ = ["LineWriter", "OutputError", "Shutdown", "indented_json", "write_text"]
