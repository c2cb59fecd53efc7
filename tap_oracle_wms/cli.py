"""The command line of the tap: files in, and every error as one clear line."""

from __future__ import annotations

import abc
import gc
import logging
import os
import signal
import sys
import threading
import traceback
import typing as t

import click
from singer_sdk.exceptions import ConfigValidationError, SingerSDKError
from singer_sdk.plugin_base import SingerCommand, _ConfigInput
from singer_sdk.tap_base import CliTestOptionValue, Tap

from tap_oracle_wms.errors import WmsError
from tap_oracle_wms.output import OutputError
from tap_oracle_wms.passes import check_state
from tap_oracle_wms.settings.files import read_config, read_json
from tap_oracle_wms.streams.given import prepare_catalog

logger = logging.getLogger(__name__)


def read_state(path: str) -> dict[str, t.Any]:
    """Read and check a state file.

    Raises:
        FileError: If it can't be read.
        StateError: If it is no state of ours.
    """
    state = read_json(path, "state")
    check_state(state)
    return t.cast("dict[str, t.Any]", state)


def read_catalog(path: str) -> dict[str, t.Any]:
    """Read a catalog file; its content is checked by the tap.

    Raises:
        FileError: If it can't be read.
        CatalogError: If it is nothing like a catalog.
    """
    catalog = read_json(path, "catalog")
    return catalog if isinstance(catalog, dict) else prepare_catalog(catalog)


class TapCommand(SingerCommand):
    """The command, ending with one clear line where it fails."""

    def main(self, *args: t.Any, **kwargs: t.Any) -> t.Any:  # noqa: ANN401
        """Run, and turn what went wrong into a message and an exit code."""
        if threading.current_thread() is threading.main_thread():
            # Until the tap is there to leave in order, a signal just ends the process.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        try:
            return super().main(*args, **kwargs)
        except ConfigValidationError as error:
            for line in error.errors or [str(error)]:
                logger.error("%s", line)  # noqa: TRY400 - no traceback for users
        except (SingerSDKError, WmsError) as error:
            logger.error("%s", error)  # noqa: TRY400 - no traceback for users
        except OutputError as error:
            _abandon_stdout()
            logger.error("Output failed: %s", error)  # noqa: TRY400
        except Exception as error:  # noqa: BLE001 - the last place that can report
            # The text of an unforeseen error may hold anything, a value included.
            frames = traceback.extract_tb(error.__traceback__)
            last = frames[-1]
            logger.error(  # noqa: TRY400
                "Internal error: %s in %s, line %s; please report it",
                type(error).__name__,
                os.path.basename(last.filename),  # noqa: PTH119
                last.lineno,
            )
            logger.debug("%s", "".join(traceback.format_list(frames)))
        sys.exit(1)


def _collect_again() -> None:
    """Look for garbage from now on, where the command put that off."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _abandon_stdout() -> None:
    """Keep the interpreter from writing to a broken stdout once more at its end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


class CommandLineTap(Tap):
    """A tap whose command line never ends in a traceback."""

    @abc.abstractmethod
    def __init__(self, *, for_run: bool = False, **kwargs: t.Any) -> None:
        """Check everything that is given.

        Args:
            for_run: Whether `run` is all that follows.
            kwargs: As for the SDK's tap.
        """
        super().__init__(**kwargs)

    @abc.abstractmethod
    def run(self) -> None:
        """Sync all selected streams."""

    @abc.abstractmethod
    def raise_failures(self) -> None:
        """Report the streams that failed."""

    @classmethod
    def cb_config(
        cls,
        ctx: click.Context,
        param: click.Option,
        value: tuple[str, ...],
    ) -> _ConfigInput:
        """Read the config files, later ones over earlier ones.

        Raises:
            FileError: If one can't be used.
        """
        del ctx, param
        config = read_config(path for path in value if path != "ENV")
        return _ConfigInput(config=config, parse_env="ENV" in value)

    @classmethod
    def cb_test(
        cls,
        ctx: click.Context,
        param: click.Option,
        value: str,
    ) -> None:
        """Run in test mode; a stream that fails makes it fail.

        Raises:
            SyncFailedError: If streams failed.
        """
        del param
        if value == CliTestOptionValue.Disabled.value:
            return
        config: _ConfigInput = ctx.params.get("config", _ConfigInput())
        tap = cls(
            config=config.config,
            parse_env_config=config.parse_env,
        )
        if value == CliTestOptionValue.Schema.value:
            tap.write_schemas()
        else:
            tap.run_connection_test()
            tap.raise_failures()
        ctx.exit()

    @classmethod
    def invoke(  # type: ignore[override] # as the SDK's own taps do
        cls,
        *,
        about: bool = False,
        about_format: str | None = None,
        config: _ConfigInput | None = None,
        state: str | None = None,
        catalog: str | None = None,
    ) -> None:
        """Run the tap.

        Args:
            about: Show what the tap is and end.
            about_format: How to show it.
            config: The config.
            state: Path of the state file.
            catalog: Path of the catalog file.
        """
        super(Tap, cls).invoke(about=about, about_format=about_format)
        cls.print_version(print_fn=logger.info)
        config = config or _ConfigInput()
        tap = cls(
            config=config.config,
            parse_env_config=config.parse_env,
            state=None if state is None else read_state(state),
            catalog=None if catalog is None else read_catalog(catalog),
            for_run=True,
        )
        _collect_again()
        tap.run()

    @classmethod
    def get_singer_command(cls) -> click.Command:
        """The command with file options as paths, read and checked by ourselves."""
        command = super().get_singer_command()
        for param in command.params:
            if param.name in {"catalog", "state"}:
                param.type = click.STRING
        return TapCommand(
            name=command.name,
            callback=command.callback,
            context_settings=command.context_settings,
            params=command.params,
            help=command.help,
            logger=cls.logger,
        )
