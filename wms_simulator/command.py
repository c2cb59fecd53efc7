"""The commands: `simulator` for people, `serve` for machines."""

from __future__ import annotations

import errno
import json
import os
import typing as t
from pathlib import Path

import click

from wms_simulator._moments import parse_moment
from wms_simulator.accounts import ACCOUNTS, CLIENT_ID, CLIENT_SECRET, DEFAULT
from wms_simulator.switches import parse_rules, parse_setting
from wms_simulator.warehouse.sizes import SIZES

if t.TYPE_CHECKING:
    from wms_simulator.service.running import Options
    from wms_simulator.service.state import State

_EXTRA = "The simulator needs Django: pip install 'tap-oracle-wms[simulator]'"


def _shared(port: int) -> t.Callable[[t.Callable[..., None]], t.Callable[..., None]]:
    options = (
        click.option("--host", default="127.0.0.1", help="A loopback address."),
        click.option("--port", type=int, default=port, show_default=True),
        click.option(
            "--size", type=click.Choice(list(SIZES)), default="small", show_default=True
        ),
        click.option("--seed", type=int, default=7, show_default=True),
        click.option("--anchor", help="ISO time at which the seeded history ends."),
        click.option(
            "--database",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Keep the rows in this file.",
        ),
        click.option(
            "--cache-dir",
            type=click.Path(file_okay=False, path_type=Path),
            help="Where built warehouses are kept.",
        ),
        click.option(
            "--life",
            "--rate",
            type=float,
            default=0.0,
            help="Changes per second: the warehouse lives on while it is read.",
        ),
        click.option("--latency", type=float, help="Seconds before each answer."),
        click.option(
            "--set",
            "settings",
            multiple=True,
            metavar="NAME=VALUE",
            help="Set a switch; the value may be JSON. Can be repeated.",
        ),
    )

    def decorate(function: t.Callable[..., None]) -> t.Callable[..., None]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


@click.command()
@_shared(port=8765)
def simulator(**given: t.Any) -> None:
    """Run a local stand-in for Oracle WMS Cloud, until Ctrl-C."""
    _run(given, _tell_people)


@click.group()
def cli() -> None:
    """Run a local stand-in for Oracle WMS Cloud."""


cli.add_command(simulator)


@cli.command()
@_shared(port=0)
@click.option("--switches", default="{}", help="All switches, as JSON.")
@click.option("--die-with-parent", is_flag=True, help="End when the parent does.")
def serve(**given: t.Any) -> None:
    """Serve for a program: one line of JSON says when it is ready."""
    _run(given, _tell_machines)


def _run(given: dict[str, t.Any], ready: t.Callable[[State], None]) -> None:
    try:
        from wms_simulator.service import running  # noqa: PLC0415 - Django is an extra
    except ModuleNotFoundError as error:
        raise click.ClickException(_EXTRA) from error
    try:
        running.run(_options(given, running.Options), ready)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise click.ClickException(str(error)) from error
        msg = f"port {given['port']} is taken: choose another by --port, or 0 for any"
        raise click.ClickException(msg) from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error


def _options(given: dict[str, t.Any], make: type[Options]) -> Options:
    switches: dict[str, t.Any] = json.loads(given.get("switches", "{}"))
    switches.update(parse_setting(text) for text in given["settings"])
    if given["latency"] is not None:
        switches["latency"] = given["latency"]
    for name, value in switches.items():
        parse_rules(name, value)
    extra = {}
    if given["anchor"]:
        extra["anchor"] = parse_moment(given["anchor"])
    return make(
        host=given["host"],
        port=given["port"],
        size=given["size"],
        seed=given["seed"],
        cache=given["cache_dir"],
        database=given["database"],
        switches=switches,
        life=given["life"],
        die_with_parent=given.get("die_with_parent", False),
        **extra,
    )


def _tell_machines(state: State) -> None:
    told = {
        "base_url": f"{state.origin}/acme_test",
        "control_url": f"{state.origin}/_control/",
        "pid": os.getpid(),
    }
    click.echo(json.dumps(told))


def _tell_people(state: State) -> None:
    config = {
        "base_url": f"{state.origin}/acme_test",
        "username": DEFAULT.username,
        "password": DEFAULT.password,
    }
    click.echo("The simulator is ready. A config for the tap:\n")
    click.echo(json.dumps(config, indent=2))
    click.echo("\nUsers (all made up):")
    for account in ACCOUNTS.values():
        note = account.zone if account.can_read else "may not read: 403"
        if not account.sees_everything:
            note += f", sees only {', '.join(account.facilities)}"
        click.echo(f"  {account.username} / {account.password}  ({note})")
    click.echo(f"OAuth2 client: {CLIENT_ID} / {CLIENT_SECRET}")
    click.echo(f"Control: {state.origin}/_control/\n\nCtrl-C ends it.")
