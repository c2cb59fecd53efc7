"""Reading the rows of one entity for a program, by the passes that the tap runs."""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import functools
import itertools
import logging
import typing as t

from tap_oracle_wms.ahead import Lanes
from tap_oracle_wms.client.seen import SeenRows
from tap_oracle_wms.client.typed import TypedRows
from tap_oracle_wms.errors import UsageError
from tap_oracle_wms.passes.plan import MOD_TS
from tap_oracle_wms.reading import (
    Progress,
    Reading,
    arrange_partitions,
    deselected_by_default,
)
from tap_oracle_wms.schema import columns_of
from tap_oracle_wms.values import format_instant

if t.TYPE_CHECKING:
    import datetime

    from tap_oracle_wms.client.typed import Row
    from tap_oracle_wms.discovery import DiscoveredEntity
    from tap_oracle_wms.reading import Batch, Ground
    from tap_oracle_wms.settings.model import Filters

logger = logging.getLogger(__name__)

Page: t.TypeAlias = "tuple[list[Row], t.Callable[[], None]]"
"""Rows, and what to call when they were used: it moves the bookmark."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a program asks for.

    Attributes:
        key: Field of the window in time, None to read without one.
        since: Start of the first window, None for none.
        until: End of all windows, exclusive, None for none.
        fields: Names of the fields of the rows, None for the usual ones.
        filters: Query filters, over those of the settings.
        exact: Whether rows of the fractions of a second between the bounds and those of
            the requests, which have whole seconds, are left out.
        limit: Rows after which nobody will go on, None if all are wanted.
    """

    key: str | None
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    fields: tuple[str, ...] | None = None
    filters: Filters = dataclasses.field(default_factory=dict)
    exact: bool = False
    limit: int | None = None

    def leaves_out(self, record: t.Mapping[str, t.Any]) -> bool:
        """Whether a record lies outside of exact bounds."""
        if self.key is None or not self.exact:
            return False
        # Fixed width: the order of the texts is the order of the instants.
        stamp = record[self.key] or ""
        early = self.since is not None and stamp < format_instant(self.since)
        return early or (self.until is not None and stamp >= format_instant(self.until))


class RowReader:
    """Reads one entity in one pass for each of its partitions."""

    def __init__(
        self,
        ground: Ground,
        entity: DiscoveredEntity,
        wish: Wish,
        bookmarks: dict[str, t.Any] | None = None,
    ) -> None:
        """Compile; nothing is asked yet.

        Args:
            ground: The client.
            entity: The entity.
            wish: What is asked for.
            bookmarks: State, changed in place as rows are used.

        Raises:
            UsageError: If the entity has no such field.
            StateError: If the state is of no use.
        """
        self._ground = ground
        self._entity = entity
        self._wish = wish
        self._bookmarks: dict[str, t.Any] = {} if bookmarks is None else bookmarks
        known = tuple(entity.schema["properties"])
        wanted = _wanted(entity.name, known, wish.fields)
        needed = {"id", MOD_TS, wish.key, *wanted} & {*known}
        self._selected = frozenset(("properties", name) for name in needed)
        columns = columns_of(entity.schema, lambda path: path[:2] in self._selected)
        self._typed = TypedRows(columns, wanted)
        self._version = MOD_TS if MOD_TS in known else None
        self._has_id = "id" in known
        self._options = ground.settings.options_for(entity.name)
        self._contexts = arrange_partitions(
            entity.name,
            self._options.partitions,
            self._bookmarks,
        )
        self._progresses = [
            Progress(entity.name, wish.key, context, self._bookmarks)
            for context in self._contexts
        ]
        for progress in self._progresses:
            progress.bookmark()
        # Nobody would read a warning at the end: windows are proven or refused.
        ground.times.insist()

    def pages(self) -> t.Iterator[Page]:
        """Read.

        Yields:
            Pages, read ahead by a few.

        Raises:
            ApiError: If a request fails for good.
            DataError: If the rows can't be used.
        """
        reading = self._reading()
        works = [
            functools.partial(
                reading.run,
                part,
                progress,
                known=True,
            )
            for part, progress in enumerate(self._progresses)
        ]
        with contextlib.ExitStack() as stack:
            stack.callback(self._report_unknown, reading)
            for batches in self._lanes(works, stack):
                seen = stack.enter_context(SeenRows()) if self._has_id else None
                for batch in batches:
                    yield self._rows(batch.records, seen), batch.commit

    def _lanes(
        self,
        works: t.Sequence[t.Callable[[], t.Iterator[Batch]]],
        stack: contextlib.ExitStack,
    ) -> t.Iterator[t.Iterator[Batch]]:
        """What each of the works brings, read ahead unless little is wanted."""
        if self._wish.limit is not None:
            for work in works:
                yield work()
            return
        at_once = self._ground.settings.max_concurrent_requests
        lanes: Lanes[Batch] = Lanes(
            works,
            at_once=min(at_once, len(works)),
            held=at_once,
            is_fatal=lambda _: False,
        )
        stack.callback(lanes.stop)
        for index in range(len(works)):
            yield lanes.use(index)

    def _reading(self) -> Reading:
        wish = self._wish
        size = self._options.page_size or self._ground.settings.page_size
        return Reading(
            ground=self._ground,
            name=self._entity.name,
            key=wish.key,
            schema=self._entity.schema,
            is_selected=lambda path: path[:2] in self._selected,
            page_size=min(size, max(wish.limit or size, 1)),
            as_json=False,
            start_date=wish.since,
            end_date=wish.until,
            filters={**self._options.filters, **wish.filters},
            ways=1,
        )

    def _rows(
        self,
        records: t.Sequence[t.Mapping[str, t.Any]],
        seen: SeenRows | None,
    ) -> list[Row]:
        """The records that are news, typed."""
        if seen is not None:
            version = self._version
            news = seen.news(
                [
                    (one["id"], None if version is None else one[version])
                    for one in records
                ]
            )
            records = [one for one, new in zip(records, news, strict=True) if new]
        leaves_out = self._wish.leaves_out
        return [self._typed.row(one) for one in records if not leaves_out(one)]

    def _report_unknown(self, reading: Reading) -> None:
        unknown = sorted(reading.unknown_fields())
        if unknown:
            logger.warning(
                "%s: fields that its description and sample do not show are left out: "
                "%s",
                self._entity.name,
                ", ".join(unknown),
            )


def _wanted(
    entity: str,
    known: t.Sequence[str],
    fields: t.Sequence[str] | None,
) -> tuple[str, ...]:
    if fields is None:
        return tuple(name for name in known if not deselected_by_default(name))
    for name in fields:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=5)
            near = f"; did you mean {', '.join(close)}?" if close else ""
            msg = f"'{entity}' has no field {name!r}{near}"
            raise UsageError(msg)
    return tuple(dict.fromkeys(fields))


def first(
    rows: t.Generator[Row, None, None],
    limit: int | None,
) -> t.Generator[Row, None, None]:
    """The first rows, all of them without a limit; leaving it ends the reading."""
    with contextlib.closing(rows):
        yield from itertools.islice(rows, limit)


def key_of(entity: DiscoveredEntity) -> str:
    """The field that tells when a row was modified.

    Raises:
        UsageError: If the entity has none.
    """
    if entity.replication_key is None:
        msg = (
            f"'{entity.name}' has no time of modification to go by; read it whole by "
            f"records({entity.name!r})"
        )
        raise UsageError(msg)
    return entity.replication_key
