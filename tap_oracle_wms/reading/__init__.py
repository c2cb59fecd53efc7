"""Reading an entity in passes: plan, pages and rows tied together, without any SDK."""

from __future__ import annotations

from tap_oracle_wms.reading.batch import Batch, Record, StreamSpec
from tap_oracle_wms.reading.ground import Ground
from tap_oracle_wms.reading.progress import Progress, arrange_partitions
from tap_oracle_wms.reading.reading import Reading
from tap_oracle_wms.reading.runner import PassRunner
from tap_oracle_wms.reading.selection import deselected_by_default, fields_to_ask_for

__all__ = [
    "Batch",
    "Ground",
    "PassRunner",
    "Progress",
    "Reading",
    "Record",
    "StreamSpec",
    "arrange_partitions",
    "deselected_by_default",
    "fields_to_ask_for",
]
