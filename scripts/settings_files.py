"""Writes the settings into the files that list them, from the tap's own table.

The parts between the marks in README.md, meltano.yml and docs/settings.md, .env.example
as a whole, and the definition for Meltano Hub.
"""

from __future__ import annotations

import json
import re
import textwrap
import typing as t
from pathlib import Path

import yaml

from scripts import hub_file
from scripts.settings_page import settings_page
from tap_oracle_wms.settings.table import BY_NAME
from tap_oracle_wms.tap import TapOracleWms

Schema: t.TypeAlias = dict[str, t.Any]

ROOT = Path(__file__).parent.parent
_PREFIX = "TAP_ORACLE_WMS_"
_WIDTH = 86
_USUAL = ("base_url", "username", "password")


def schemas() -> dict[str, Schema]:
    """Give the JSON schemas of all settings, the SDK's own at the end."""
    schema = TapOracleWms.config_jsonschema
    TapOracleWms.append_builtin_config(schema)
    properties: dict[str, Schema] = schema["properties"]
    return properties


def main_type(schema: Schema) -> str:
    """Give the one type of a setting, or all of them where there are more."""
    return " or ".join(kind for kind in schema["type"] if kind != "null")


def readme_table(properties: t.Mapping[str, Schema]) -> str:
    """Make the table of the tap's own settings.

    Args:
        properties: The settings.

    Returns:
        A Markdown table.
    """
    lines = ["| Setting | Type | Default | Meaning |", "| --- | --- | --- | --- |"]
    for name in BY_NAME:
        schema = properties[name]
        kind = main_type(schema) + (", secret" if schema.get("secret") else "")
        default = f"`{json.dumps(schema['default'])}`" if "default" in schema else ""
        if name == "base_url":
            default = "required"
        meaning = schema["description"].replace("|", "\\|").replace("<", "&lt;")
        lines.append(f"| `{name}` | {kind} | {default} | {meaning} |")
    return "\n".join(lines)


def meltano_settings(properties: t.Mapping[str, Schema]) -> str:
    """Make the list of settings of the plugin's definition.

    Args:
        properties: The settings.

    Returns:
        YAML, indented for its place.
    """
    settings = [_meltano_setting(name, schema) for name, schema in properties.items()]
    text = yaml.safe_dump(settings, sort_keys=False, width=_WIDTH, allow_unicode=True)
    return textwrap.indent(text.rstrip(), "    ")


def _meltano_setting(name: str, schema: Schema) -> Schema:
    setting: Schema = {
        "name": name,
        "label": schema["title"],
        "description": schema["description"],
        "kind": _meltano_kind(name, schema),
    }
    if "enum" in schema:
        setting["options"] = [{"label": one, "value": one} for one in schema["enum"]]
    if schema.get("secret"):
        setting["sensitive"] = True
    if "default" in schema:
        setting["value"] = schema["default"]
    return setting


def _meltano_kind(name: str, schema: Schema) -> str:
    if "enum" in schema:
        return "options"
    if name.endswith("_date"):
        return "date_iso8601"
    kind = main_type(schema)
    # Meltano reads any path as false where it expects a boolean.
    return {"number": "decimal", "boolean or string": "string"}.get(kind, kind)


def env_example(properties: t.Mapping[str, Schema]) -> str:
    """Make the whole of .env.example.

    Args:
        properties: The settings.

    Returns:
        One variable a setting, those commented out that most runs don't need.
    """
    lines = ["# Copy to .env, fill in, keep out of version control.", ""]
    for name, schema in properties.items():
        mark = ", secret" if schema.get("secret") else ""
        lines.append(f"# {schema['title']} ({main_type(schema)}{mark})")
        value = _env_text(schema.get("default", ""))
        if name == "base_url":
            value = schema["examples"][0]
        variable = f"{_PREFIX}{name.upper()}={value}"
        lines += [variable if name in _USUAL else f"# {variable}", ""]
    return "\n".join(lines)


def _env_text(value: t.Any) -> str:  # noqa: ANN401 - as it is configured
    return value if isinstance(value, str) else json.dumps(value)


def between_marks(text: str, content: str, marks: str = "settings") -> str:
    """Replace what stands between the marks of a file.

    Args:
        text: The file's text.
        content: What shall stand there.
        marks: Name of the marks.

    Returns:
        The new text.

    Raises:
        ValueError: If the file has no marks.
    """
    pattern = rf"({marks}: begin[^\n]*\n).*?(^[^\n]*{marks}: end)"
    flags = re.DOTALL | re.MULTILINE
    new, count = re.subn(
        pattern, lambda found: f"{found[1]}{content}\n{found[2]}", text, flags=flags
    )
    if count != 1:
        msg = f"the marks '{marks}: begin' and '{marks}: end' must be there once"
        raise ValueError(msg)
    return new


def main() -> None:
    """Write all files."""
    properties = schemas()
    for name, content in (
        ("README.md", readme_table(properties)),
        ("meltano.yml", meltano_settings(properties)),
        ("docs/settings.md", settings_page()),
    ):
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        path.write_text(between_marks(text, content), encoding="utf-8")
    (ROOT / ".env.example").write_text(env_example(properties), encoding="utf-8")
    meltano = (ROOT / "meltano.yml").read_text(encoding="utf-8")
    (ROOT / hub_file.NAME).write_text(hub_file.hub_text(meltano), encoding="utf-8")


if __name__ == "__main__":
    main()
