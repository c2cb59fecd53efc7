"""The settings are listed in six places; all of them must say the same."""

from __future__ import annotations

import json
import re
import typing as t

import jsonschema
import pytest
import yaml

from scripts import hub_file, settings_files, settings_page
from tap_oracle_wms.settings import SettingsError, load_settings
from tap_oracle_wms.settings.table import SETTINGS
from tests.support import run_cli
from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]

ROOT = settings_files.ROOT
PREFIX = "TAP_ORACLE_WMS_"
MELTANO_KINDS = {
    "string": "string",
    "integer": "integer",
    "number": "decimal",
    "boolean": "boolean",
    "array": "array",
    "object": "object",
    "date-time": "date_iso8601",
    "boolean-or-path": "string",
}
SIGN_IN = {
    "basic": {"username", "password"},
    "oauth2_password": {"client_id", "client_secret", "username", "password"},
    "oauth2_client_credentials": {"client_id", "client_secret"},
    "bearer": {"access_token"},
}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def about() -> Json:
    run = run_cli("--about", "--format=json")
    assert run.exit_code == 0, run.stderr
    return t.cast("Json", json.loads(run.stdout))


@pytest.fixture(scope="module")
def properties(about: Json) -> dict[str, Json]:
    return t.cast("dict[str, Json]", about["settings"]["properties"])


@pytest.fixture(scope="module")
def plugin() -> Json:
    extractors = yaml.safe_load(read("meltano.yml"))["plugins"]["extractors"]
    assert [one["name"] for one in extractors] == ["tap-oracle-wms"]
    return t.cast("Json", extractors[0])


@pytest.fixture(scope="module")
def readme() -> dict[str, tuple[str, str, str]]:
    """Type, default and meaning in the README's table, by name."""
    text = read("README.md").split("settings: begin")[1].split("settings: end")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*) \|$", text, re.MULTILINE)
    assert len(rows) == len({row[0] for row in rows})
    return {name: (kind, default, meaning) for name, kind, default, meaning in rows}


@pytest.fixture(scope="module")
def env_example() -> dict[str, tuple[str, str]]:
    """What stands above each variable of .env.example, and its value, by name."""
    found = re.findall(
        rf"^# (.+)\n(?:# )?{PREFIX}(\w+)=(.*)$", read(".env.example"), re.MULTILINE
    )
    assert len(found) == read(".env.example").count(PREFIX)
    return {name.lower(): (comment, value) for comment, name, value in found}


def test_about_shows_the_table_first_and_in_order(properties: dict[str, Json]) -> None:
    assert [*properties][: len(SETTINGS)] == [setting.name for setting in SETTINGS]
    for setting in SETTINGS:
        shown = properties[setting.name]
        assert shown["title"] == setting.title
        assert shown["description"] == setting.description
        assert shown.get("default") == setting.default
        assert shown.get("secret", False) is setting.secret


def test_every_setting_that_holds_a_credential_is_secret() -> None:
    words = ("password", "secret", "access_token", "refresh_token", "headers")
    for setting in SETTINGS:
        assert setting.secret is any(word in setting.name for word in words)


def test_meltano_lists_every_setting(properties: dict[str, Json], plugin: Json) -> None:
    assert [one["name"] for one in plugin["settings"]] == [*properties]
    for setting in plugin["settings"]:
        shown = properties[setting["name"]]
        assert setting["label"] == shown["title"]
        assert setting["description"] == shown["description"]
        assert setting.get("value") == shown.get("default")
        assert setting.get("sensitive", False) is shown.get("secret", False)


def test_meltano_kinds_fit(plugin: Json) -> None:
    listed = {one["name"]: one for one in plugin["settings"]}
    for setting in SETTINGS:
        one = listed[setting.name]
        if setting.choices:
            assert one["kind"] == "options"
            assert [option["value"] for option in one["options"]] == [*setting.choices]
        else:
            assert one["kind"] == MELTANO_KINDS[setting.kind]


def test_meltano_lists_the_capabilities(about: Json, plugin: Json) -> None:
    assert plugin["capabilities"] == about["capabilities"]


def test_meltano_groups_are_the_sign_in_methods(plugin: Json) -> None:
    groups = [set(group) for group in plugin["settings_group_validation"]]
    assert groups == [{"base_url", *needed} for needed in SIGN_IN.values()]


@pytest.mark.parametrize("method", SIGN_IN)
def test_a_group_is_enough_and_none_of_it_can_be_left_out(method: str) -> None:
    group = dict.fromkeys(SIGN_IN[method], "x")
    config = {**group, "base_url": "https://wms.example.com/acme"}
    load_settings({**config, "auth_method": method})
    for name in config:
        less = {key: value for key, value in config.items() if key != name}
        with pytest.raises(SettingsError, match=name):
            load_settings({**less, "auth_method": method})


def test_meltano_selects_entities_of_the_service(
    plugin: Json, full_catalog: Json
) -> None:
    entities = {one["tap_stream_id"] for one in full_catalog["streams"]}
    selected = [one for one in plugin["select"] if not one.startswith("!")]
    assert len(selected) > 20
    assert {one.removesuffix(".*") for one in selected} <= entities


def test_meltano_signs_in_to_the_simulator() -> None:
    environments = yaml.safe_load(read("meltano.yml"))["environments"]
    (tap,) = environments[0]["config"]["plugins"]["extractors"]
    assert tap["config"] == {
        "base_url": "http://127.0.0.1:8765/acme_test",
        "username": Simulator.username,
        "password": Simulator.password,
    }


def test_the_hub_lists_every_setting(about: Json, plugin: Json) -> None:
    definition = yaml.safe_load(read(hub_file.NAME))
    shown = about["settings"]["properties"]
    assert [one["name"] for one in definition["settings"]] == sorted(shown)
    by_name = {one["name"]: one for one in plugin["settings"]}
    for setting in definition["settings"]:
        assert setting == by_name[setting["name"]]
        assert setting["description"] == shown[setting["name"]]["description"]
    assert definition["capabilities"] == sorted(about["capabilities"])
    assert definition["select"] == plugin["select"]
    groups = [{*group} for group in definition["settings_group_validation"]]
    assert groups == [{"base_url", *needed} for needed in SIGN_IN.values()]


def test_env_example_lists_every_setting(
    properties: dict[str, Json], env_example: dict[str, tuple[str, str]]
) -> None:
    assert [*env_example] == [*properties]
    for name, (comment, _) in env_example.items():
        shown = properties[name]
        kinds = " or ".join(kind for kind in shown["type"] if kind != "null")
        mark = ", secret" if shown.get("secret") else ""
        assert comment == f"{shown['title']} ({kinds}{mark})"


def test_env_example_has_the_defaults_and_no_secret(
    properties: dict[str, Json], env_example: dict[str, tuple[str, str]]
) -> None:
    texts = {name: value for name, (_, value) in env_example.items()}
    assert texts["base_url"] == properties["base_url"]["examples"][0]
    signed_in = {"username": "u", "password": "p"}
    _, from_texts, _ = load_settings({**texts, **signed_in})
    _, from_defaults, _ = load_settings({"base_url": texts["base_url"], **signed_in})
    own = {setting.name for setting in SETTINGS}
    assert {k: v for k, v in from_texts.items() if k in own} == from_defaults
    assert not any(texts[name] for name in properties.keys() - from_defaults.keys())
    assert not any(texts[setting.name] for setting in SETTINGS if setting.secret)


def test_sample_config_is_valid_and_holds_no_secret(about: Json) -> None:
    config = json.loads(read("sample_config.json"))
    jsonschema.Draft7Validator(about["settings"]).validate(config)
    _, _, warnings = load_settings(config)
    assert warnings == []
    assert config.keys() <= {setting.name for setting in SETTINGS}
    for setting in SETTINGS:
        if setting.secret and setting.name in config:
            assert config[setting.name] == setting.example
        if setting.default is not None and setting.kind == "integer":
            assert config.get(setting.name, setting.default) == setting.default


def test_readme_has_the_table(readme: dict[str, tuple[str, str, str]]) -> None:
    assert [*readme] == [setting.name for setting in SETTINGS]
    for setting in SETTINGS:
        kind, default, meaning = readme[setting.name]
        kinds = [one for one in setting.jsonschema()["type"] if one != "null"]
        mark = ", secret" if setting.secret else ""
        assert kind == f"{' or '.join(kinds)}{mark}"
        assert meaning.replace("&lt;", "<") == setting.description
        shown = None if default in {"", "required"} else json.loads(default.strip("`"))
        assert shown == setting.default
        assert (default == "required") is setting.required


def test_readme_names_the_settings_of_the_sdk(properties: dict[str, Json]) -> None:
    text = read("README.md")
    own = {setting.name for setting in SETTINGS}
    assert [name for name in properties if name not in own and name not in text] == []


def test_the_page_of_settings_tells_of_each_once_and_of_all_that_bounds_it() -> None:
    sections = re.split(r"^### `(\w+)`$", read("docs/settings.md"), flags=re.MULTILINE)
    found = dict(zip(sections[1::2], sections[2::2], strict=True))
    assert sorted(found) == sorted(setting.name for setting in SETTINGS)
    assert len(sections[1::2]) == len(found)
    for setting in SETTINGS:
        text = found[setting.name].split("\n## ")[0]
        bounds = [setting.default, setting.minimum, setting.maximum]
        shown = [json.dumps(bounds[0]), *(f"{one:,}" for one in bounds[1:] if one)]
        assert f"`{PREFIX}{setting.name.upper()}`" in text
        assert (", secret" in text) is setting.secret
        assert all(f"`{choice}`" in text for choice in setting.choices)
        assert [one for one in shown if one != "null" and one not in text] == []


def test_writing_the_settings_again_would_change_nothing() -> None:
    properties = settings_files.schemas()
    for name, content in (
        ("README.md", settings_files.readme_table(properties)),
        ("meltano.yml", settings_files.meltano_settings(properties)),
        ("docs/settings.md", settings_page.settings_page()),
    ):
        assert settings_files.between_marks(read(name), content) == read(name)
    assert settings_files.env_example(properties) == read(".env.example")
    assert hub_file.hub_text(read("meltano.yml")) == read(hub_file.NAME)
