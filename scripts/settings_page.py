"""The settings as a page of the documents: each with all that is known of it."""

from __future__ import annotations

import json
import typing as t

from tap_oracle_wms.settings.environment import PREFIX
from tap_oracle_wms.settings.table import SETTINGS

if t.TYPE_CHECKING:
    from tap_oracle_wms.settings.setting import Setting

GROUPS: dict[str, tuple[str, ...]] = {
    "Where, and who": (
        "base_url",
        "auth_method",
        "username",
        "password",
        "client_id",
        "client_secret",
        "token_url",
        "oauth_scope",
        "refresh_token",
        "access_token",
        "api_version",
    ),
    "What is read": (
        "entities",
        "exclude_entities",
        "start_date",
        "end_date",
        "lookback_window",
        "entity_options",
        "discovery_sample",
        "verify_time_filters",
    ),
    "What is written": (
        "relations",
        "emit_activate_version_messages",
    ),
    "How fast, how patient": (
        "page_size",
        "max_concurrent_requests",
        "max_requests_per_second",
        "request_timeout",
        "max_retries",
    ),
    "The network": (
        "http_headers",
        "verify_ssl",
        "user_agent",
    ),
    "Continuous mode": (
        "poll_interval",
        "full_table_interval",
        "poll_backoff",
        "poll_limit",
        "lag_bound",
        "health_port",
        "heartbeat_file",
    ),
    "What it tells of itself": ("metrics_file",),
}
"""Settings by what they are for; one that is in no group stands under "More"."""


def settings_page() -> str:
    """Make the part of the page that tells of each setting.

    Returns:
        Markdown, headings of the second level and below.
    """
    by_name = {setting.name: setting for setting in SETTINGS}
    grouped = {name for names in GROUPS.values() for name in names}
    groups = {
        title: [by_name[name] for name in names] for title, names in GROUPS.items()
    }
    rest = [setting for setting in SETTINGS if setting.name not in grouped]
    if rest:
        groups["More"] = rest
    parts = []
    for title, settings in groups.items():
        parts += [f"## {title}", *(_section(setting) for setting in settings)]
    return "\n\n".join(parts)


def _section(setting: Setting) -> str:
    lines = [f"### `{setting.name}`", "", _escaped(setting.description), ""]
    lines += [f"- {name}: {value}" for name, value in _facts(setting).items()]
    return "\n".join(lines)


def _facts(setting: Setting) -> dict[str, str]:
    kinds = [kind for kind in setting.jsonschema()["type"] if kind != "null"]
    facts = {"Type": " or ".join(kinds) + (", secret" if setting.secret else "")}
    if setting.required:
        facts["Default"] = "none, it is required"
    elif setting.default is not None:
        facts["Default"] = _code(setting.default)
    else:
        facts["Default"] = "none"
    if setting.choices:
        facts["One of"] = ", ".join(f"`{choice}`" for choice in setting.choices)
    if setting.minimum is not None and setting.maximum is not None:
        facts["Range"] = f"{setting.minimum:,} to {setting.maximum:,}"
    elif setting.minimum is not None:
        facts["Range"] = f"{setting.minimum:,} or more"
    if not setting.secret and setting.example != setting.default:
        facts["Example"] = _code(setting.example)
    facts["Variable"] = f"`{PREFIX}{setting.name.upper()}`"
    return facts


def _code(value: t.Any) -> str:  # noqa: ANN401 - as it is configured
    return f"`{json.dumps(value)}`"


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace("*", "\\*")
