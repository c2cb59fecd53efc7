"""Rows: from what the service sends to records, compiled once per stream."""

from __future__ import annotations

from tap_oracle_wms.rows.codec import NoRowsError, PageCodec
from tap_oracle_wms.rows.convert import RowConverter, ValueMismatchError
from tap_oracle_wms.rows.encode import encode_json
from tap_oracle_wms.rows.lines import Lines
from tap_oracle_wms.rows.page import PlainPage, RowIdError, RowsPage

__all__ = [
    "Lines",
    "NoRowsError",
    "PageCodec",
    "PlainPage",
    "RowConverter",
    "RowIdError",
    "RowsPage",
    "ValueMismatchError",
    "encode_json",
]
