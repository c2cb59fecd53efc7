"""The group of subcommands, and how any of them fails."""

from __future__ import annotations

import importlib.metadata
import sys
import typing as t

import click

from tap_oracle_wms import __version__
from tap_oracle_wms.command.check import check
from tap_oracle_wms.command.dbt import dbt
from tap_oracle_wms.command.diagram import diagram
from tap_oracle_wms.command.look import describe, entities
from tap_oracle_wms.errors import WmsError
from tap_oracle_wms.settings import SettingsError

_EXTENSIONS = "oracle_wms.commands"


class _Commands(click.Group):
    """Own commands, and those that other packages offer by their entry points."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        offered = importlib.metadata.entry_points(group=_EXTENSIONS).names
        return sorted({*super().list_commands(ctx), *offered})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        offered = importlib.metadata.entry_points(group=_EXTENSIONS)
        if own is not None or cmd_name not in offered.names:
            return own
        try:
            return t.cast("click.Command", offered[cmd_name].load())
        except ImportError as error:
            msg = (
                f"'{cmd_name}' needs a package that is not installed "
                f"({error.name}): pip install 'tap-oracle-wms[{cmd_name}]'"
            )
            raise click.ClickException(msg) from None


@click.group(cls=_Commands)
@click.version_option(__version__, prog_name="oracle-wms")
def commands() -> None:
    """Look at an Oracle WMS Cloud environment with the eyes of the tap."""


commands.add_command(check)
commands.add_command(dbt)
commands.add_command(describe)
commands.add_command(diagram)
commands.add_command(entities)


def main() -> None:
    """Run the command; what fails is said in one line, with exit code 1."""
    try:
        commands()
    except SettingsError as error:
        for line in error.errors:
            click.echo(f"Error: {line}", err=True)
    except WmsError as error:
        click.echo(f"Error: {error}", err=True)
    sys.exit(1)
