"""From command-line options to checked settings and a client."""

from __future__ import annotations

import json
import logging
import typing as t

import click

from tap_oracle_wms.tap import TapOracleWms

if t.TYPE_CHECKING:
    from tap_oracle_wms.http import Client
    from tap_oracle_wms.settings import Settings

_F = t.TypeVar("_F", bound=t.Callable[..., t.Any])


def connection_options(function: _F) -> _F:
    """The options that every command needs which asks the service."""
    config = click.option(
        "--config",
        "files",
        multiple=True,
        required=True,
        help="Config file as for the tap, or ENV for the environment.",
    )
    as_json = click.option("--json", "as_json", is_flag=True, help="For machines.")
    return config(as_json(function))


def connect(files: tuple[str, ...]) -> tuple[Client, Settings]:
    """Check the config and prepare a client; nothing is asked yet.

    Args:
        files: Config files, or ENV.

    Returns:
        The client and the settings.

    Raises:
        ConfigValidationError: If the config can't be used.
        FileError: If a file can't be read.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    given = TapOracleWms.read_config(files)
    tap = TapOracleWms(
        config=given.config,
        parse_env_config=given.parse_env,
        setup_mapper=False,
    )
    return tap.context.client, tap.settings


def show_table(header: tuple[str, ...], rows: t.Sequence[tuple[str, ...]]) -> None:
    """Print rows as aligned columns."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def show_json(data: object) -> None:
    """Print data as JSON."""
    click.echo(json.dumps(data, indent=2))
