"""The marts, and what each needs; their files are under ``templates/marts``."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from tap_oracle_wms.dbt.marts import Exposure, Mart

MARTS: tuple[Mart, ...] = ()
"""All marts; each stands behind those that it is built upon."""

EXPOSURES: tuple[Exposure, ...] = ()
"""What is made of the marts."""
