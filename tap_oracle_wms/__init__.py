"""Singer tap for Oracle Warehouse Management Cloud."""

from __future__ import annotations

import typing as t

from tap_oracle_wms._version import __version__

if t.TYPE_CHECKING:
    from tap_oracle_wms.client import WmsClient
    from tap_oracle_wms.tap import TapOracleWms

__all__ = ["TapOracleWms", "WmsClient", "__version__"]


def __getattr__(name: str) -> t.Any:  # noqa: ANN401 - whatever the name stands for
    """Import tap and client when they are asked for; only the tap needs the SDK."""
    if name == "WmsClient":
        from tap_oracle_wms.client import WmsClient  # noqa: PLC0415

        return WmsClient
    if name == "TapOracleWms":
        from tap_oracle_wms.tap import TapOracleWms  # noqa: PLC0415

        return TapOracleWms
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
