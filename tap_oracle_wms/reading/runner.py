"""Running a pass: the plan decides, the reader reads, the codec converts."""

from __future__ import annotations

import functools
import logging
import typing as t

from tap_oracle_wms.ahead import Aside
from tap_oracle_wms.pages import Query, RestartPhase, Rung, TimesError
from tap_oracle_wms.pages.query import filter_params
from tap_oracle_wms.passes import Pass, Phase, Segment, begin_pass
from tap_oracle_wms.passes.plan import (
    CREATE_TS,
    MOD_TS,
    Window,
    catch_up_window,
    main_window,
    pass_end,
)
from tap_oracle_wms.passes.split import READ_FIRST, Density, share_done, split
from tap_oracle_wms.reading.batch import Batch
from tap_oracle_wms.reading.ranges import Given, Ranges
from tap_oracle_wms.telemetry import new_id
from tap_oracle_wms.telemetry.events import PageRead, PassBegun, PassEnded, PassFailed

if t.TYPE_CHECKING:
    import datetime

    from tap_oracle_wms.pages import Page, PageReader
    from tap_oracle_wms.passes import Bookmark
    from tap_oracle_wms.reading.batch import StreamSpec
    from tap_oracle_wms.reading.ground import Ground
    from tap_oracle_wms.reading.progress import Progress

logger = logging.getLogger(__name__)


class PassRunner:
    """Runs one pass over one stream, or one partition of it.

    It may run in a thread of its own: it only reads the bookmark it is given, and
    the commits of its batches are called by whoever writes them.
    """

    def __init__(
        self,
        spec: StreamSpec,
        reader: PageReader,
        progress: Progress,
        ground: Ground,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            spec: What is fixed for the stream.
            reader: Reads the pages.
            progress: Where the stream, or its partition, stands.
            ground: What all readings of a client share.

        Raises:
            StateError: If the state can't be used.
        """
        self._spec = spec
        self._reader = reader
        self._clock = ground.http.clock
        self._times = ground.times
        self._recorder = ground.recorder
        self._progress = progress
        self._pass_id = new_id()
        self._first: int | None = None
        self._bookmark: Bookmark = progress.bookmark()
        self._current = Pass()
        self._timed = self._resumed = False
        self._top: int | None = None

    def run(self) -> t.Iterator[Batch]:
        """Run the pass from where the state says that it stands.

        Yields:
            Batches, the last one complete. The state moves only by their commits.

        Raises:
            ApiError: If a request fails for good.
            RowsError: If the rows can't be those that were asked for.
            ValueMismatchError: If a value does not fit its type.
        """
        try:
            yield from self._run()
        except Exception as error:
            problem = type(error).__name__
            self._recorder.note(PassFailed(self._pass_id, self._spec.entity, problem))
            raise

    def _run(self) -> t.Iterator[Batch]:
        self._begin()
        self._recorder.note(
            PassBegun(
                self._pass_id,
                self._spec.entity,
                self._progress.number,
                self._current.since,
                resumed=self._resumed,
            ),
        )
        for phase in Phase:
            query = self._query(phase)
            if query is None and not self._timed:
                # Nothing lies before the end date, so no page will tell the time; the
                # bookmark is past it and stays.
                self._current = self._current.timed(self._spec.end_date)
                self._timed = True
            while query is not None and self._current.left(phase):
                try:
                    yield from self._read(phase, query)
                except RestartPhase:
                    self._current = self._current.restart(phase)
                    if self._timed:
                        yield self._progressed()
                except TimesError:
                    # What an earlier run read of this pass may have had holes.
                    if self._resumed:
                        for each in Phase:
                            self._current = self._current.restart(each)
                        yield self._progressed()
                    raise
            if phase is Phase.MAIN and self._may_stand():
                yield Batch(functools.partial(self._stand, self._current), None)
                return
        yield Batch(
            functools.partial(self._complete, self._current),
            self._current.version,
            complete=True,
        )

    def _stand(self, done: Pass) -> None:
        self._progress.save(done)
        told = PassEnded(self._pass_id, self._spec.entity, done.until)
        self._recorder.note(told)

    def _complete(self, done: Pass) -> None:
        self._progress.complete(done)
        told = PassEnded(self._pass_id, self._spec.entity, done.until)
        self._recorder.note(told)

    # How the pass begins

    def _begin(self) -> None:
        spec = self._spec
        under_way = self._bookmark.under_way
        if self._is_standing(under_way):
            self._current = Pass(since=under_way.since)
            self._set_time_if_known()
            return
        if under_way is not None and not under_way.untouched:
            if under_way.until is not None:
                under_way = under_way.timed(pass_end(under_way.until, spec.end_date))
            self._current, self._timed, self._resumed = under_way, True, True
            return
        if spec.key is None:
            self._current, self._timed = Pass(version=spec.version), True
            return
        self._current = begin_pass(
            bookmark=self._bookmark.value,
            start_date=spec.start_date,
            lookback=spec.lookback,
        )
        self._set_time_if_known()

    def _is_standing(self, under_way: Pass | None) -> t.TypeGuard[Pass]:
        """Whether the main reading is done, and now to be done again."""
        return (
            self._spec.catch_up_every is not None
            and self._bookmark.value is not None
            and under_way is not None
            and under_way.since is not None
            and under_way.main_only
        )

    def _may_stand(self) -> bool:
        """Whether the catch-up can wait: nothing is lost, the bookmark waits with it.

        What is left of an interrupted catch-up is read first.
        """
        every, until = self._spec.catch_up_every, self._current.until
        return (
            every is not None
            and until is not None
            and self._bookmark.value is not None
            and self._current.main_only
            and (until - self._bookmark.value).total_seconds() < every
            and self._query(Phase.CATCH_UP) is not None
        )

    def _set_time_if_known(self) -> None:
        now = self._clock.now()
        if now is not None:
            self._set_time(now)

    def _set_time(self, now: datetime.datetime | None) -> None:
        """Fix the end of the pass, by the clock or the first page."""
        since = self._current.since
        if now is not None and since is not None and now < since:
            logger.warning(
                "%s: the service's clock is earlier than the bookmark less the "
                "look-back window; the bookmark stays until the clock has passed it",
                self._spec.entity,
            )
        self._current = self._current.timed(pass_end(now, self._spec.end_date))
        self._timed = True

    # What a phase asks for

    def _query(self, phase: Phase) -> Query | None:
        """What a phase asks for, None if it has nothing to read."""
        spec = self._spec
        window: Window | None = ()
        if phase is Phase.CATCH_UP:
            window = self._catch_up()
        elif spec.key is not None:
            window = main_window(spec.key, self._current.since, spec.end_date)
        if window is None:
            return None
        filters = {**spec.filters, **(self._progress.context or {})}
        return Query(
            entity=spec.entity,
            window=window,
            filters=filter_params(filters),
            fields=spec.fields,
            version_field=MOD_TS if MOD_TS in spec.field_names else spec.key,
            has_id="id" in spec.field_names,
            pass_id=self._pass_id,
        )

    def _catch_up(self) -> Window | None:
        spec = self._spec
        since = self._current.since
        if spec.key != MOD_TS or CREATE_TS not in spec.field_names or since is None:
            return None
        if self._bookmark.value is None:
            return None
        return catch_up_window(spec.key, since, spec.end_date)

    # Reading

    def _read(self, phase: Phase, query: Query) -> t.Iterator[Batch]:
        """Read what is left of a phase, in several ranges at once where it pays."""
        left = self._current.left(phase)
        if len(left) == 1 and left[0].through is None:
            yield from self._read_one(phase, query, left[0])
        else:
            yield from self._read_many(phase, query, left)

    def _read_one(
        self,
        phase: Phase,
        query: Query,
        segment: Segment,
    ) -> t.Iterator[Batch]:
        """Read a segment page by page; a large one is split after its first pages.

        That takes two pages, which is all that may wait while other streams are to be
        written before this one: the pages of its ranges would take much memory.
        """
        rows = 0
        last_id: Aside[int | None] | None = None
        for page in self._reader.read(query, segment):
            self._trust(phase, query, page)
            segment = self._advance(phase, segment, page)
            rows += len(page.rows)
            yield self._batch(phase, page)
            if not self._may_split(page, rows):
                continue
            if last_id is None:  # asked for while the next page is
                last_id = Aside(functools.partial(self._reader.last_id, query))
            elif last_id.done and (found := last_id.result()) is not None:
                parts = self._split(segment, page, found)
                if len(parts) > 1:
                    self._top = found
                    self._current = self._current.replace(phase, segment, parts)
                    return
        self._current = self._current.finish_segment(phase, segment)
        yield self._progressed()

    def _may_split(self, page: Page, rows: int) -> bool:
        return (
            self._spec.ways > 1
            and not self._spec.splitting.locked()
            and rows >= READ_FIRST
            and page.last_id is not None
            and page.rows.next_page is not None
            and self._reader.rung is Rung.SEQUENCED
        )

    def _split(
        self,
        segment: Segment,
        page: Page,
        last_id: int,
    ) -> tuple[Segment, ...]:
        """Ranges for what is left behind the first pages."""
        ids = page.rows.ids()
        return split(
            segment,
            last_id=last_id,
            density=Density(ids[-1] - ids[0] + 1, len(ids)),
            page_size=max(len(ids), self._spec.page_size),
            ways=self._spec.ways,
        )

    def _read_many(
        self,
        phase: Phase,
        query: Query,
        segments: tuple[Segment, ...],
    ) -> t.Iterator[Batch]:
        """Read segments at once; their pages come in any order."""
        alone = self._spec.splitting.acquire(blocking=False)
        ways = self._spec.ways if alone else 1
        ranges = Ranges(self._reader, query, ways, self._top)
        at = ranges.begin(segments)
        try:
            for number, item in ranges.results():
                if item is None:
                    self._current = self._current.finish_segment(phase, at[number])
                    yield self._progressed()
                elif isinstance(item, Given):
                    whole = at[number]
                    at[number] = Segment(whole.after, item.segment.after)
                    at[item.number] = item.segment
                    parts = (at[number], item.segment)
                    self._current = self._current.replace(phase, whole, parts)
                else:
                    self._trust(phase, query, item)
                    at[number] = self._advance(phase, at[number], item)
                    yield self._batch(phase, item)
                del item
        except RestartPhase:
            self._reader.adopt(ranges.wisest())
            raise
        finally:
            if alone:
                self._spec.splitting.release()

    def _trust(self, phase: Phase, query: Query, page: Page) -> None:
        """See to it that the window is one before anything is told to be read.

        A catch-up follows a main reading that was looked at, unless it is resumed.
        """
        if phase is Phase.MAIN or self._resumed:
            self._times.check(query, page.rows)

    def _advance(self, phase: Phase, segment: Segment, page: Page) -> Segment:
        if not self._timed:
            self._set_time(page.began)
        if page.last_id is None or page.last_id == segment.after:
            return segment
        self._current = self._current.advance(phase, segment, page.last_id)
        return Segment(after=page.last_id, through=segment.through)

    def _done(self, phase: Phase, page: Page) -> float | None:
        """Share of the main reading that is behind us, where its end is known."""
        if phase is not Phase.MAIN or page.last_id is None:
            return None
        if self._first is None and len(page.rows):
            self._first = page.rows.ids()[0]
        if self._top is None or self._first is None:
            return None
        return share_done(self._current.left(phase), self._first, self._top)

    def _progressed(self) -> Batch:
        """No records, only progress."""
        commit = functools.partial(self._progress.save, self._current)
        return Batch(commit, self._current.version)

    def _batch(self, phase: Phase, page: Page) -> Batch:
        self._recorder.note(
            PageRead(
                self._pass_id,
                self._spec.entity,
                phase.word,
                len(page.rows),
                self._reader.rung.word,
                self._done(phase, page),
            ),
        )
        commit = functools.partial(self._progress.save, self._current)
        version = self._current.version
        ids: t.Sequence[int] = ()
        if self._spec.catch_up_every is not None and "id" in self._spec.field_names:
            ids = page.rows.ids()
        if self._spec.as_json:
            return Batch(commit, version, lines=page.rows.lines(), ids=ids)
        return Batch(commit, version, records=page.rows.records(), ids=ids)
