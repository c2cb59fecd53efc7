"""Batches as Parquet files, column by column out of JSON."""

from __future__ import annotations

import decimal
import typing as t
import uuid

import msgspec
from singer_sdk.exceptions import FatalSyncError

from tap_oracle_wms.streams.batch_files import batch_file

if t.TYPE_CHECKING:
    import pyarrow as pa
    from singer_sdk.helpers._batch import BatchConfig

Schema: t.TypeAlias = dict[str, t.Any]

_PYTHON: dict[str, t.Any] = {
    "boolean": bool,
    "integer": int,
    "number": decimal.Decimal,
    "string": str,
}
_USUAL_DIGITS, _MOST_DIGITS = 38, 76
"""Digits of the decimal that every reader has, and of the widest that Arrow has."""


def write_parquet_files(
    tap_name: str,
    stream_name: str,
    config: BatchConfig,
    schema: Schema,
    records: t.Sequence[bytes],
) -> list[tuple[str, list[str]]]:
    """Write records that are JSON already to Parquet files.

    Types follow the schema, not the values: a column that holds only nulls in one file
    has the same type as in the next. Only decimals are as wide as a file needs.

    Args:
        tap_name: Name of the tap, for the names of the files.
        stream_name: Name of the stream, likewise.
        config: Place, compression and number of records of a file.
        schema: JSON schema of the records.
        records: The records.

    Returns:
        Name of the stream and the file, for each batch.

    Raises:
        FatalSyncError: If a file can't be written, or a number has too many digits.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 - an extra, and slow to import

    storage = config.storage
    packed = config.encoding.compression == "gzip"
    name = f"{storage.prefix or ''}{tap_name}--{stream_name}-{uuid.uuid4()}"
    columns = _Columns(stream_name, schema)
    manifests = []
    size = max(config.batch_size, 1)
    for number, start in enumerate(range(0, len(records), size), start=1):
        table = columns.table(records[start : start + size])
        filename = f"{name}={number}.parquet" + (".gz" if packed else "")
        with batch_file(stream_name, storage, filename) as file:
            pq.write_table(table, file, compression="gzip" if packed else "snappy")
        manifests.append((stream_name, [storage.get_url(filename)]))
    return manifests


class _Columns:
    """The columns of a stream, compiled for its schema."""

    def __init__(self, stream_name: str, schema: Schema) -> None:
        """Compile."""
        self._stream = stream_name
        self._kinds = {
            name: next((k for k in _types(prop) if k in _PYTHON), None)
            for name, prop in schema["properties"].items()
        }
        self._inner = {
            name: prop["properties"]
            for name, prop in schema["properties"].items()
            if prop.get("properties")
        }
        fields = {
            name: t.Any if kind is None else _PYTHON[kind] | None
            for name, kind in self._kinds.items()
        }
        row = t.TypedDict("row", fields, total=False)  # type: ignore[misc] # names are data
        self._decoder = msgspec.json.Decoder(list[row])

    def table(self, records: t.Sequence[bytes]) -> pa.Table:
        """One table of records.

        Raises:
            FatalSyncError: If a number has too many digits.
        """
        import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to import

        rows = self._decoder.decode(b"[" + b",".join(records) + b"]")
        # All rows of a page have the same, the selected, columns.
        return pa.table(
            {
                name: self._array(name, kind, [row.get(name) for row in rows])
                for name, kind in self._kinds.items()
                if name in rows[0]
            }
        )

    def _array(self, name: str, kind: str | None, values: list[t.Any]) -> pa.Array:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to import

        if kind == "boolean":
            return pa.array(values, pa.bool_())
        if kind == "string":
            return pa.array(values, pa.string())
        if kind is None:
            return self._structs(name, values)
        if kind == "integer":
            try:
                return pa.array(values, pa.int64())
            except (OverflowError, pa.ArrowInvalid):
                values = [None if v is None else decimal.Decimal(v) for v in values]
        whole, fraction = _width(values)
        digits = max(whole + fraction, 1)
        if digits > _MOST_DIGITS:
            msg = (
                f"{self._stream}: a value of {name} has too many digits for Parquet; "
                f'set field_types {{"{name}": "string"}} in entity_options, or write '
                "jsonl"
            )
            raise FatalSyncError(msg)
        if digits <= _USUAL_DIGITS:
            return pa.array(values, pa.decimal128(_USUAL_DIGITS, fraction))
        return pa.array(values, pa.decimal256(_MOST_DIGITS, fraction))

    def _structs(self, name: str, values: list[t.Any]) -> pa.Array:
        """Objects, such as relations: of the type that the schema gives them."""
        import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to import

        plain = {"boolean": pa.bool_(), "integer": pa.int64(), "string": pa.string()}
        types = {
            key: next((plain[k] for k in _types(prop) if k in plain), None)
            for key, prop in self._inner.get(name, {}).items()
        }
        known = types and None not in types.values()
        try:
            return pa.array(values, pa.struct(types) if known else None)
        except (OverflowError, pa.ArrowException) as error:
            msg = (
                f"{self._stream}: a value of {name} does not fit into a column of "
                f"Parquet ({type(error).__name__}); write jsonl, or set relations "
                "to flat"
            )
            raise FatalSyncError(msg) from None


def _types(prop: Schema) -> list[str]:
    types = prop.get("type", [])
    return [types] if isinstance(types, str) else types


def _width(values: t.Iterable[decimal.Decimal | None]) -> tuple[int, int]:
    """Digits before and behind the point that all values need."""
    whole = fraction = 0
    for value in values:
        if value is not None:
            _, digits, exponent = value.as_tuple()
            scale = -t.cast("int", exponent)
            fraction = max(fraction, scale)
            whole = max(whole, len(digits) - scale)
    return whole, fraction
