"""A first definition of the tap for Meltano, as YAML."""

from __future__ import annotations

import importlib.metadata
import json
import textwrap
import typing as t

from tap_oracle_wms.settings.table import SETTINGS

if t.TYPE_CHECKING:
    from tap_oracle_wms.settings.setting import Setting

_CAPABILITIES = (
    "catalog",
    "state",
    "discover",
    "activate-version",
    "about",
    "stream-maps",
    "schema-flattening",
    "batch",
    "structured-logging",
)

_PACKAGE = "tap-oracle-wms"

_KINDS = {
    "string": "string",
    "integer": "integer",
    "number": "decimal",
    "boolean": "boolean",
    "array": "array",
    "object": "object",
    "date-time": "string",
    "boolean-or-path": "string",
}

_SELECT = (
    "company.*",
    "facility.*",
    "inventory.*",
    "item.*",
    "location.*",
    "order_dtl.*",
    "order_hdr.*",
    "order_status.*",
    "!*.url",
    "!*.*_set",
)


_HEAD = """\
# meltano install
# meltano run tap-oracle-wms target-jsonl
# Secrets come from .env: TAP_ORACLE_WMS_PASSWORD and the like.
"""


def pip_url(direct_url: str | None) -> str:
    """What pip takes to install this package from where it was installed. Pure.

    Args:
        direct_url: Content of ``direct_url.json`` of the installed package (PEP 610):
            it is there only if the package did not come from an index.

    Returns:
        The name, or the address of a folder, file or repository.
    """
    origin = json.loads(direct_url or "{}")
    url = origin.get("url")
    if not url:
        return _PACKAGE
    if vcs := origin.get("vcs_info"):
        return f"{vcs['vcs']}+{url}@{vcs['commit_id']}"
    editable = origin.get("dir_info", {}).get("editable", False)
    return f"-e {url}" if editable else str(url)


def project_fragment(config: t.Mapping[str, t.Any]) -> str:
    """The tap as an entry of a project's extractors.

    Args:
        config: Settings without secrets: those come from the environment.

    Returns:
        YAML, to stand below ``plugins: extractors:``.
    """
    return textwrap.indent(_yaml([_extractor(config)]), "  ")


def project_file(config: t.Mapping[str, t.Any]) -> str:
    """A whole project with the tap and a target that writes files.

    Args:
        config: Settings without secrets.

    Returns:
        YAML.
    """
    loader = {
        "name": "target-jsonl",
        "namespace": "target_jsonl",
        "pip_url": "target-jsonl==0.1.4",
        "executable": "target-jsonl",
        "settings": [{"name": "destination_path", "kind": "string"}],
        "config": {"destination_path": "output"},
    }
    project = {
        "version": 1,
        "default_environment": "dev",
        "environments": [{"name": "dev"}],
        "plugins": {"extractors": [_extractor(config)], "loaders": [loader]},
    }
    return _HEAD + _yaml(project)


def _direct_url() -> str | None:
    return importlib.metadata.distribution(_PACKAGE).read_text("direct_url.json")


def _extractor(config: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {
        "name": "tap-oracle-wms",
        "namespace": "tap_oracle_wms",
        "pip_url": pip_url(_direct_url()),
        "executable": "tap-oracle-wms",
        "capabilities": [*_CAPABILITIES],
        "settings": [_setting(setting) for setting in SETTINGS],
        "config": dict(config),
        "select": [*_SELECT],
    }


def _setting(setting: Setting) -> dict[str, t.Any]:
    plain: dict[str, t.Any] = {
        "name": setting.name,
        "label": setting.title,
        "kind": "options" if setting.choices else _KINDS[setting.kind],
    }
    if setting.choices:
        plain["options"] = [{"label": one, "value": one} for one in setting.choices]
    if setting.secret:
        plain["sensitive"] = True
    return plain


def _yaml(data: object) -> str:
    import yaml  # noqa: PLC0415 - for this command only

    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=88)
    return text
