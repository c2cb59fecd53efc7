"""The tap: settings in, streams out, and the course of a run."""

from __future__ import annotations

import copy
import logging
import typing as t

from singer_sdk.configuration._dict_config import parse_environment_config
from singer_sdk.exceptions import ConfigValidationError, FatalSyncError
from singer_sdk.helpers._classproperty import classproperty
from singer_sdk.singerlib.encoding.simple import RecordMessage
from typing_extensions import override

from tap_oracle_wms.ahead import Lanes
from tap_oracle_wms.cli import CommandLineTap
from tap_oracle_wms.discovery import confirm_entity, discover_entities
from tap_oracle_wms.http import Client, ServiceDownError, SignInError, decode_json
from tap_oracle_wms.output import LineWriter, OutputError, Shutdown, write_text
from tap_oracle_wms.passes import check_state
from tap_oracle_wms.settings import (
    Settings,
    SettingsError,
    check_builtin,
    config_jsonschema,
    load_settings,
)
from tap_oracle_wms.streams import EntityStream
from tap_oracle_wms.streams.given import override_field_types, prepare_catalog

if t.TYPE_CHECKING:
    import datetime
    from types import FrameType

    from tap_oracle_wms.streams.runner import Batch

logger = logging.getLogger(__name__)


class SyncFailedError(FatalSyncError):
    """Some streams failed; the others were written."""


class TapOracleWms(CommandLineTap):
    """Singer tap for Oracle Warehouse Management Cloud."""

    name = "tap-oracle-wms"
    package_name = "tap-oracle-wms"
    dynamic_catalog = True
    config_jsonschema: t.ClassVar[dict[str, t.Any]] = config_jsonschema()
    message_writer_class = LineWriter

    def __init__(
        self,
        *,
        catalog: t.Any = None,  # noqa: ANN401 - as the SDK takes it
        state: t.Any = None,  # noqa: ANN401 - as the SDK takes it
        **kwargs: t.Any,
    ) -> None:
        """Check everything that is given; a bad state never reaches the network.

        Args:
            catalog: A decoded catalog, None for discovery.
            state: A decoded state, None for a first run.
            kwargs: As for the SDK's tap.

        Raises:
            ConfigValidationError: If the config can't be used.
            StateError: If the state can't be used.
            CatalogError: If the catalog can't be used.
        """
        self.shutdown = Shutdown(self._last_words)
        self.failures: dict[str, Exception] = {}
        self._settings: Settings | None = None
        self._client: Client | None = None
        self._discovered: frozenset[str] = frozenset()
        self._running = False
        self._lanes: Lanes[Batch] | None = None
        self._lanes_of: dict[str, range] = {}
        if state is not None and not isinstance(state, str):
            check_state(state)
        if isinstance(catalog, (dict, list)):
            catalog = prepare_catalog(catalog)
        super().__init__(catalog=catalog, state=state, **kwargs)

    # Settings

    @property
    def settings(self) -> Settings:
        """The checked settings.

        Raises:
            ConfigValidationError: If the config was found unusable.
        """
        if self._settings is None:
            msg = "The config is not valid"
            raise ConfigValidationError(msg)
        return self._settings

    @override
    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        """Check the config with messages of our own: the SDK's would quote secrets."""
        schema = self.config_jsonschema
        self.append_builtin_config(schema)
        builtin = {
            name: prop
            for name, prop in schema["properties"].items()
            if name not in config_jsonschema()["properties"]
        }
        errors: list[str] = []
        config, problems = check_builtin(builtin, self._config)
        try:
            self._settings, self._config, warnings = load_settings(config, builtin)
        except SettingsError as error:
            errors = error.errors
            warnings = []
        errors += problems
        for warning in warnings:
            logger.warning(warning)
        if errors and raise_errors:
            summary = "Config validation failed"
            raise ConfigValidationError(summary, errors=errors)
        return errors

    @classproperty
    def _env_var_config(cls) -> dict[str, t.Any]:  # noqa: N805
        """Settings from the environment, as texts; checked like all others."""
        schema = cls.config_jsonschema
        cls.append_builtin_config(schema)
        texts = {name: {"type": "string"} for name in schema["properties"]}
        return parse_environment_config({"properties": texts}, cls._env_var_prefix)

    # Streams

    @property
    def client(self) -> Client:
        """The one client of the run."""
        if self._client is None:
            self._client = Client(self.settings)
        return self._client

    @override
    def setup_mapper(self) -> None:
        if self.input_catalog is not None:
            override_field_types(self.input_catalog, self.settings)
        super().setup_mapper()

    @override
    def discover_streams(self) -> list[EntityStream]:
        """Streams of a given catalog, without any request; else of the service."""
        if self.input_catalog is not None:
            return [
                EntityStream(
                    self,
                    entry.tap_stream_id,
                    entry.schema.to_dict(),
                    entry.key_properties or (),
                    entry.replication_key,
                )
                for entry in self.input_catalog.streams
            ]
        entities = discover_entities(self.client, self.settings)
        self._discovered = frozenset(entity.name for entity in entities)
        return [
            EntityStream(
                self,
                entity.name,
                entity.schema,
                entity.key_properties,
                entity.replication_key,
            )
            for entity in entities
        ]

    @override
    def run_discovery(self) -> str:
        """Write the catalog to stdout, and return it."""
        text = self.catalog_json_text
        write_text(text)
        return text

    @override
    def load_state(self, state: dict[str, t.Any]) -> None:
        """Take over a state as it is, entries of streams that are not read included."""
        if "bookmarks" in state:
            self.state["bookmarks"] = copy.deepcopy(state["bookmarks"])

    def confirm_exists(self, name: str, *, known: bool) -> None:
        """Make sure, after a 404, that it means "no rows" and not "no such entity".

        Args:
            name: Name of the entity.
            known: Whether the state shows that it has been read before.

        Raises:
            DiscoveryError: If the entity is gone.
            ApiError: If that can't be found out.
        """
        if not known and name not in self._discovered:
            confirm_entity(self.client, name)

    # The run

    def run(self) -> None:
        """Sync all selected streams; one failure does not stop the others.

        Raises:
            SyncFailedError: If streams failed, after the others were synced.
            ApiError: If nothing can go on: signing in fails, the service is down.
            OutputError: If stdout is gone.
        """
        selected = [
            t.cast("EntityStream", stream)
            for stream in self.streams.values()
            if t.cast("EntityStream", stream).is_written
        ]
        for stream in selected:
            stream.check()
        self._prepare_lanes(selected)
        self._running = True
        try:
            self.sync_all()
        except OutputError:
            raise
        except Exception:
            self.write_state()
            raise
        finally:
            t.cast("Lanes[Batch]", self._lanes).stop()
        self.raise_failures()

    def note_failure(self, stream: str, error: Exception) -> None:
        """Keep a stream's failure for the end of the run."""
        self.failures[stream] = error
        logger.error("Stream '%s' failed: %s", stream, error)

    def raise_failures(self) -> None:
        """Report the streams that failed.

        Raises:
            SyncFailedError: If any did.
        """
        if self.failures:
            lines = [f"  {name}: {error}" for name, error in self.failures.items()]
            msg = "\n".join([f"{len(lines)} of the streams failed:", *lines])
            raise SyncFailedError(msg)

    # Reading ahead

    def batches_of(self, stream: EntityStream) -> t.Iterator[Batch]:
        """Batches of a stream: read ahead in a run, one after the other else.

        Args:
            stream: The stream whose turn it is.

        Yields:
            Its batches, in order.

        Raises:
            ApiError: If a request fails for good.
            FatalSyncError: If the rows can't be used.
        """
        if self._lanes is None:
            for work in stream.works(as_json=stream.as_json):
                yield from work()
            return
        for index in self._lanes_of[stream.name]:
            yield from self._lanes.use(index)

    def _prepare_lanes(self, streams: t.Sequence[EntityStream]) -> None:
        """Line up all streams of a run in the order in which they are written."""
        works: list[t.Callable[[], t.Iterator[Batch]]] = []
        for stream in streams:
            begin = len(works)
            works += stream.works(as_json=stream.as_json)
            self._lanes_of[stream.name] = range(begin, len(works))
        at_once = self.settings.max_concurrent_requests
        self._lanes = Lanes(
            works,
            at_once=at_once,
            held=at_once + 2,
            is_fatal=lambda error: isinstance(error, (SignInError, ServiceDownError)),
        )

    # Messages and state

    def write_bodies(
        self,
        stream: str,
        bodies: t.Sequence[bytes],
        version: int | None,
        extracted: datetime.datetime,
    ) -> None:
        """Write RECORD messages whose records are JSON already."""
        writer = self.message_writer
        if isinstance(writer, LineWriter):
            writer.write_bodies(stream, bodies, version, extracted)
            return
        for body in bodies:
            record = decode_json(body)
            self.write_message(RecordMessage(stream, record, version, extracted))

    def flush(self) -> None:
        """Let all written messages leave."""
        writer = self.message_writer
        if isinstance(writer, LineWriter):
            writer.flush()

    def write_state(self) -> None:
        """Write a STATE message if anything has changed since the last one."""
        with self.shutdown.critical():
            self.state_writer.write_state(self.state)

    def _last_words(self) -> None:
        if self._running:
            self.flush()
            self.state_writer.write_state(self.state)

    @override
    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:
        self.shutdown.handle(signum)
