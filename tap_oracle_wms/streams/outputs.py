"""Where the batches of a pass go: to stdout as records, or into files."""

from __future__ import annotations

import datetime
import typing as t

from singer_sdk.helpers._batch import SDKBatchMessage
from singer_sdk.singerlib.encoding.simple import ActivateVersionMessage, RecordMessage

from tap_oracle_wms.streams.batch_files import write_batch_files, write_json_files
from tap_oracle_wms.streams.maps import mapped_records
from tap_oracle_wms.streams.parquet_files import write_parquet_files
from tap_oracle_wms.telemetry.events import Written

if t.TYPE_CHECKING:
    from singer_sdk.helpers._batch import BatchConfig

    from tap_oracle_wms.reading import Batch, Record
    from tap_oracle_wms.streams.cadence import StateCadence
    from tap_oracle_wms.streams.catalogued import CataloguedStream
    from tap_oracle_wms.streams.context import RunContext


class RecordOutput:
    """Writes RECORD messages; the state covers a batch as soon as it is written."""

    def __init__(
        self,
        stream: CataloguedStream,
        run: RunContext,
        cadence: StateCadence,
    ) -> None:
        """Prepare; nothing is written yet."""
        self._stream = stream
        self._run = run
        self._cadence = cadence

    def take(self, batch: Batch) -> int:
        """Write a batch.

        Returns:
            Messages of files that were written: none here.

        Raises:
            OutputError: If stdout is gone.
            SingerSDKError: If a stream map fails.
        """
        with self._run.shutdown.critical():
            self._write(batch)
            batch.commit()
            self._cadence.note_written(len(batch))
        self._run.recorder.note(Written(self._stream.name, len(batch)))
        return 0

    def finish(self) -> None:
        """Nothing is held back."""

    def _write(self, batch: Batch) -> None:
        run, stream = self._run, self._stream
        now = datetime.datetime.now(tz=datetime.timezone.utc)
        if batch.lines:
            run.write_lines(stream.name, batch.lines, batch.version, now)
        for stream_map in stream.maps():
            alias = stream_map.stream_alias
            for record in mapped_records(stream_map, batch.records):
                run.write_message(RecordMessage(alias, record, batch.version, now))
        if batch.complete and batch.version is not None:
            for stream_map in stream.maps():
                alias = stream_map.stream_alias
                run.write_message(ActivateVersionMessage(alias, batch.version))
        run.flush()


class FileOutput:
    """Writes BATCH messages; the state covers only what stands in a file."""

    def __init__(
        self,
        stream: CataloguedStream,
        run: RunContext,
        cadence: StateCadence,
        config: BatchConfig,
    ) -> None:
        """Prepare; nothing is written yet."""
        self._stream = stream
        self._run = run
        self._cadence = cadence
        self._config = config
        self._size = max(config.batch_size, 1)
        self._records: list[Record] = []
        self._lines: list[bytes] = []
        self._commit: t.Callable[[], None] | None = None

    def take(self, batch: Batch) -> int:
        """Take a batch, and write what makes a file.

        Returns:
            BATCH messages that were written.

        Raises:
            OutputError: If stdout is gone.
            SingerSDKError: If a file can't be written, or a stream map fails.
        """
        self._records += batch.records
        self._lines += batch.lines.split()
        self._commit = batch.commit
        full = len(self._records) + len(self._lines) >= self._size
        return self._write() if full or batch.complete else 0

    def finish(self) -> None:
        """Write what is left of a pass that does not end with a complete batch.

        Raises:
            OutputError: If stdout is gone.
            SingerSDKError: If a file can't be written, or a stream map fails.
        """
        if self._commit is not None:
            self._write()

    def _write_lines(self) -> list[tuple[str, list[str]]]:
        place = (self._stream.tap_name, self._stream.name, self._config)
        if self._config.encoding.format == "parquet":
            return write_parquet_files(*place, self._stream.schema, self._lines)
        return write_json_files(*place, self._lines)

    def _write(self) -> int:
        stream = self._stream
        count = len(self._records) + len(self._lines)
        place = (stream.tap_name, stream.name, self._config)
        manifests = [
            *self._write_lines(),
            *write_batch_files(*place, stream.maps(), self._records),
        ]
        self._records, self._lines = [], []
        commit, self._commit = self._commit, None
        with self._run.shutdown.critical():
            for alias, manifest in manifests:
                self._run.write_message(
                    SDKBatchMessage(
                        stream=alias,
                        encoding=self._config.encoding,
                        manifest=manifest,
                    ),
                )
            if commit is not None:
                commit()
            self._cadence.note_written(0, whole_file=True)
        self._run.recorder.note(Written(stream.name, count))
        return len(manifests)
