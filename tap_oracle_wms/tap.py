"""The tap: settings in, streams out, and the course of a run."""

from __future__ import annotations

import copy
import logging
import typing as t

from singer_sdk.exceptions import ConfigValidationError
from singer_sdk.helpers._classproperty import classproperty
from typing_extensions import override

from tap_oracle_wms._version import __version__
from tap_oracle_wms.cli import CommandLineTap
from tap_oracle_wms.client import WmsClient
from tap_oracle_wms.discovery import DiscoveredEntity
from tap_oracle_wms.health import Health
from tap_oracle_wms.output import (
    LineWriter,
    OutputError,
    Shutdown,
    indented_json,
    write_text,
)
from tap_oracle_wms.passes import check_state
from tap_oracle_wms.polling import Polling
from tap_oracle_wms.settings import (
    Settings,
    SettingsError,
    check_builtin,
    config_jsonschema,
    load_settings,
)
from tap_oracle_wms.settings.environment import environment_config
from tap_oracle_wms.streams import EntityStream, RunContext
from tap_oracle_wms.streams.given import override_field_types, prepare_catalog
from tap_oracle_wms.streams.points import Points
from tap_oracle_wms.telemetry import Hub
from tap_oracle_wms.telemetry.events import DiscoveryBegun, DiscoveryEnded, Place
from tap_oracle_wms.telemetry.run import RunTelemetry

if t.TYPE_CHECKING:
    from types import FrameType


logger = logging.getLogger(__name__)


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
        for_run: bool = False,
        **kwargs: t.Any,
    ) -> None:
        """Check everything that is given; a bad state never reaches the network.

        Args:
            catalog: A decoded catalog, None for discovery.
            state: A decoded state, None for a first run.
            for_run: Whether `run` is all that follows: then it is seen to, before any
                request, that continuous mode can tell how it fares.
            kwargs: As for the SDK's tap.

        Raises:
            ConfigValidationError: If the config can't be used.
            StateError: If the state can't be used.
            CatalogError: If the catalog can't be used.
            HealthError: If the port for health can't be had.
        """
        self._shutdown = Shutdown(self._last_words)
        self.recorder = Hub()
        self._telemetry = RunTelemetry(self.recorder, __version__, Points)
        self._settings: Settings | None = None
        self._context: RunContext | None = None
        self._running = False
        self._for_run = for_run
        self._health: Health | None = None
        if state is not None and not isinstance(state, str):
            check_state(state)
        if isinstance(catalog, (dict, list)):
            catalog = prepare_catalog(catalog)
        super().__init__(catalog=catalog, state=state, **kwargs)
        if isinstance(self.message_writer, LineWriter):
            self.message_writer.critical = self._shutdown.critical

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
        return environment_config(names=schema["properties"])

    # Streams

    @property
    def context(self) -> RunContext:
        """What all streams share; made when it is first needed."""
        if self._context is None:
            self._context = RunContext(
                WmsClient(self.settings, recorder=self.recorder),
                self.message_writer,
                self._shutdown,
            )
        return self._context

    @override
    def setup_mapper(self) -> None:
        if self.input_catalog is not None:
            override_field_types(self.input_catalog, self.settings)
        if self._for_run and self.settings.poll_interval is not None:
            self._health = self._new_health()
        super().setup_mapper()

    @override
    def discover_streams(self) -> list[EntityStream]:
        """Streams of a given catalog, without any request; else of the service."""
        if self.input_catalog is not None:
            entities = [
                DiscoveredEntity(
                    name=entry.tap_stream_id,
                    schema={},  # it comes with the catalog, see `apply_catalog`
                    key_properties=tuple(entry.key_properties or ()),
                    replication_key=entry.replication_key,
                )
                for entry in self.input_catalog.streams
            ]
        else:
            entities = self._discover()
        return [EntityStream(self, self.context, entity) for entity in entities]

    def _discover(self) -> list[DiscoveredEntity]:
        if self._for_run:
            self._telemetry.begin(self.settings)
        self.recorder.note(DiscoveryBegun())
        try:
            entities = self.context.wms.discover()
        except Exception:
            self.recorder.note(DiscoveryEnded(None))
            self._telemetry.end("failed")
            raise
        self.recorder.note(DiscoveryEnded(len(entities)))
        return entities

    @override
    def run_discovery(self) -> str:
        """Write the catalog to stdout, and return it."""
        self._telemetry.begin(self.settings)
        text = indented_json(self.catalog_dict)
        write_text(text)
        self._telemetry.end("completed")
        return text

    @override
    def load_state(self, state: dict[str, t.Any]) -> None:
        """Take over a state as it is, entries of streams that are not read included."""
        if "bookmarks" in state:
            self.state["bookmarks"] = copy.deepcopy(state["bookmarks"])

    # The run

    def run(self) -> None:
        """Sync all selected streams; one failure does not stop the others.

        With ``poll_interval`` pass after pass, until ``poll_limit`` or a signal.

        Raises:
            SyncFailedError: If streams failed, after the others were synced.
            ApiError: If nothing can go on: signing in fails, the service is down
                (which continuous mode waits out).
            OutputError: If stdout is gone.
        """
        self._telemetry.begin(self.settings)
        try:
            self._run()
        except Exception:
            self._telemetry.end("failed")
            raise
        self._telemetry.end("completed")

    def _run(self) -> None:
        selected = [
            t.cast("EntityStream", stream)
            for stream in self.streams.values()
            if t.cast("EntityStream", stream).is_written
        ]
        for stream in selected:
            stream.check()
        context = self.context
        continuous = self.settings.poll_interval is not None
        places = [Place(stream.name, stream.bookmark()) for stream in selected]
        self._telemetry.plan(places, continuous=continuous)
        if continuous:
            context.wms.times.insist()
        else:
            context.read_ahead({stream.name: stream.works() for stream in selected})
        self._running = True
        state = t.cast("dict[str, t.Any]", self.state)
        try:
            if continuous:
                self._poll(selected, state)
            else:
                self.sync_all()
        except OutputError:
            raise
        except Exception:
            context.write_state(state)
            raise
        finally:
            context.stop_reading()
        context.write_state(state)
        context.wms.times.tell()
        self.raise_failures()

    def _new_health(self) -> Health:
        return Health(self.settings, self._telemetry.exposition)

    def _poll(self, streams: list[EntityStream], state: dict[str, t.Any]) -> None:
        health = self._health or self._new_health()
        try:
            Polling(streams, self.context, state, health).run()
        finally:
            health.stop()

    @override
    def raise_failures(self) -> None:
        """Report the streams that failed.

        Raises:
            SyncFailedError: If any did.
        """
        self.context.raise_failures()

    def _last_words(self) -> None:
        if self._running:
            self.context.flush()
            self.context.write_state(t.cast("dict[str, t.Any]", self.state))
        self._telemetry.stopped()

    @override
    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:
        self._shutdown.handle(signum)
