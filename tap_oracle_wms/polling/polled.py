"""One stream of continuous mode: its pace, its pass under way, what it wrote lately."""

from __future__ import annotations

import time
import typing as t

from singer_sdk.exceptions import SingerSDKError

from tap_oracle_wms.errors import WmsError
from tap_oracle_wms.polling.pace import Pace, catch_up_every
from tap_oracle_wms.polling.recent import Recent

if t.TYPE_CHECKING:
    from tap_oracle_wms.reading import Batch
    from tap_oracle_wms.settings import Settings
    from tap_oracle_wms.streams import EntityStream
    from tap_oracle_wms.streams.context import Work
    from tap_oracle_wms.streams.outputs import FileOutput, RecordOutput


FAILURES = (SingerSDKError, WmsError)
"""What ends a pass without being a fault of this program."""


class Failure(t.NamedTuple):
    """What ended a pass."""

    error: SingerSDKError | WmsError


class Polled:
    """A stream that is read again and again. For the thread that writes."""

    def __init__(self, stream: EntityStream, settings: Settings) -> None:
        """Take a stream; nothing is read yet.

        Args:
            stream: The stream, checked and written somewhere.
            settings: All settings; ``poll_interval`` is set.
        """
        self.stream = stream
        self.name = stream.name
        interval = settings.poll_interval or 0.0
        self.is_whole = stream.key is None
        self.pace = Pace(
            poll_interval=interval,
            interval=settings.full_table_interval if self.is_whole else interval,
            longest=0.0 if self.is_whole else settings.poll_backoff or 0.0,
        )
        self.is_busy = False
        self.began = 0.0
        self._catch_up_every = catch_up_every(interval)
        self._recent = Recent()
        self._rows = 0
        self._is_given_up = False
        self._is_first = True
        self._output: RecordOutput | FileOutput | None = None

    def begin(self, *, last: bool) -> t.Callable[[], t.Iterator[Batch | Failure]]:
        """Begin a pass.

        Args:
            last: Whether none follows: then it is brought to its end, catch-up
                included.

        Returns:
            What to run in another thread.
        """
        self.is_busy, self._is_given_up = True, False
        self._rows = 0
        self.began = time.monotonic()
        self._output = self.stream.begin_pass(first=self._is_first)
        self._is_first = False
        works = self.stream.works_again(0.0 if last else self._catch_up_every)
        return lambda: self._read(works)

    def _read(self, works: t.Sequence[Work]) -> t.Iterator[Batch | Failure]:
        """The passes over all partitions; the thread's part, and its alone."""
        self.began = time.monotonic()
        try:
            for work in works:
                yield from work()
        except FAILURES as error:
            yield Failure(error)

    def take(self, batch: Batch) -> int:
        """Write a batch of the pass under way.

        Returns:
            Rows that were written.

        Raises:
            OutputError: If stdout is gone.
            SingerSDKError: If a stream map or a batch file fails.
        """
        if self._is_given_up or self._output is None:
            return 0
        if not self.is_whole:
            batch = self._recent.take(batch)
        self._output.take(batch)
        if batch.complete:
            self._recent.turn()
        self._rows += len(batch)
        return len(batch)

    def finish(self) -> int:
        """End a pass that was read to its end.

        Returns:
            Rows that it brought.

        Raises:
            OutputError: If stdout is gone.
            SingerSDKError: If a batch file can't be written.
        """
        self.is_busy = False  # its thread has ended, whatever becomes of the rest
        if self._output is not None:
            self._output.finish()
        now = time.monotonic()
        self.stream.end_pass(self._rows)
        self.pace.succeeded(began=self.began, ended=now, rows=self._rows)
        return self._rows

    def give_up(self, error: Exception) -> None:
        """The pass has failed; what still comes of it is not written."""
        self.stream.fail_pass(type(error).__name__)
        self._is_given_up = True
        self._recent.forget()
        self.pace.failed(ended=time.monotonic())

    @property
    def is_given_up(self) -> bool:
        """Whether the pass under way, or the last one, has failed."""
        return self._is_given_up
