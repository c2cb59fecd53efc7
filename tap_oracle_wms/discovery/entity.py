"""What discovery finds out about one entity."""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass(frozen=True, slots=True)
class DiscoveredEntity:
    """What a stream is made of.

    Attributes:
        schema: JSON schema of its records.
        key_properties: ``("id",)`` or nothing.
        replication_key: Field of incremental reading, None for full table.
        undescribed: Names of fields that the service's own description leaves out.
        zoned_row: Id and ``mod_ts`` of the sample row, where that shows a zone other
            than UTC.
    """

    name: str
    schema: dict[str, t.Any]
    key_properties: tuple[str, ...]
    replication_key: str | None
    undescribed: tuple[str, ...] = ()
    zoned_row: tuple[int, str] | None = None
