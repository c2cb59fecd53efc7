"""Rows: from what the service sends to records, compiled once per stream."""

from __future__ import annotations

from tap_oracle_wms.rows.convert import RowConverter, ValueMismatchError

__all__ = ["RowConverter", "ValueMismatchError"]
