"""What a pass goes by, and what comes of it."""

from __future__ import annotations

import dataclasses
import typing as t

from tap_oracle_wms.rows import Lines

if t.TYPE_CHECKING:
    import datetime
    import threading

    from tap_oracle_wms.settings.model import Filters

Record: t.TypeAlias = dict[str, t.Any]

_NO_LINES = Lines()


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
        page_size: Rows asked for in a page.
        ways: Ranges of a large stream that are read at once.
        splitting: Held by the one pass of all that reads ranges: those of several
            would take much memory, and gain nothing.
        as_json: Whether batches hold JSON; records else.
        catch_up_every: Seconds of the service's time after which the catch-up is due;
            until then a pass stands at the end of its main reading, which the next
            one repeats from the same start. None: each pass is brought to its end.
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
    page_size: int
    ways: int
    splitting: threading.Lock
    as_json: bool
    catch_up_every: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Batch:
    """Records to write, and what then holds.

    Attributes:
        records: Converted records, unless there are lines.
        lines: Converted records as JSON.
        commit: To be called once they are written, or have nothing to write: moves
            the state. Later commits include earlier ones.
        version: Version that the records belong to, if any.
        complete: Whether the pass is complete with this batch.
        ids: The ids of the records, where somebody wants to know them.
    """

    commit: t.Callable[[], None]
    version: int | None
    records: t.Sequence[Record] = ()
    lines: Lines = _NO_LINES
    complete: bool = False
    ids: t.Sequence[int] = ()

    def __len__(self) -> int:
        """Number of records."""
        return len(self.records) + len(self.lines)

    def cut(self, count: int) -> Batch:
        """The first records only, which are no reason to move the state."""
        return dataclasses.replace(
            self,
            records=self.records[:count],
            lines=self.lines.pick(range(min(count, len(self.lines)))),
            ids=self.ids[:count],
            commit=lambda: None,
            complete=False,
        )
