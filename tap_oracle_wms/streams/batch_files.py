"""Batches as files: JSON as it comes from the codec, else by the SDK's encoders."""

from __future__ import annotations

import contextlib
import gzip
import typing as t
import uuid

from singer_sdk.batch import Batcher
from singer_sdk.exceptions import FatalSyncError, SingerSDKError

from tap_oracle_wms.streams.maps import mapped_records

if t.TYPE_CHECKING:
    from singer_sdk.helpers._batch import BatchConfig, StorageTarget
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
        with file_errors(stream_name):
            manifests += [
                (stream_map.stream_alias, manifest)
                for manifest in batcher.get_batches(iter(mapped))
            ]
    return manifests


_QUICKEST = 1
"""Level of compression: half the size of none, for a tenth of the time of the best."""


def write_json_files(
    tap_name: str,
    stream_name: str,
    config: BatchConfig,
    records: t.Sequence[bytes],
) -> list[tuple[str, list[str]]]:
    """Write records that are JSON already to files of JSON Lines, compressed.

    Args:
        tap_name: Name of the tap, for the names of the files.
        stream_name: Name of the stream, likewise.
        config: Place and number of records of a file.
        records: The records.

    Returns:
        Name of the stream and the file, for each batch.

    Raises:
        FatalSyncError: If a file can't be written.
    """
    storage = config.storage
    name = f"{storage.prefix or ''}{tap_name}--{stream_name}-{uuid.uuid4()}"
    manifests = []
    size = max(config.batch_size, 1)
    for number, start in enumerate(range(0, len(records), size), start=1):
        filename = f"{name}-{number}.json.gz"
        lines = b"\n".join((*records[start : start + size], b""))
        packed = gzip.compress(lines, _QUICKEST)
        with batch_file(stream_name, storage, filename) as file:
            file.write(packed)
        manifests.append((stream_name, [storage.get_url(filename)]))
    return manifests


@contextlib.contextmanager
def batch_file(
    stream_name: str,
    storage: StorageTarget,
    filename: str,
) -> t.Iterator[t.IO[bytes]]:
    """Open a file for a batch; it appears in its place when it is whole.

    Args:
        stream_name: Name of the stream, for messages.
        storage: The place.
        filename: Name of the file.

    Yields:
        The file. What was written of one that fails is thrown away: it holds rows,
        and in continuous mode another would stay behind with each attempt.

    Raises:
        FatalSyncError: If it can't be written.
    """
    file: t.IO[bytes] | None = None
    with file_errors(stream_name):
        try:
            with storage.open(filename, "wb") as file:
                yield file
        except BaseException:
            with contextlib.suppress(OSError, RuntimeError):
                getattr(file, "discard", lambda: None)()
            raise


@contextlib.contextmanager
def file_errors(stream_name: str) -> t.Iterator[None]:
    """What a place that can't be written to means.

    Raises:
        FatalSyncError: If it can't.
    """
    try:
        yield
    except SingerSDKError:
        raise
    except Exception as error:  # noqa: BLE001 - each kind of storage has errors of its own
        reason = error.strerror if isinstance(error, OSError) else None
        msg = (
            f"{stream_name}: a batch file can't be written to the root of "
            f"batch_config ({reason or type(error).__name__})"
        )
        raise FatalSyncError(msg) from None
