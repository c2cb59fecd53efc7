"""What a newcomer types, with meltano.yml as it stands, and no one outside to ask."""

from __future__ import annotations

import json
import typing as t

import jsonschema
import pytest
import yaml

from tests.integration.meltano import ROOT

if t.TYPE_CHECKING:
    from tests.integration.meltano import Json, MeltanoProject
    from tests.integration.silence import SilentServer

# Whatever others have made of the warehouse: what it holds decides what is discovered.
pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("simulator")]

AT_HOME = "--environment=simulator"


def test_discovery_finds_every_entity(
    project: MeltanoProject, full_catalog: Json
) -> None:
    done = project.run("invoke", "tap-oracle-wms", "--discover")
    assert done.exit_code == 0, done.log
    assert json.loads(done.stdout) == full_catalog


def test_the_selection_can_be_listed(
    project: MeltanoProject, full_catalog: Json
) -> None:
    done = project.run(AT_HOME, "select", "tap-oracle-wms", "--list", "--all")
    assert done.exit_code == 0, done.log
    (plugin,) = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))[
        "plugins"
    ]["extractors"]
    chosen = {one.removesuffix(".*") for one in plugin["select"] if one[0] != "!"}
    marks = dict[str, set[str]]()
    for line in done.log.splitlines():
        mark, found, attribute = line.partition("] ")
        if found and "[" in mark and "." in attribute and "[info" not in mark:
            marks.setdefault(mark.strip("\t [").strip(), set()).add(attribute.strip())
    read = marks["automatic"] | marks["selected"]
    assert {one.split(".")[0] for one in read} == chosen
    for entry in full_catalog["streams"]:
        stream = entry["tap_stream_id"]
        for name in entry["schema"]["properties"] if stream in chosen else ():
            left_out = name == "url" or name.endswith("_set")
            assert (f"{stream}.{name}" in read) is not left_out


def test_the_configuration_can_be_tested(project: MeltanoProject) -> None:
    good = project.run(AT_HOME, "config", "test", "tap-oracle-wms")
    assert good.exit_code == 0, good.log
    assert "Plugin configuration is valid" in good.log
    wrong = {"TAP_ORACLE_WMS_PASSWORD": "not-the-password"}
    bad = project.run(AT_HOME, "config", "test", "tap-oracle-wms", extra=wrong)
    assert bad.exit_code == 1
    assert "401" in bad.log
    assert wrong["TAP_ORACLE_WMS_PASSWORD"] not in bad.log


@pytest.mark.parametrize(
    ("method", "settings"),
    [
        ("basic", ["username", "password"]),
        ("oauth2_client_credentials", ["client_id", "client_secret"]),
        (
            "oauth2_password",
            ["client_id", "client_secret", "username", "password"],
        ),
        ("bearer", ["access_token"]),
    ],
)
def test_production_takes_each_way_to_sign_in_from_variables(
    project: MeltanoProject, method: str, settings: list[str]
) -> None:
    variables = {f"TAP_ORACLE_WMS_{name.upper()}": f"my-{name}" for name in settings}
    done = project.run(
        "--environment=production",
        "invoke",
        "--dump=config",
        "tap-oracle-wms",
        extra={"TAP_ORACLE_WMS_AUTH_METHOD": method, **variables},
    )
    assert done.exit_code == 0, done.log
    config = json.loads(done.stdout)
    assert config["auth_method"] == method
    assert {name: config[name] for name in settings} == {
        name: f"my-{name}" for name in settings
    }
    # What the tap's own table says, and no text for a number.
    assert (config["page_size"], config["entities"]) == (1000, ["*"])


def test_secrets_are_not_shown(project: MeltanoProject) -> None:
    done = project.run(
        AT_HOME, "config", "list", "tap-oracle-wms", extra={"COLUMNS": "200"}
    )
    assert done.exit_code == 0, done.log
    assert "acme_reader" in done.log
    assert "acme-reader-password" not in done.log


def test_meltano_knows_every_word_of_the_file(project: MeltanoProject) -> None:
    text = (ROOT / "meltano.yml").read_text(encoding="utf-8")
    jsonschema.validate(yaml.safe_load(text), project.schema)


def test_no_one_outside_is_asked(
    project: MeltanoProject, outside: SilentServer
) -> None:
    done = project.run(AT_HOME, "config", "list", "target-postgres")
    assert done.exit_code == 0, done.log
    assert outside.calls == 0
