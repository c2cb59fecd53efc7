"""Makes the plugin definition for Meltano Hub out of meltano.yml.

The Hub wants the same facts in its own form: sorted keys, settings, capabilities and
groups, and some words about the plugin.
"""

from __future__ import annotations

import typing as t

import yaml

Json: t.TypeAlias = dict[str, t.Any]

NAME = "docs/hub/tap-oracle-wms.yml"
_ABOUT = {
    "description": "Warehouse management in Oracle's cloud",
    "domain_url": "https://www.oracle.com/scm/logistics/warehouse-management/",
    "keywords": ["api", "meltano_sdk", "oracle", "warehouse"],
    "label": "Oracle WMS Cloud",
    "log_parser": "singer-sdk",
    "logo_url": None,
    "maintenance_status": "beta",
    "pip_url": "tap-oracle-wms",
    "quality": "unknown",
    "repo": "https://github.com/acme/tap-oracle-wms",
    "variant": "acme",
}
_TAKEN = ("executable", "name", "namespace", "select")
_WIDTH = 100


def hub_definition(meltano: Json) -> Json:
    """Make the definition.

    Args:
        meltano: The project's meltano.yml, settings included.

    Returns:
        What the Hub's file holds.
    """
    (plugin,) = meltano["plugins"]["extractors"]
    groups = [sorted(group) for group in plugin["settings_group_validation"]]
    return {
        **_ABOUT,
        **{key: plugin[key] for key in _TAKEN},
        "capabilities": sorted(plugin["capabilities"]),
        "settings": sorted(plugin["settings"], key=lambda one: str(one["name"])),
        "settings_group_validation": groups,
    }


def hub_text(meltano: str) -> str:
    """Make the file's text.

    Args:
        meltano: The text of meltano.yml.

    Returns:
        YAML, each mapping's keys in order.
    """
    definition = hub_definition(yaml.safe_load(meltano))
    return yaml.safe_dump(definition, width=_WIDTH, allow_unicode=True)
