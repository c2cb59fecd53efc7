"""Stream maps of the user, whose expressions can fail in any way."""

from __future__ import annotations

import typing as t

from singer_sdk.exceptions import FatalSyncError, SingerSDKError

if t.TYPE_CHECKING:
    from singer_sdk.mapper import StreamMap

Record: t.TypeAlias = dict[str, t.Any]


class StreamMapError(FatalSyncError):
    """A stream map failed on a record."""


def mapped_records(stream_map: StreamMap, records: t.Iterable[Record]) -> list[Record]:
    """Apply a stream map.

    Args:
        stream_map: The map.
        records: The records.

    Returns:
        What the map makes of them, without those that it filters out.

    Raises:
        StreamMapError: If an expression of the map fails; the text holds no value.
    """
    mapped = []
    for record in records:
        try:
            made = stream_map.transform(record)
        except SingerSDKError:
            raise
        except Exception as error:  # noqa: BLE001 - users' expressions raise anything
            number = record.get("id")
            msg = (
                f"The stream map of '{stream_map.stream_alias}' fails on the record "
                f"with id {number if isinstance(number, int) else 'unknown'}: "
                f"{type(error).__name__}"
            )
            raise StreamMapError(msg) from None
        if made is not None:
            mapped.append(made)
    return mapped
