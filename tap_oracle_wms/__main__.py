"""``python -m tap_oracle_wms``: the tap."""

from __future__ import annotations

from tap_oracle_wms.tap import TapOracleWms

TapOracleWms.cli()
