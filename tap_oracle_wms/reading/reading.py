"""Making everything that reads a stream: compiled for its schema and selection."""

from __future__ import annotations

import collections
import dataclasses
import functools
import threading
import time
import typing as t

from tap_oracle_wms.http import decode_json
from tap_oracle_wms.pages import PageReader
from tap_oracle_wms.reading.batch import Batch, StreamSpec
from tap_oracle_wms.reading.runner import PassRunner
from tap_oracle_wms.reading.selection import fields_to_ask_for
from tap_oracle_wms.rows import PageCodec, RowConverter
from tap_oracle_wms.schema import columns_of
from tap_oracle_wms.telemetry.events import StreamBegun

if t.TYPE_CHECKING:
    import datetime

    from tap_oracle_wms.reading.ground import Ground
    from tap_oracle_wms.reading.progress import Progress
    from tap_oracle_wms.settings.model import Filters


RELEARN_SECONDS = 3600
"""Seconds for which a lesser way of asking is kept by somebody who reads for days."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Made:
    """What was made for one partition, to be used by all its passes."""

    reader: PageReader
    spec: StreamSpec
    converter: RowConverter
    at: float

    @property
    def is_good(self) -> bool:
        """Whether it need not be found out anew what the service allows."""
        young = time.monotonic() - self.at < RELEARN_SECONDS
        return young or self.reader.is_at_its_best


@dataclasses.dataclass(frozen=True)
class Reading:
    """How one stream is read; its passes may run in other threads.

    Attributes:
        ground: What all readings of a client share.
        name: Name of the entity.
        key: Replication key, None for full table.
        schema: JSON schema of the records.
        is_selected: Says of a breadcrumb whether it is selected.
        page_size: Rows to ask for in a page.
        as_json: Whether batches are to hold JSON instead of records.
        start_date: Floor of the first pass.
        end_date: Ceiling of all passes.
        filters: Further query filters.
        ways: Ranges of a large stream that are read at once.
        flattens: Whether the SDK flattens the records afterwards.
    """

    ground: Ground
    name: str
    key: str | None
    schema: dict[str, t.Any]
    is_selected: t.Callable[[tuple[str, ...]], bool]
    page_size: int
    as_json: bool
    start_date: datetime.datetime | None
    end_date: datetime.datetime | None
    filters: Filters
    ways: int
    flattens: bool = False
    _made: dict[int, _Made] = dataclasses.field(default_factory=dict)
    _begun: list[StreamBegun] = dataclasses.field(default_factory=list)
    _beginning: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    def run(
        self,
        part: int,
        progress: Progress,
        *,
        known: bool,
        version: int | None = None,
        catch_up_every: float | None = None,
    ) -> t.Iterator[Batch]:
        """Run one pass.

        Args:
            part: Number of the partition; one pass over it at a time.
            progress: Where it stands.
            known: Whether the state shows that the entity has been read before.
            version: Version that a full-table pass writes, None for none.
            catch_up_every: See `StreamSpec`.

        Yields:
            Batches, the last one complete unless the pass is left standing.

        Raises:
            ApiError: If a request fails for good.
            DataError: If the rows can't be used.
            StateError: If the state can't be used.
        """
        self._begin()
        made = self._made.get(part)
        if made is None or not made.is_good:
            made = self._made[part] = self._make(known=known)
        spec = dataclasses.replace(
            made.spec,
            version=version,
            catch_up_every=catch_up_every,
        )
        yield from PassRunner(spec, made.reader, progress, self.ground).run()

    def _make(self, *, known: bool) -> _Made:
        columns = columns_of(self.schema, self.is_selected)
        fields = {column.source for column in columns_of(self.schema, lambda _: True)}
        converter = RowConverter(
            self.name,
            columns,
            fields,
            expand_null_relations=self.flattens,
        )
        reader = PageReader(
            self.ground.http,
            self.name,
            self.page_size,
            PageCodec(columns, converter, decode_json, quick=self.as_json),
            functools.partial(self.ground.confirm_exists, self.name, known=known),
        )
        asked = fields_to_ask_for(columns, fields, self.key)
        return _Made(reader, self._spec(asked), converter, time.monotonic())

    def again(self) -> None:
        """Let the next pass tell that the stream is being read."""
        with self._beginning:
            self._begun.clear()

    def _begin(self) -> None:
        """Tell, once and before any pass of it, that the stream is being read."""
        with self._beginning:
            if not self._begun:
                self._begun.append(StreamBegun(self.name, self.key))
                self.ground.recorder.note(self._begun[0])

    def _spec(self, fields: tuple[str, ...] | None) -> StreamSpec:
        settings = self.ground.settings
        options = settings.options_for(self.name)
        lookback = options.lookback_window
        return StreamSpec(
            entity=self.name,
            key=self.key,
            field_names=frozenset(self.schema.get("properties", {})),
            fields=fields,
            start_date=self.start_date,
            end_date=self.end_date,
            lookback=settings.lookback_window if lookback is None else lookback,
            filters=self.filters,
            version=None,
            page_size=self.page_size,
            ways=self.ways,
            splitting=self.ground.splitting,
            as_json=self.as_json,
        )

    def unknown_fields(self) -> collections.Counter[str]:
        """How many rows had each field that the schema does not know.

        Each is told once.
        """
        unknown: collections.Counter[str] = collections.Counter()
        for made in [*self._made.values()]:
            unknown.update(made.converter.take_unknown())
        return unknown
