"""The definition for Meltano Hub, against what the Hub publishes of its rules."""

from __future__ import annotations

import copy
import typing as t
import urllib.parse

import pytest
import yaml

from scripts import hub_file
from scripts.settings_files import ROOT

Json: t.TypeAlias = dict[str, t.Any]

NEEDED = {"name", "namespace", "variant", "label", "quality"}
KEYS = NEEDED | {
    "capabilities",
    "commands",
    "definition",
    "description",
    "docs",
    "domain_url",
    "executable",
    "hidden",
    "keywords",
    "log_parser",
    "logo_url",
    "maintenance_status",
    "metadata",
    "next_steps",
    "pip_url",
    "prereq",
    "python",
    "repo",
    "requires",
    "schema",
    "select",
    "settings",
    "settings_group_validation",
    "settings_preamble",
    "supported_python_versions",
    "usage",
}
SETTING_KEYS = {
    "aliases",
    "description",
    "docs",
    "documentation",
    "env",
    "hidden",
    "kind",
    "label",
    "name",
    "oauth",
    "options",
    "placeholder",
    "sensitive",
    "tooltip",
    "value",
    "value_post_processor",
    "value_processor",
}
KINDS = {
    "array",
    "boolean",
    "date_iso8601",
    "decimal",
    "email",
    "file",
    "hidden",
    "integer",
    "oauth",
    "object",
    "options",
    "password",
    "string",
}
CAPABILITIES = {
    "about",
    "activate-version",
    "batch",
    "catalog",
    "discover",
    "log-based",
    "properties",
    "schema-flattening",
    "state",
    "stream-maps",
    "structured-logging",
    "test",
}
STATUS = {"active", "beta", "development", "inactive", "unknown"}
QUALITY = {"gold", "silver", "bronze", "unknown"}


def unsorted_keys(value: object, place: str = "") -> t.Iterator[str]:
    """Places whose keys are not in order: the Hub's linter wants them so."""
    if isinstance(value, dict):
        if [*value] != sorted(value):
            yield place
        for key, inner in value.items():
            yield from unsorted_keys(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from unsorted_keys(inner, f"{place}[{number}]")


def breaches(definition: Json) -> list[str]:
    """Everything in a definition that the Hub would refuse."""
    found = [f"{name} is missing" for name in sorted(NEEDED - definition.keys())]
    found += [f"{name} is no key" for name in sorted(definition.keys() - KEYS)]
    found += [
        f"not sorted:{place or ' the file'}" for place in unsorted_keys(definition)
    ]
    for name, words in (("maintenance_status", STATUS), ("quality", QUALITY)):
        if definition.get(name, "unknown") not in words:
            found.append(f"{name} is {definition[name]}")
    for name in ("name", "namespace", "variant", "label", "description", "pip_url"):
        if not isinstance(definition.get(name, ""), str):
            found.append(f"{name} is no text")
    if not urllib.parse.urlsplit(definition.get("domain_url", "https://x")).netloc:
        found.append("domain_url is no address")
    found += list_breaches(definition)
    for setting in definition.get("settings", []):
        found += [f"{setting.get('name')}: {one}" for one in setting_breaches(setting)]
    return found


def list_breaches(definition: Json) -> t.Iterator[str]:
    capabilities = definition.get("capabilities", [])
    if capabilities != sorted(capabilities) or {*capabilities} - CAPABILITIES:
        yield "capabilities"
    names = [one.get("name") for one in definition.get("settings", [])]
    if names != sorted({*names}):
        yield "settings are not sorted, or there twice"
    for group in definition.get("settings_group_validation", []):
        if group != sorted(group) or {*group} - {*names}:
            yield f"group {group}"
    if not all(isinstance(one, str) for one in definition.get("select", [])):
        yield "select"


def setting_breaches(setting: Json) -> t.Iterator[str]:
    if "name" not in setting:
        yield "no name"
    for key in sorted(setting.keys() - SETTING_KEYS):
        yield f"{key} is no key"
    if setting.get("kind", "string") not in KINDS:
        yield f"kind {setting['kind']}"
    if ("options" in setting) is not (setting.get("kind") == "options"):
        yield "options without that kind, or the other way round"
    for option in setting.get("options", []):
        if not isinstance(option["label"], str) or not isinstance(option["value"], str):
            yield "an option that is no text"
    if not isinstance(setting.get("sensitive", False), bool):
        yield "sensitive is no boolean"


@pytest.fixture
def definition() -> Json:
    text = (ROOT / hub_file.NAME).read_text(encoding="utf-8")
    return t.cast("Json", yaml.safe_load(text))


def test_the_definition_keeps_the_rules(definition: Json) -> None:
    assert breaches(definition) == []


def test_the_tap_that_it_names_is_this_one(definition: Json) -> None:
    assert definition["name"] == definition["executable"] == "tap-oracle-wms"
    assert definition["namespace"] == "tap_oracle_wms"
    assert definition["repo"].split("/")[-2].lower() == definition["variant"]


@pytest.mark.parametrize(
    ("path", "value", "breach"),
    [
        (["quality"], None, "quality is missing"),
        (["quality"], "platinum", "quality is platinum"),
        (["maintenance_status"], "fresh", "maintenance_status is fresh"),
        (["zeal"], "much", "zeal is no key"),
        (["aardvark"], "last", "not sorted: the file"),
        (["label"], 7, "label is no text"),
        (["domain_url"], "somewhere", "domain_url is no address"),
        (["capabilities"], ["state", "catalog"], "capabilities"),
        (["capabilities"], ["telepathy"], "capabilities"),
        (["select"], [1], "select"),
        (["settings_group_validation"], [["no_such"]], "group ['no_such']"),
        (["settings", 0, "kind"], "number", "access_token: kind number"),
        (["settings", 0, "kind"], "options", "access_token: options without"),
        (["settings", 0, "zip"], 1, "access_token: zip is no key"),
        (["settings", 0, "sensitive"], "yes", "access_token: sensitive is no boolean"),
        (["settings", 0, "name"], "zzz", "settings are not sorted, or there twice"),
    ],
)
def test_each_breach_is_found(
    definition: Json, path: list[t.Any], value: object, breach: str
) -> None:
    broken = copy.deepcopy(definition)
    *way, last = path
    place: t.Any = broken
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    assert any(one.startswith(breach) for one in breaches(broken)), breaches(broken)
