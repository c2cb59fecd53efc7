"""From command-line options to a client."""

from __future__ import annotations

import logging
import pathlib
import typing as t

import click

from tap_oracle_wms.client import WmsClient
from tap_oracle_wms.settings import SDK_SETTINGS, SettingsError
from tap_oracle_wms.settings.environment import environment_config
from tap_oracle_wms.settings.files import read_config

DEFAULT_CONFIG = "config.json"

_RETRIES = 3
"""Most repetitions of a request: somebody waits, and can start the command again."""

_F = t.TypeVar("_F", bound=t.Callable[..., t.Any])


def connection_options(function: _F) -> _F:
    """The options that every command needs which asks the service."""
    config = click.option(
        "--config",
        "files",
        multiple=True,
        metavar="FILE|ENV",
        help=(
            "Config file as for the tap, or ENV for the environment; can be repeated, "
            f"later ones win. Default: {DEFAULT_CONFIG} of this folder, if there is "
            "one, and ENV."
        ),
    )
    as_json = click.option("--json", "as_json", is_flag=True, help="For machines.")
    return config(as_json(function))


def read_given(files: t.Sequence[str]) -> dict[str, t.Any]:
    """Read the config that the options name, unchecked.

    Args:
        files: Config files, or ENV; none for the default.

    Returns:
        Setting names to values.

    Raises:
        FileError: If a file can't be read.
    """
    if not files:
        found = [DEFAULT_CONFIG] if pathlib.Path(DEFAULT_CONFIG).exists() else []
        files = [*found, "ENV"]
    config: dict[str, t.Any] = {}
    for file in files:
        config |= (
            environment_config(names=SDK_SETTINGS)
            if file == "ENV"
            else read_config([file])
        )
    return config


def connect(files: t.Sequence[str]) -> WmsClient:
    """Check the config and prepare a client; nothing is asked yet.

    Args:
        files: Config files, or ENV; none for the default.

    Returns:
        The client.

    Raises:
        SettingsError: If the config can't be used.
        FileError: If a file can't be read.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    config = read_given(files)
    _check_sdk_settings(config)
    return impatient(config)


def impatient(config: t.Mapping[str, t.Any], retries: int = _RETRIES) -> WmsClient:
    """A client that gives up sooner than the tap does.

    Args:
        config: A config as the tap takes it.
        retries: Most repetitions of a request, if the setting is not less.

    Returns:
        The client; nothing is asked yet.

    Raises:
        SettingsError: If the config can't be used.
    """
    with WmsClient(config) as patient:
        settings = patient.settings
    return WmsClient(config, max_retries=min(retries, settings.max_retries))


def _check_sdk_settings(config: dict[str, t.Any]) -> None:
    """Let the SDK's settings be checked by the tap, where there are any."""
    if not config.keys() & {*SDK_SETTINGS}:
        return
    from singer_sdk.exceptions import ConfigValidationError  # noqa: PLC0415 - slow

    from tap_oracle_wms.tap import TapOracleWms  # noqa: PLC0415 - slow

    try:
        TapOracleWms(config=config, setup_mapper=False)
    except ConfigValidationError as error:
        raise SettingsError(error.errors or [str(error)]) from None
