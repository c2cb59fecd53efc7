"""Batches as files, by the SDK's own encoders."""

from __future__ import annotations

import typing as t

from singer_sdk.batch import Batcher
from singer_sdk.exceptions import FatalSyncError

from tap_oracle_wms.streams.maps import mapped_records

if t.TYPE_CHECKING:
    from singer_sdk.helpers._batch import BatchConfig
    from singer_sdk.mapper import StreamMap

Record: t.TypeAlias = dict[str, t.Any]


def write_batch_files(
    tap_name: str,
    stream_name: str,
    config: BatchConfig,
    maps: t.Sequence[StreamMap],
    records: t.Sequence[Record],
) -> list[tuple[str, list[str]]]:
    """Write records to files, once for each stream map.

    The SDK's own way neither prunes deselected fields nor applies stream maps.

    Args:
        tap_name: Name of the tap, for the names of the files.
        stream_name: Name of the stream, likewise.
        config: Format and place.
        maps: The stream maps.
        records: Converted records, selected fields only.

    Returns:
        Name of the mapped stream and the files, for each batch.

    Raises:
        FatalSyncError: If a file can't be written, or a map fails.
    """
    manifests = []
    for stream_map in maps:
        mapped = mapped_records(stream_map, records)
        if not mapped:
            continue
        batcher = Batcher(
            tap_name=tap_name,
            stream_name=stream_name,
            batch_config=config,
        )
        try:
            manifests += [
                (stream_map.stream_alias, manifest)
                for manifest in batcher.get_batches(iter(mapped))
            ]
        except OSError as error:
            msg = (
                f"{stream_name}: a batch file can't be written to the root of "
                f"batch_config ({error.strerror or type(error).__name__})"
            )
            raise FatalSyncError(msg) from None
    return manifests
