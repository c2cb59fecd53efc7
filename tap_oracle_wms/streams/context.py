"""What the streams of a run share: client, output, failures, reading ahead."""

from __future__ import annotations

import logging
import time
import typing as t

from singer_sdk.exceptions import FatalSyncError
from singer_sdk.singerlib.encoding.simple import RecordMessage, StateMessage

from tap_oracle_wms.ahead import Lanes, threads_for
from tap_oracle_wms.http import ServiceDownError, SignInError, decode_json
from tap_oracle_wms.output import LineWriter, Shutdown

if t.TYPE_CHECKING:
    import datetime

    from singer_sdk.singerlib.encoding.base import GenericSingerWriter

    from tap_oracle_wms.client import WmsClient
    from tap_oracle_wms.reading import Batch
    from tap_oracle_wms.rows import Lines

logger = logging.getLogger(__name__)

Work: t.TypeAlias = "t.Callable[[], t.Iterator[Batch]]"


class SyncFailedError(FatalSyncError):
    """Some streams failed; the others were written."""


class RunContext:
    """The common ground of a run. Only `wms` may be used by other threads."""

    def __init__(
        self,
        wms: WmsClient,
        writer: GenericSingerWriter[t.Any, t.Any],
        shutdown: Shutdown,
    ) -> None:
        """Bring together what a run needs; nothing is asked or written yet."""
        self.wms = wms
        self.recorder = wms.recorder
        self.settings = wms.settings
        self.shutdown = shutdown
        self.state_at = time.monotonic()
        self.when_idle: t.Callable[[], None] = lambda: None
        self._writer = writer
        self._failures: dict[str, Exception] = {}
        self._lanes: Lanes[Batch] | None = None
        self._lanes_of: dict[str, range] = {}

    # Failures

    def note_failure(
        self,
        stream: str,
        error: Exception,
        *,
        tell: bool = True,
    ) -> None:
        """Keep a stream's failure for the end of the run.

        Args:
            stream: Name of the stream.
            error: What ended its pass.
            tell: Whether to say so now.
        """
        self._failures[stream] = error
        if tell:
            logger.error(
                "Stream '%s' failed: %s",
                stream,
                error,
                extra={"stream_name": stream, "problem": type(error).__name__},
            )

    def forget_failure(self, stream: str) -> None:
        """A later pass over a stream made good what one before had failed at."""
        self._failures.pop(stream, None)

    def raise_failures(self) -> None:
        """Report the streams that failed.

        Raises:
            SyncFailedError: If any did.
        """
        if self._failures:
            lines = [f"  {name}: {error}" for name, error in self._failures.items()]
            msg = "\n".join([f"{len(lines)} of the streams failed:", *lines])
            raise SyncFailedError(msg)

    # Reading ahead

    def read_ahead(self, works: t.Mapping[str, t.Sequence[Work]]) -> None:
        """Line up what the streams of a run read, in the order they are written.

        Args:
            works: What each stream has to read, by name.
        """
        flat: list[Work] = []
        for name, parts in works.items():
            self._lanes_of[name] = range(len(flat), len(flat) + len(parts))
            flat += parts
        at_once = threads_for(self.settings.max_concurrent_requests)
        self._lanes = Lanes(
            flat,
            at_once=at_once,
            held=at_once + 2,
            has_weight=lambda batch: len(batch) > 0,
            is_fatal=lambda error: isinstance(error, (SignInError, ServiceDownError)),
            idle=self._idle,
        )

    def _idle(self) -> None:
        self.when_idle()  # whatever the stream whose turn it is has put there

    def stop_reading(self) -> None:
        """Let the threads end as soon as their requests do."""
        if self._lanes is not None:
            self._lanes.stop()

    def batches(
        self,
        stream: str,
        works: t.Callable[[], t.Sequence[Work]],
    ) -> t.Iterator[Batch]:
        """Batches of a stream: read ahead in a run, one after the other else.

        Args:
            stream: Name of the stream whose turn it is.
            works: What it has to read, where nothing is read ahead.

        Yields:
            Its batches, in order.

        Raises:
            ApiError: If a request fails for good.
            DataError: If the rows can't be used.
        """
        if self._lanes is None:
            for work in works():
                yield from work()
            return
        for index in self._lanes_of[stream]:
            yield from self._lanes.use(index)

    # Output

    def write_message(self, message: t.Any) -> None:  # noqa: ANN401 - any message
        """Write a message."""
        self._writer.write_message(message)

    def write_lines(
        self,
        stream: str,
        lines: Lines,
        version: int | None,
        extracted: datetime.datetime,
    ) -> None:
        """Write RECORD messages whose records are JSON already."""
        if isinstance(self._writer, LineWriter):
            self._writer.write_lines(stream, lines, version, extracted)
            return
        for line in lines.split():
            record = decode_json(line)
            self.write_message(RecordMessage(stream, record, version, extracted))

    def flush(self) -> None:
        """Let all written messages leave."""
        if isinstance(self._writer, LineWriter):
            self._writer.flush()

    def write_state(self, state: dict[str, t.Any]) -> None:
        """Write a STATE message, even if it says what the last one said.

        A target passes on only a state that follows the records it covers.
        """
        with self.shutdown.critical():
            self.write_message(StateMessage(value=state))
            self.flush()
            self.state_at = time.monotonic()
