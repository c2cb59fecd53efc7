"""Running a pass: the plan decides, the reader reads, the converter converts."""

from __future__ import annotations

import dataclasses
import functools
import logging
import typing as t

from tap_oracle_wms.pages import Query, RestartPhase
from tap_oracle_wms.pages.query import filter_params
from tap_oracle_wms.passes import Pass, Phase, begin_pass
from tap_oracle_wms.passes.plan import (
    CREATE_TS,
    MOD_TS,
    Window,
    catch_up_window,
    main_window,
    pass_end,
)

if t.TYPE_CHECKING:
    import datetime

    from tap_oracle_wms.http import ServerClock
    from tap_oracle_wms.pages import Page, PageReader
    from tap_oracle_wms.rows import RowConverter
    from tap_oracle_wms.settings.model import Filters
    from tap_oracle_wms.streams.progress import Progress

logger = logging.getLogger(__name__)

Record: t.TypeAlias = dict[str, t.Any]


@dataclasses.dataclass(frozen=True, slots=True)
class StreamSpec:
    """What is fixed for a stream during a run.

    Attributes:
        entity: Name of the entity.
        key: Replication key, None for full table.
        field_names: All fields of the schema.
        fields: Fields to ask for, None for all.
        start_date: Floor of the first pass.
        end_date: Ceiling of all passes.
        lookback: Seconds before the bookmark at which a pass starts.
        filters: Further query filters.
        version: Version that a full-table pass writes, None for none.
    """

    entity: str
    key: str | None
    field_names: frozenset[str]
    fields: tuple[str, ...] | None
    start_date: datetime.datetime | None
    end_date: datetime.datetime | None
    lookback: int
    filters: Filters
    version: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Batch:
    """Records to write, and what then holds.

    Attributes:
        records: Converted records, possibly none.
        commit: To be called once they are written, or have nothing to write: moves
            the state. Later commits include earlier ones.
        version: Version that the records belong to, if any.
        complete: Whether the pass is complete with this batch.
    """

    records: list[Record]
    commit: t.Callable[[], None]
    version: int | None
    complete: bool = False


class PassRunner:
    """Runs one pass after another over one stream, in its partitions."""

    def __init__(
        self,
        spec: StreamSpec,
        reader: PageReader,
        converter: RowConverter,
        clock: ServerClock,
    ) -> None:
        """Prepare; nothing is asked yet."""
        self._spec = spec
        self._reader = reader
        self._converter = converter
        self._clock = clock

    def run(self, progress: Progress) -> t.Iterator[Batch]:
        """Run a pass, from where the state says that it stands.

        Args:
            progress: The state's entry.

        Yields:
            Batches, the last one complete. The state moves only by their commits.

        Raises:
            ApiError: If a request fails for good.
            RowsError: If the rows can't be those that were asked for.
            ValueMismatchError: If a value does not fit its type.
            StateError: If the state can't be used.
        """
        current, timed = self._begin(progress)
        for phase in Phase:
            query = self._query(phase, current, progress)
            if query is None:
                continue
            while current.left(phase):
                try:
                    segment = current.left(phase)[0]
                    for page in self._reader.read(query, segment):
                        if not timed:
                            current = self._timed(current, page)
                            timed = True
                        if page.last_id is not None:
                            current = current.advance(phase, page.last_id)
                        yield self._batch(page, current, progress)
                    current = current.finish_segment(phase)
                except RestartPhase:
                    current = current.restart(phase)
                yield Batch(
                    [], functools.partial(progress.save, current), current.version
                )
        yield Batch(
            [],
            functools.partial(progress.complete, current),
            current.version,
            complete=True,
        )

    def _begin(self, progress: Progress) -> tuple[Pass, bool]:
        """The pass to run, and whether its time is settled."""
        spec = self._spec
        bookmark = progress.bookmark()
        if bookmark.under_way is not None:
            resumed = bookmark.under_way
            if resumed.until is not None:
                resumed = resumed.timed(pass_end(resumed.until, spec.end_date))
            logger.info("%s: going on with the pass that was under way", spec.entity)
            return resumed, True
        if spec.key is None:
            return Pass(version=spec.version), True
        planned = begin_pass(
            bookmark=bookmark.value,
            start_date=spec.start_date,
            lookback=spec.lookback,
        )
        now = self._clock.now()
        if now is None:
            return planned, False
        self._check_clock(planned, now)
        return planned.timed(pass_end(now, spec.end_date)), True

    def _timed(self, current: Pass, page: Page) -> Pass:
        if page.began is not None:
            self._check_clock(current, page.began)
        return current.timed(pass_end(page.began, self._spec.end_date))

    def _check_clock(self, current: Pass, now: datetime.datetime) -> None:
        if current.since is not None and now < current.since:
            logger.warning(
                "%s: the service's clock is earlier than the bookmark less the "
                "look-back window; the bookmark stays until the clock has passed it",
                self._spec.entity,
            )

    def _query(self, phase: Phase, current: Pass, progress: Progress) -> Query | None:
        """What a phase asks for, None if it has nothing to read."""
        spec = self._spec
        window: Window | None = ()
        if phase is Phase.MAIN:
            if spec.key is not None:
                window = main_window(spec.key, current.since, spec.end_date)
        else:
            window = self._catch_up(current, progress)
        if window is None:
            return None
        has_version = MOD_TS in spec.field_names
        return Query(
            entity=spec.entity,
            window=window,
            filters=filter_params({**spec.filters, **(progress.context or {})}),
            fields=spec.fields,
            version_field=MOD_TS if has_version else spec.key,
            has_id="id" in spec.field_names,
        )

    def _catch_up(self, current: Pass, progress: Progress) -> Window | None:
        spec = self._spec
        if (
            spec.key != MOD_TS
            or CREATE_TS not in spec.field_names
            or current.since is None
            or progress.bookmark().value is None
        ):
            return None
        return catch_up_window(spec.key, current.since, spec.end_date)

    def _batch(self, page: Page, current: Pass, progress: Progress) -> Batch:
        records = [self._converter.convert(row) for row in page.rows]
        return Batch(
            records, functools.partial(progress.save, current), current.version
        )
