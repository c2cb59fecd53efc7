"""From a raw config to checked settings, with errors that say what to do."""

from __future__ import annotations

import difflib
import json
import pathlib
import re
import typing as t

from tap_oracle_wms._version import __version__
from tap_oracle_wms.errors import WmsError
from tap_oracle_wms.settings.coerce import ValueProblem, coerce
from tap_oracle_wms.settings.continuous import (
    CONTINUOUS,
    check_continuous,
    check_heartbeat_file,
    useless,
)
from tap_oracle_wms.settings.dates import parse_instant
from tap_oracle_wms.settings.model import Settings
from tap_oracle_wms.settings.options import parse_entity_options
from tap_oracle_wms.settings.table import BY_NAME, SETTINGS
from tap_oracle_wms.settings.urls import check_token_url, normalise_base_url

if t.TYPE_CHECKING:
    from tap_oracle_wms.settings.setting import Setting

_NEEDED: dict[str, tuple[str, ...]] = {
    "basic": ("username", "password"),
    "oauth2_password": ("client_id", "client_secret", "username", "password"),
    "oauth2_client_credentials": ("client_id", "client_secret"),
    "bearer": ("access_token",),
}
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


class SettingsError(WmsError):
    """The config can't be used.

    Attributes:
        errors: One line for each thing that is wrong, without any secret.
    """

    def __init__(self, errors: list[str]) -> None:
        """Keep the errors."""
        self.errors = [
            "".join(c if c.isprintable() else "?" for c in error) for error in errors
        ]
        super().__init__("\n".join(self.errors))


def load_settings(
    config: t.Mapping[str, t.Any],
    known_elsewhere: t.Collection[str] = (),
) -> tuple[Settings, dict[str, t.Any], list[str]]:
    """Check a whole config.

    Args:
        config: Setting names to values; strings stand for any type.
        known_elsewhere: Names of settings that somebody else checks (the SDK's).

    Returns:
        The typed settings; the config with defaults and in the types of the
        schema; and warnings to show.

    Raises:
        SettingsError: If anything is wrong; it names everything that is.
    """
    errors: list[str] = []
    failed: set[str] = set()
    plain: dict[str, t.Any] = {}
    for setting in SETTINGS:
        value = config.get(setting.name)
        if value is None or value == "":
            plain[setting.name] = setting.default
            continue
        try:
            plain[setting.name] = coerce(setting, value)
        except ValueProblem as problem:
            errors.append(_error(setting, str(problem), value))
            failed.add(setting.name)
            plain[setting.name] = setting.default
    warnings = _check_names(config, known_elsewhere, errors)
    settings = _assemble(plain, failed, errors)
    if errors:
        raise SettingsError(errors)
    if not settings.verify_ssl:
        warnings.append(
            "verify_ssl is false: the service's identity is not checked, so "
            "credentials and data can be read by others on the way.",
        )
    changed = [name for name in plain if plain[name] != BY_NAME[name].default]
    if useless_ones := useless(changed, plain["poll_interval"]):
        warnings.append(
            f"{', '.join(useless_ones)}: without effect, since poll_interval is not "
            "set."
        )
    given = {name: value for name, value in plain.items() if value is not None}
    others = {key: value for key, value in config.items() if key not in BY_NAME}
    return settings, {**others, **given}, warnings


def _error(setting: Setting, problem: str, value: object = None) -> str:
    example = json.dumps(setting.example)
    shown = ""
    if (
        value is not None
        and not setting.secret
        and isinstance(value, (str, int, float))
    ):
        shown = f", not {json.dumps(value)[:80]}"
    return f"Setting '{setting.name}' {problem}{shown}. Example: {example}"


def _check_names(
    config: t.Mapping[str, t.Any],
    known_elsewhere: t.Collection[str],
    errors: list[str],
) -> list[str]:
    """Find misspelt settings; what resembles nothing is only warned of."""
    known = [*BY_NAME, *known_elsewhere]
    warnings = []
    for name in config:
        if name in known:
            continue
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
        if close:
            errors.append(f"Unknown setting '{name}': did you mean '{close[0]}'?")
        else:
            warnings.append(f"Unknown setting '{name}' is ignored.")
    return warnings


def _assemble(
    plain: dict[str, t.Any],
    failed: set[str],
    errors: list[str],
) -> Settings:
    """Check what depends on more than a type, and build the typed settings."""

    def check(name: str, convert: t.Callable[[t.Any], t.Any]) -> t.Any:  # noqa: ANN401
        if plain[name] is None or name in failed:
            return None
        try:
            return convert(plain[name])
        except (ValueError, ValueProblem) as problem:
            errors.append(_error(BY_NAME[name], str(problem)))
            return None

    if plain["base_url"] is None and "base_url" not in failed:
        errors.append(_error(BY_NAME["base_url"], "is required"))
    base_url = check("base_url", normalise_base_url) or ""
    if base_url:
        plain["base_url"] = base_url
    token_url = check("token_url", check_token_url)
    options = check("entity_options", parse_entity_options) or {}
    headers = check("http_headers", _headers) or {}
    check("verify_ssl", _ca_file)
    check("api_version", _api_version)
    check("username", _one_line)
    check("user_agent", _header_text)
    check("access_token", _token)
    start, end = check("start_date", parse_instant), check("end_date", parse_instant)
    if start and end and start >= end:
        errors.append(_error(BY_NAME["end_date"], "must be later than start_date"))
    check("heartbeat_file", check_heartbeat_file)
    check("metrics_file", check_heartbeat_file)
    errors += [
        _error(BY_NAME[name], problem)
        for name, problem in check_continuous(plain, failed)
    ]
    if "auth_method" not in failed:
        _check_sign_in(plain, failed, errors)
    return Settings(
        base_url=base_url,
        token_url=token_url or f"{base_url}/api/oauth2/token/",
        http_headers=headers,
        entities=tuple(plain["entities"]),
        exclude_entities=tuple(plain["exclude_entities"]),
        start_date=start,
        end_date=end,
        entity_options=options,
        user_agent=plain["user_agent"] or f"tap-oracle-wms/{__version__}",
        **{name: plain[name] for name in _TAKEN_AS_THEY_ARE},
    )


_TAKEN_AS_THEY_ARE = (
    "auth_method",
    "username",
    "password",
    "client_id",
    "client_secret",
    "oauth_scope",
    "refresh_token",
    "access_token",
    "api_version",
    "page_size",
    "lookback_window",
    "max_concurrent_requests",
    "max_requests_per_second",
    "request_timeout",
    "max_retries",
    "relations",
    "discovery_sample",
    "verify_ssl",
    "verify_time_filters",
    "metrics_file",
    *CONTINUOUS,
)


def _check_sign_in(
    plain: dict[str, t.Any],
    failed: set[str],
    errors: list[str],
) -> None:
    method = plain["auth_method"]
    for name in _NEEDED[method]:
        replaceable = name in {"username", "password"} and plain["refresh_token"]
        if method == "oauth2_password" and replaceable:
            continue
        if plain[name] is None and name not in failed:
            problem = f"is required for auth_method '{method}'"
            errors.append(_error(BY_NAME[name], problem))


def _headers(raw: dict[str, t.Any]) -> dict[str, str]:
    for name, value in raw.items():
        if not _HEADER_NAME.fullmatch(name) or not isinstance(value, str):
            msg = "must be an object of header names to texts"
            raise ValueProblem(msg)
        try:
            _header_text(value)
        except ValueProblem as problem:
            msg = f"{problem} (the value of {name!r})"
            raise ValueProblem(msg) from None
        if name.lower() == "authorization":
            msg = "can't set Authorization; use auth_method and its settings"
            raise ValueProblem(msg)
    return dict(raw)


def _ca_file(value: bool | str) -> bool | str:  # noqa: FBT001 - as it is configured
    try:
        usable = not isinstance(value, str) or pathlib.Path(value).exists()
    except OSError:
        usable = False
    if not usable:
        msg = "names a file that does not exist, or that can't be read"
        raise ValueProblem(msg)
    return value


def _api_version(value: str) -> str:
    if not re.fullmatch(r"v\d{1,4}", value):
        msg = "must be a version such as v10"
        raise ValueProblem(msg)
    return value


def _header_text(value: str) -> str:
    _one_line(value)
    if not _is_latin(value) or value != value.strip():
        msg = (
            "holds what no HTTP header can carry: spaces at its ends, or characters "
            "outside of Latin-1"
        )
        raise ValueProblem(msg)
    return value


def _is_latin(value: str) -> bool:
    return all(ord(character) < 0x100 for character in value)  # noqa: PLR2004


def _token(value: str) -> str:
    if not value.isascii() or not value.isprintable() or " " in value:
        msg = "holds what no token has: spaces, a line break or special characters"
        raise ValueProblem(msg)
    return value


def _one_line(value: str) -> str:
    if not value.isprintable():
        msg = "must not contain control characters"
        raise ValueProblem(msg)
    return value
