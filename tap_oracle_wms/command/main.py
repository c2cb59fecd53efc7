"""The group of subcommands, and how any of them fails."""

from __future__ import annotations

import importlib
import importlib.metadata
import typing as t

import click

from tap_oracle_wms._version import __version__
from tap_oracle_wms.errors import WmsError

_EXTENSIONS = "oracle_wms.commands"

_OWN = {
    "check": "tap_oracle_wms.command.check:check",
    "dbt": "tap_oracle_wms.command.dbt:dbt",
    "describe": "tap_oracle_wms.command.look:describe",
    "diagram": "tap_oracle_wms.command.diagram:diagram",
    "entities": "tap_oracle_wms.command.look:entities",
    "init": "tap_oracle_wms.command.init:init",
    "preview": "tap_oracle_wms.command.preview:preview",
}
"""Where each subcommand stands; imported when it is asked for."""


class _Commands(click.Group):
    """Own commands, and those that other packages offer by their entry points."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        offered = importlib.metadata.entry_points(group=_EXTENSIONS).names
        return sorted({*super().list_commands(ctx), *_OWN, *offered})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _OWN:
            module, _, name = _OWN[cmd_name].partition(":")
            own = getattr(importlib.import_module(module), name)
            return t.cast("click.Command", own)
        offered = importlib.metadata.entry_points(group=_EXTENSIONS)
        if cmd_name not in offered.names:
            return super().get_command(ctx, cmd_name)
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


def main() -> None:
    """Run the command; what fails is said in a line, with an exit code for its kind."""
    try:
        commands()
    except WmsError as error:
        from tap_oracle_wms.command.exits import Exit, of_error  # noqa: PLC0415 - seldom

        for line in str(error).splitlines():
            click.echo(f"Error: {line}", err=True)
        code = of_error(error)
        if code is Exit.UNREACHABLE:
            text = "Is base_url right? 'oracle-wms check' looks for what is in the way."
            click.echo(text, err=True)
        raise SystemExit(code) from None
