"""What catalog and config say of a stream: fields, selection, replication, form."""

from __future__ import annotations

import typing as t

from singer_sdk.exceptions import SingerSDKError
from singer_sdk.mapper import RemoveRecordTransform, SameRecordTransform
from singer_sdk.streams.core import Stream
from typing_extensions import override

from tap_oracle_wms.passes.plan import MOD_TS
from tap_oracle_wms.reading.selection import deselected_by_default

if t.TYPE_CHECKING:
    from singer_sdk.mapper import StreamMap
    from singer_sdk.singerlib import Catalog, MetadataMapping
    from singer_sdk.tap_base import Tap

    from tap_oracle_wms.discovery import DiscoveredEntity
    from tap_oracle_wms.settings import EntityOptions

FULL_TABLE = "FULL_TABLE"
INCREMENTAL = "INCREMENTAL"


class CataloguedStream(Stream):
    """The part of a stream that discovery and catalogs decide."""

    def __init__(
        self,
        tap: Tap,
        entity: DiscoveredEntity,
        options: EntityOptions,
    ) -> None:
        """Take over what discovery, or a given catalog, says of an entity.

        Args:
            tap: The tap.
            entity: The entity.
            options: What is set for it.
        """
        super().__init__(tap, schema=entity.schema, name=entity.name)
        self._options = options
        self.primary_keys = [*entity.key_properties]
        self.replication_key = entity.replication_key

    @property
    @override
    def metadata(self) -> MetadataMapping:
        """Metadata; addresses and child sets are deselected unless asked for."""
        fresh = self._metadata is None
        metadata = super().metadata
        if fresh and self._tap_input_catalog is None:
            # Naming both keeps the SDK from pinning one in the catalog, where it
            # could not be told from a choice that the user made.
            metadata.root.replication_key = None
            for name in self.schema["properties"]:
                if deselected_by_default(name):
                    metadata["properties", name].selected_by_default = False
        return metadata

    @override
    def apply_catalog(self, catalog: Catalog) -> None:
        """Take over what a catalog says; its metadata wins over its entry."""
        super().apply_catalog(catalog)
        entry = catalog.get_stream(self.name)
        if entry is None:
            return
        self._schema = t.cast("dict[str, t.Any]", self._input_schema)
        root = entry.metadata.root
        key = root.replication_key or self._options.replication_key
        method = root.forced_replication_method
        self.replication_key = key or entry.replication_key
        self.forced_replication_method = (
            method or (None if key else entry.replication_method) or None
        )
        if self.forced_replication_method == FULL_TABLE:
            self.replication_key = None

    @property
    def key(self) -> str | None:
        """The replication key in use; None where the whole table is read.

        Entities without ids can't be read by id, hence neither in windows that can
        be resumed (three of 311, observed shapes, section 2).
        """
        if self.replication_method != INCREMENTAL:
            return None
        if "id" not in self.schema.get("properties", {}):
            return None
        return self.replication_key

    def check_replication(self) -> None:
        """Check that the stream can be replicated in the way that is set.

        Raises:
            SingerSDKError: If its method or its replication key is not usable.
        """
        if self.forced_replication_method not in {None, FULL_TABLE, INCREMENTAL}:
            msg = (
                f"Stream '{self.name}': replication method "
                f"{self.forced_replication_method!r} is not supported; use "
                f"{INCREMENTAL} or {FULL_TABLE}"
            )
            raise SingerSDKError(msg)
        if self.forced_replication_method == INCREMENTAL and not self.replication_key:
            self.replication_key = MOD_TS
        key = self.key
        field = self.schema.get("properties", {}).get(key, {})
        if key is not None and field.get("format") != "date-time":
            msg = (
                f"Stream '{self.name}': its replication key '{key}' is not a date-time "
                f"field of its schema; choose another, or {FULL_TABLE}"
            )
            raise SingerSDKError(msg)

    @property
    def is_written(self) -> bool:
        """Whether anything of the stream is written: selected, and not mapped away."""
        return self.selected and bool(self.maps())

    @property
    def goes_as_json(self) -> bool:
        """Whether records can go from the codec to the output as they are."""
        maps = self.maps()
        return (
            len(maps) == 1
            and len(self.stream_maps) == 1
            and type(maps[0]) is SameRecordTransform
            and maps[0].stream_alias == self.name
            and not maps[0].flattening_enabled
        )

    def maps(self) -> list[StreamMap]:
        """The stream maps that write anything."""
        return [
            stream_map
            for stream_map in self.stream_maps
            if not isinstance(stream_map, RemoveRecordTransform)
        ]
