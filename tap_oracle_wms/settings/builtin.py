"""Checks of the SDK's own settings, in the manner of ours."""

from __future__ import annotations

import typing as t

from tap_oracle_wms.settings.batch import check_batch_config
from tap_oracle_wms.settings.coerce import ValueProblem, coerce
from tap_oracle_wms.settings.setting import Kind, Setting

SDK_SETTINGS = (
    "batch_config",
    "faker_config",
    "flattening_enabled",
    "flattening_max_depth",
    "flattening_max_key_length",
    "flattening_separator",
    "stream_map_config",
    "stream_maps",
)
"""Names of the settings that the SDK adds to taps, for those who run without it."""

_KINDS: tuple[Kind, ...] = ("boolean", "integer", "number", "object", "array")


def check_builtin(
    properties: t.Mapping[str, dict[str, t.Any]],
    config: t.Mapping[str, t.Any],
) -> tuple[dict[str, t.Any], list[str]]:
    """Check the settings that the SDK adds to every tap.

    Args:
        properties: Their JSON schemas by name.
        config: The whole config; strings stand for any type.

    Returns:
        The config with these settings in their types, and what is wrong with them,
        a line each and without any value.
    """
    import jsonschema  # noqa: PLC0415 - slow to import, and programs need it not

    checked = dict(config)
    errors = []
    for name, schema in properties.items():
        value = config.get(name)
        if value is None or value == "":
            checked.pop(name, None)
            if "default" in schema:
                checked[name] = schema["default"]
            continue
        try:
            checked[name] = coerce(_as_setting(name, schema), value)
            if name == "batch_config":
                check_batch_config(checked[name])
        except ValueProblem as problem:
            errors.append(f"Setting '{name}' {problem}")
            continue
        errors += [
            f"Setting '{'.'.join([name, *map(str, fault.path)])}' does not fit: "
            f"{fault.validator} must be {str(fault.validator_value)[:80]}"
            for fault in jsonschema.Draft7Validator(schema).iter_errors(checked[name])
        ]
    return checked, errors


def _as_setting(name: str, schema: dict[str, t.Any]) -> Setting:
    types = schema.get("type", "string")
    kinds = [types] if isinstance(types, str) else types
    kind: Kind = next((kind for kind in _KINDS if kind in kinds), "string")
    return Setting(name, kind, name, "", example=None)
