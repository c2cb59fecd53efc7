"""Making everything that reads a stream: compiled for its schema and selection."""

from __future__ import annotations

import collections
import dataclasses
import functools
import threading
import typing as t

from tap_oracle_wms.http import decode_json
from tap_oracle_wms.pages import PageReader
from tap_oracle_wms.reading.runner import Batch, PassRunner, StreamSpec
from tap_oracle_wms.reading.selection import fields_to_ask_for
from tap_oracle_wms.rows import PageCodec, RowConverter
from tap_oracle_wms.schema import columns_of
from tap_oracle_wms.telemetry.events import StreamBegun

if t.TYPE_CHECKING:
    import datetime

    from tap_oracle_wms.http import Client
    from tap_oracle_wms.reading.progress import Progress
    from tap_oracle_wms.settings import Settings
    from tap_oracle_wms.settings.model import Filters
    from tap_oracle_wms.telemetry import Recorder


class Ground(t.Protocol):
    """What readings stand on; see `tap_oracle_wms.client.WmsClient`."""

    @property
    def http(self) -> Client:
        """Asks the service."""

    @property
    def settings(self) -> Settings:
        """The checked settings."""

    @property
    def recorder(self) -> Recorder:
        """Is told of passes and pages."""

    def confirm_exists(self, name: str, *, known: bool) -> None:
        """Make sure, after a 404, that it means "no rows" and not "no such entity"."""


@dataclasses.dataclass(frozen=True)
class Reading:
    """How one stream is read in a run; its passes may run in other threads.

    Attributes:
        ground: What all readings of a client share.
        name: Name of the entity.
        key: Replication key, None for full table.
        page_size: Rows to ask for in a page.
        version: Version that a full-table pass writes, None for none.
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
    page_size: int
    version: int | None
    as_json: bool
    start_date: datetime.datetime | None
    end_date: datetime.datetime | None
    filters: Filters
    ways: int
    flattens: bool = False
    _converters: list[RowConverter] = dataclasses.field(default_factory=list)
    _begun: list[StreamBegun] = dataclasses.field(default_factory=list)
    _beginning: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    def run(
        self,
        progress: Progress,
        schema: dict[str, t.Any],
        is_selected: t.Callable[[tuple[str, ...]], bool],
        *,
        known: bool,
    ) -> t.Iterator[Batch]:
        """Run one pass.

        Args:
            progress: Where it stands.
            schema: JSON schema of the records.
            is_selected: Says of a breadcrumb whether it is selected.
            known: Whether the state shows that the entity has been read before.

        Yields:
            Batches, the last one complete.

        Raises:
            ApiError: If a request fails for good.
            DataError: If the rows can't be used.
            StateError: If the state can't be used.
        """
        self._begin()
        client = self.ground.http
        columns = columns_of(schema, is_selected)
        fields = {column.source for column in columns_of(schema, lambda _: True)}

        def make_codec() -> PageCodec:
            converter = RowConverter(
                self.name,
                columns,
                fields,
                expand_null_relations=self.flattens,
            )
            self._converters.append(converter)
            return PageCodec(columns, converter, decode_json, quick=self.as_json)

        reader = PageReader(
            client,
            self.name,
            self.page_size,
            make_codec,
            functools.partial(self.ground.confirm_exists, self.name, known=known),
        )
        asked = fields_to_ask_for(columns, fields, self.key)
        spec = self._spec(frozenset(schema.get("properties", {})), asked)
        runner = PassRunner(spec, reader, client.clock, progress, self.ground.recorder)
        yield from runner.run()

    def _begin(self) -> None:
        """Tell, once and before any pass of it, that the stream is being read."""
        with self._beginning:
            if not self._begun:
                self._begun.append(StreamBegun(self.name, self.key))
                self.ground.recorder.note(self._begun[0])

    def _spec(
        self,
        field_names: frozenset[str],
        fields: tuple[str, ...] | None,
    ) -> StreamSpec:
        settings = self.ground.settings
        options = settings.options_for(self.name)
        lookback = options.lookback_window
        return StreamSpec(
            entity=self.name,
            key=self.key,
            field_names=field_names,
            fields=fields,
            start_date=self.start_date,
            end_date=self.end_date,
            lookback=settings.lookback_window if lookback is None else lookback,
            filters=self.filters,
            version=self.version,
            page_size=self.page_size,
            ways=self.ways,
            as_json=self.as_json,
        )

    def unknown_fields(self) -> collections.Counter[str]:
        """How many rows had each field that the schema does not know."""
        unknown: collections.Counter[str] = collections.Counter()
        for converter in self._converters:
            unknown.update(converter.unknown)
        return unknown
