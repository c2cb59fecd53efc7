"""One entity as a stream of the SDK: messages and state around the passes."""

from __future__ import annotations

import contextlib
import functools
import logging
import time
import typing as t

from singer_sdk.exceptions import SingerSDKError
from singer_sdk.helpers.conform import TypeConformanceLevel
from typing_extensions import override

from tap_oracle_wms.ahead import threads_for
from tap_oracle_wms.errors import WmsError
from tap_oracle_wms.http import ServiceDownError, SignInError
from tap_oracle_wms.reading.progress import Progress, arrange_partitions
from tap_oracle_wms.reading.reading import Reading
from tap_oracle_wms.streams.cadence import StateCadence
from tap_oracle_wms.streams.catalogued import CataloguedStream
from tap_oracle_wms.streams.outputs import FileOutput, RecordOutput
from tap_oracle_wms.telemetry.events import StreamEnded, Undescribed

if t.TYPE_CHECKING:
    import datetime

    from singer_sdk.helpers import types
    from singer_sdk.helpers._batch import BatchConfig
    from singer_sdk.tap_base import Tap

    from tap_oracle_wms.discovery import DiscoveredEntity
    from tap_oracle_wms.reading import Batch, Record
    from tap_oracle_wms.streams.context import RunContext, Work
    from tap_oracle_wms.telemetry.events import Outcome

_STATE_PAGES = 10


class EntityStream(CataloguedStream):
    """Rows of one entity.

    The SDK's own record loop and bookmarks are not used: rows come in the order of
    their ids, so the greatest timestamp seen says nothing about what is still to
    come. A pass keeps its own state instead.
    """

    TYPE_CONFORMANCE_LEVEL = TypeConformanceLevel.NONE

    def __init__(
        self,
        tap: Tap,
        run: RunContext,
        entity: DiscoveredEntity,
    ) -> None:
        """Make the stream of an entity; nothing is asked yet.

        Args:
            tap: The tap.
            run: The common ground of the run.
            entity: What discovery, or a given catalog, says of it.
        """
        super().__init__(tap, entity, run.settings.options_for(entity.name))
        self._run = run
        self._reading: Reading | None = None
        self._before: datetime.datetime | None = None
        self._cadence = StateCadence(run, self._state, self._records_of_a_state)
        self._version = 0

    @override
    def log(
        self,
        message: str,
        *args: t.Any,
        level: int = logging.INFO,
        **kwargs: t.Any,
    ) -> None:
        """Log what the SDK says, but no error: the tap reports each once, in full.

        What it says of the usual course is for debugging: `telemetry` tells it.
        """
        if level < logging.ERROR:
            level = logging.DEBUG if level == logging.INFO else level
            super().log(message, *args, level=level, **kwargs)

    def check(self) -> None:
        """Check, before anything is read, that the stream can be read as it is set.

        Raises:
            StateError: If its bookmark is of no use.
            SingerSDKError: If its replication key is not usable.
        """
        self.check_replication()
        self.bookmark()

    # State

    @property
    def _bookmarks(self) -> dict[str, t.Any]:
        bookmarks: dict[str, t.Any] = self._state().setdefault("bookmarks", {})
        return bookmarks

    def _state(self) -> dict[str, t.Any]:
        return t.cast("dict[str, t.Any]", self.tap_state)

    def _records_of_a_state(self) -> int:
        return min(self.STATE_MSG_FREQUENCY, _STATE_PAGES * self._page_size)

    def _progresses(self) -> list[Progress]:
        """Where the partitions stand; those that are no longer set are dropped."""
        contexts = arrange_partitions(
            self.name,
            self._options.partitions,
            self._bookmarks,
        )
        return [
            Progress(self.name, self.key, context, self._bookmarks, number)
            for number, context in enumerate(contexts, int(contexts != [None]))
        ]

    def bookmark(self) -> datetime.datetime | None:
        """Where all of the stream is complete up to, None if it is not known.

        Raises:
            StateError: If the state is of no use.
        """
        values = [progress.bookmark().value for progress in self._progresses()]
        known = [value for value in values if value is not None]
        return min(known) if len(known) == len(values) else None

    @override
    def get_replication_key_signpost(
        self,
        context: types.Context | None = None,
    ) -> None:
        """None: the end of a pass is its own, kept with it."""

    @override
    def finalize_state_progress_markers(
        self,
        state: dict[str, t.Any] | None = None,
    ) -> None:
        """Nothing is left to promote when a pass is complete."""

    @override
    def _write_state_message(self) -> None:
        self._cadence.write()

    # Reading

    @property
    def _page_size(self) -> int:
        size = self._options.page_size or self._run.settings.page_size
        limit = self.ABORT_AT_RECORD_COUNT
        return size if limit is None else min(size, limit)

    def works(self, *, as_json: bool | None = None) -> list[Work]:
        """Prepare one pass, for a run that makes no other; see `works_again`."""
        self._reading = None
        return self.works_again(None, as_json=as_json)

    def works_again(
        self,
        catch_up_every: float | None,
        *,
        as_json: bool | None = None,
    ) -> list[Work]:
        """Prepare one pass of many over all partitions; what was learnt is kept.

        Args:
            catch_up_every: See `StreamSpec`.
            as_json: Whether the batches are to hold JSON instead of records; by
                default wherever nobody needs the records themselves.

        Returns:
            What to run for each partition, in order; it may run in other threads, but
            only when the pass before has ended.
        """
        if self._reading is None:
            goes_as_json = self.goes_as_json if as_json is None else as_json
            settings = self._run.settings
            self._reading = Reading(
                ground=self._run.wms,
                name=self.name,
                key=self.key,
                schema=self.effective_schema,
                is_selected=self.mask.__getitem__,
                page_size=self._page_size,
                as_json=goes_as_json,
                start_date=settings.start_date,
                end_date=settings.end_date,
                filters=self._options.filters,
                ways=threads_for(settings.max_concurrent_requests)
                if goes_as_json
                else 1,
                flattens=any(a_map.flattening_enabled for a_map in self.maps()),
            )
        self._reading.again()
        progresses = self._progresses()
        known = any(progress.known for progress in progresses)
        version = self._next_version()
        return [
            functools.partial(
                self._reading.run,
                part,
                progress,
                known=known,
                version=version,
                catch_up_every=catch_up_every,
            )
            for part, progress in enumerate(progresses)
        ]

    def _next_version(self) -> int | None:
        """Version that the next full-table pass writes, None for none."""
        if self.key is not None or not self.emit_activate_version_messages:
            return None
        now = int(time.time()) if self._version else self._initialized_at // 1000
        self._version = max(self._version + 1, now)
        return self._version

    @contextlib.contextmanager
    def _own_failures(self) -> t.Iterator[None]:
        """A failure ends this stream only, unless no other could fare better."""
        before = after = None
        outcome: Outcome = "stopped"
        problem: str | None = None
        try:
            before = after = self.bookmark()
            yield
            after = self.bookmark()
            outcome = "completed"
        except Exception as error:
            outcome, problem = "failed", type(error).__name__
            ends_run = isinstance(error, (SignInError, ServiceDownError))
            if ends_run or not isinstance(error, (SingerSDKError, WmsError)):
                raise
            self._run.note_failure(self.name, error)
        finally:
            self._report_unknown()
            self._reading = None  # hundreds of streams would keep what they learnt
            self._tell_end(outcome, before, after, problem)

    def _tell_end(
        self,
        outcome: Outcome,
        before: datetime.datetime | None,
        after: datetime.datetime | None,
        problem: str | None = None,
    ) -> None:
        now = self._run.wms.http.clock.now()
        told = (outcome, before, after, now, problem)
        self._run.recorder.note(StreamEnded(self.name, *told))

    def _batches(self) -> t.Iterator[Batch]:
        """Batches of all partitions, one pass each, read ahead where a run does."""
        self._run.when_idle = self._cadence.note_idle
        yield from self._run.batches(self.name, self.works)

    def _report_unknown(self) -> None:
        unknown = {} if self._reading is None else self._reading.unknown_fields()
        if unknown:
            self._run.recorder.note(Undescribed(self.name, dict(unknown)))
            names = ", ".join(
                f"{name} ({count} rows)" for name, count in sorted(unknown.items())
            )
            self.logger.warning(
                "%s: fields that the schema does not know are not written: %s; run "
                "discovery again to have them",
                self.name,
                names,
            )

    @override
    def get_records(self, context: types.Context | None) -> t.Iterator[Record]:
        """Records of one whole pass, without any message or state."""
        for work in self.works(as_json=False):
            for batch in work():
                yield from batch.records

    @override
    def _sync_records(
        self,
        context: types.Context | None = None,
        *,
        write_messages: bool = True,
    ) -> t.Generator[dict[str, t.Any], t.Any, t.Any]:
        if not self.is_written:
            return
        limit = self.ABORT_AT_RECORD_COUNT
        count = 0
        output = RecordOutput(self, self._run, self._cadence)
        with (
            self._own_failures(),
            self.get_record_counter() as counter,
            self.get_sync_timer(),
        ):
            for batch in self._batches():
                if limit is not None and count + len(batch) > limit:
                    batch = batch.cut(limit - count)  # noqa: PLW2901
                if write_messages:
                    output.take(batch)
                counter.increment(len(batch))
                count += len(batch)
                yield from batch.records
                if limit is not None and count >= limit:
                    break
                del batch
        if write_messages:
            self._cadence.close()

    @override
    def _write_activate_version_message(self, full_table_version: int) -> None:
        """Nothing yet: a version is activated when its pass is complete."""

    @override
    def get_batch_config(self, config: t.Mapping[str, t.Any]) -> BatchConfig | None:
        """The batch config, complete: the SDK takes none without an encoding."""
        raw = config.get("batch_config")
        if not raw:
            return None
        encoding = raw.get("encoding") or {"format": "jsonl"}
        if encoding["format"] == "jsonl":
            encoding = {**encoding, "compression": "gzip"}
        return super().get_batch_config(
            {"batch_config": {**raw, "encoding": encoding}},
        )

    @override
    def _sync_batches(
        self,
        batch_config: BatchConfig,
        context: types.Context | None = None,
    ) -> None:
        """Write BATCH messages; the state covers only what stands in a file."""
        if not self.is_written:
            return
        output = FileOutput(self, self._run, self._cadence, batch_config)
        with self._own_failures(), self.get_batch_counter() as counter:
            for batch in self._batches():
                counter.increment(output.take(batch))

    # Continuous mode

    def begin_pass(self, *, first: bool) -> RecordOutput | FileOutput:
        """Begin one pass of many, and say where its batches go.

        Args:
            first: Whether it is the first; a target keeps the schema for all others.
        """
        self._before = self.bookmark()
        if first:
            self._write_schema_message()
        batch_config = self.get_batch_config(self.config)
        if batch_config is None:
            return RecordOutput(self, self._run, self._cadence)
        return FileOutput(self, self._run, self._cadence, batch_config)

    def end_pass(self, rows: int) -> None:
        """Tell of a pass that has ended.

        Args:
            rows: Rows that it brought.
        """
        self._report_unknown()
        self._tell_end("completed", self._before, self.bookmark())
        if rows:
            with self.get_record_counter() as counter:
                counter.increment(rows)

    def fail_pass(self, problem: str) -> None:
        """Tell of a pass that has failed.

        Args:
            problem: Kind of the failure.
        """
        self._tell_end("failed", self._before, self._before, problem)
