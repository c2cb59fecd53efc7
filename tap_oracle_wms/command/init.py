"""``init``: from a URL and a sign-in to files that work."""

from __future__ import annotations

import itertools
import json
import os
import pathlib
import typing as t

import click

from tap_oracle_wms.checkup import NEEDS_FILTERS, NOT_PERMITTED, access
from tap_oracle_wms.client import WmsClient
from tap_oracle_wms.command.connect import DEFAULT_CONFIG, impatient
from tap_oracle_wms.command.meltano import project_file, project_fragment
from tap_oracle_wms.command.screen import Progress
from tap_oracle_wms.discovery.listing import select_entities
from tap_oracle_wms.errors import WmsError
from tap_oracle_wms.settings.environment import PREFIX, environment_config
from tap_oracle_wms.settings.table import AUTH_METHODS, BY_NAME

_ENV_FILE = ".env"
_MELTANO_FILE = "meltano.yml"

_ASKED = {
    "basic": ("username", "password"),
    "oauth2_password": ("client_id", "client_secret", "username", "password"),
    "oauth2_client_credentials": ("client_id", "client_secret"),
    "bearer": ("access_token",),
}
"""What each way of signing in needs, in the order of asking."""

_REFUSALS = {
    NEEDS_FILTERS: "it wants filters (set them in entity_options)",
    NOT_PERMITTED: "the user may not; ask for the permission",
}
"""Why a run would fail for an entity each time."""


@click.command(short_help="Set up a config, and try it.")
@click.option("--base-url", help="Address of the environment.")
@click.option("--auth-method", type=click.Choice(AUTH_METHODS), help="How to sign in.")
@click.option("--username", help="WMS user.")
@click.option("--client-id", help="Client id, for the oauth2 methods.")
@click.option("--token-url", help="Where tokens are issued, if not by the tenant.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=pathlib.Path),
    default=".",
    help="Where the files go.  [default: this folder]",
)
@click.option("--no-input", is_flag=True, help="Ask nothing: fail if anything lacks.")
@click.option("--no-check", is_flag=True, help="Try neither sign-in nor entities.")
@click.option(
    "--keep-all",
    is_flag=True,
    help="Keep entities that can't be read as they are, and fail each run.",
)
@click.option("--force", is_flag=True, help="Overwrite files without asking.")
def init(  # noqa: PLR0913 - as many as it has options
    *,
    base_url: str | None,
    auth_method: str | None,
    username: str | None,
    client_id: str | None,
    token_url: str | None,
    folder: pathlib.Path,
    no_input: bool,
    no_check: bool,
    keep_all: bool,
    force: bool,
) -> None:
    """Set up a config: asks for address and sign-in, tries them, writes files.

    Entities that refuse to be read, since they want filters or a permission, are left
    out by exclude_entities, if you agree: a run would fail for them.

    Secrets are never options, since other users of the machine can see those: they
    are asked for, hidden, or come from variables such as TAP_ORACLE_WMS_PASSWORD.
    They go into .env, all else into config.json.
    """
    given = {
        "base_url": base_url,
        "auth_method": auth_method,
        "username": username,
        "client_id": client_id,
        "token_url": token_url,
    }
    known: dict[str, t.Any] = {
        **environment_config(os.environ),
        **{name: value for name, value in given.items() if value is not None},
    }
    ask = _Asker(silent=no_input)
    config = _gather(known, ask)
    with impatient(config, retries=1) as wms:
        config["base_url"] = wms.settings.base_url
        refused = {} if no_check else _try_out(wms, ask)
        if _to_leave_out(refused, ask, keep_all=keep_all):
            excluded = [*wms.settings.exclude_entities, *refused]
            config["exclude_entities"] = excluded
    _write(folder, config, _Overwriting(ask, force=force))


class _Asker:
    """Asks on the terminal, or fails where nobody is to be asked."""

    def __init__(self, *, silent: bool) -> None:
        self.silent = silent

    def value(self, name: str, *, hidden: bool = False) -> str:
        if self.silent:
            where = "set it in the environment" if hidden else "give the option"
            msg = f"{name} is missing: {where} ({PREFIX}{name.upper()})"
            raise click.UsageError(msg)
        setting = BY_NAME[name]
        return str(
            click.prompt(
                setting.title,
                default=setting.default,
                hide_input=hidden,
                err=True,
                type=click.Choice(setting.choices) if setting.choices else str,
            ),
        ).strip("\r\n")

    def agreed(self, question: str, *, usual: bool) -> bool:
        """A yes or no; where nobody is asked, the usual answer."""
        if self.silent:
            return usual
        return click.confirm(question, default=usual, err=True)


def _gather(known: dict[str, t.Any], ask: _Asker) -> dict[str, t.Any]:
    """All settings that are needed, in the order of the table."""
    config = {name: value for name, value in known.items() if value != ""}
    if "base_url" not in config:
        config["base_url"] = ask.value("base_url")
    if "auth_method" not in config:
        default = BY_NAME["auth_method"].default
        config["auth_method"] = default if ask.silent else ask.value("auth_method")
    if config["auth_method"] not in _ASKED:
        WmsClient(config).close()  # says what is wrong with it
    for name in _ASKED[config["auth_method"]]:
        if name not in config:
            config[name] = ask.value(name, hidden=BY_NAME[name].secret)
    config.setdefault("verify_time_filters", True)
    return {name: config[name] for name in BY_NAME if name in config}


def _try_out(wms: WmsClient, ask: _Asker) -> dict[str, str]:
    """Sign in and ask each entity for a row; those that refuse to be read, and why."""
    try:
        with Progress() as progress:
            progress.tell("trying the sign-in")
            listed = wms.entities()
            names = select_entities(listed, wms.settings)
            done = itertools.count(1)
            shown, _ = access(
                wms.http,
                wms.settings,
                names,
                lambda _: progress.count(next(done), len(names)),
            )
    except WmsError as error:
        if ask.silent:
            raise
        click.echo(f"That did not work: {error}", err=True)
        if not ask.agreed("Write the files all the same?", usual=False):
            raise
        return {}
    click.echo(f"Signed in: the service lists {len(listed)} entities.", err=True)
    return {name: shown[name] for name in names if shown[name] in _REFUSALS}


def _to_leave_out(
    refused: t.Mapping[str, str],
    ask: _Asker,
    *,
    keep_all: bool,
) -> bool:
    """Whether to leave out what refuses to be read."""
    if not refused:
        return False
    for name, why in refused.items():
        click.echo(f"{name} can't be read as it is: {_REFUSALS[why]}.", err=True)
    names = ", ".join(refused)
    if keep_all or not ask.agreed(f"Leave out {names}?", usual=True):
        click.echo("Kept: a run that selects it fails, with exit code 1.", err=True)
        return False
    click.echo(f"Left out, by exclude_entities: {names}", err=True)
    return True


class _Overwriting:
    """Whether a file that is there may be replaced."""

    def __init__(self, ask: _Asker, *, force: bool) -> None:
        self._ask = ask
        self._force = force

    def allowed(self, path: pathlib.Path, what: str = "") -> bool:
        if self._force:
            return True
        question = f"{path} is there{what}. Overwrite?"
        if self._ask.silent:
            msg = f"{path} is there{what}: move it away, or use --force"
            raise click.ClickException(msg)
        return self._ask.agreed(question, usual=False)


def _write(
    folder: pathlib.Path,
    config: dict[str, t.Any],
    overwriting: _Overwriting,
) -> None:
    secrets = {name: value for name, value in config.items() if BY_NAME[name].secret}
    plain = {name: value for name, value in config.items() if name not in secrets}
    folder.mkdir(parents=True, exist_ok=True)
    config_file = folder / DEFAULT_CONFIG
    if not config_file.exists() or overwriting.allowed(config_file):
        _write_private(config_file, json.dumps(plain, indent=2) + "\n")
    _write_secrets(folder / _ENV_FILE, secrets, overwriting)
    _write_meltano(folder / _MELTANO_FILE, plain)
    go = "" if folder == pathlib.Path() else f"cd {folder} && "
    click.echo(f"Next: {go}oracle-wms check", err=True)


def _write_private(path: pathlib.Path, text: str) -> None:
    """Write a file that nobody else may read, whole or not at all."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(draft, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
    click.echo(f"Written: {path}", err=True)


def _write_secrets(
    path: pathlib.Path,
    secrets: t.Mapping[str, str],
    overwriting: _Overwriting,
) -> None:
    """Put secrets into the file, beside what else it holds."""
    import dotenv  # noqa: PLC0415 - for this command only

    variables = {f"{PREFIX}{name.upper()}": value for name, value in secrets.items()}
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    there = dotenv.dotenv_values(path) if path.exists() else {}
    clash = [
        name for name in variables if there.get(name) not in {None, variables[name]}
    ]
    if clash and not overwriting.allowed(path, f" and holds {', '.join(clash)}"):
        return
    kept = [line for line in lines if not _sets(line, variables)]
    added = [f"{name}={_quoted(value)}" for name, value in variables.items()]
    text = "\n".join([*kept, *added]) + "\n"
    _write_private(path, text)
    read = dotenv.dotenv_values(path)
    if any(read.get(name) != value for name, value in variables.items()):
        msg = (
            f"A secret has characters that {path} can't hold; set the variable "
            f"{', '.join(variables)} in another way, and remove it there"
        )
        raise click.ClickException(msg)
    ignored = path.with_name(".gitignore")
    if not ignored.exists() or _ENV_FILE not in ignored.read_text().split():
        click.echo(f"Keep {path} out of version control (.gitignore).", err=True)


def _sets(line: str, variables: t.Collection[str]) -> bool:
    name = line.removeprefix("export ").partition("=")[0].strip()
    return name in variables


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _write_meltano(path: pathlib.Path, plain: t.Mapping[str, t.Any]) -> None:
    """Write a project where there is none; else show what to add to it."""
    if path.exists():
        click.echo(f"{path} is there. Add to its extractors:", err=True)
        click.echo(project_fragment(plain))
        return
    path.write_text(project_file(plain), encoding="utf-8")
    click.echo(f"Written: {path}", err=True)
