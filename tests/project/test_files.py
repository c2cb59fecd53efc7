"""Versions, workflow and commands fit together."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import typing as t

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from demo.__main__ import STREAMS
from scripts.settings_files import ROOT

PYTHONS = ("3.10", "3.11", "3.12", "3.13")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))


def wanted() -> list[Requirement]:
    """All requirements: of the package, its extras and the groups of its developers."""
    package = importlib.metadata.requires("tap-oracle-wms") or []
    groups = read("pyproject.toml").split("[dependency-groups]")[1].split("\n[")[0]
    return [Requirement(one) for one in [*package, *re.findall(r'"(.+?)"', groups)]]


def pinned(name: str, python: str) -> list[Version]:
    lines = [line for line in read(name).splitlines() if not line.startswith("#")]
    pins = [Requirement(line) for line in lines if line]
    environment = {"python_version": python}
    found = []
    for requirement in wanted():
        fitting = [
            pin
            for pin in pins
            if pin.name == requirement.name.lower()
            and (pin.marker is None or pin.marker.evaluate(environment))
        ]
        assert len(fitting) == 1, f"{requirement.name} on Python {python}"
        (specifier,) = fitting[0].specifier
        assert specifier.operator == "=="
        assert requirement.specifier.contains(specifier.version), requirement.name
        found.append(Version(specifier.version))
    return found


@pytest.mark.parametrize("python", PYTHONS)
def test_every_requirement_has_a_fitting_version(python: str) -> None:
    assert len(pinned("constraints.txt", python)) > 20


@pytest.mark.parametrize(
    "name",
    [
        "constraints.txt",
        "demo/target-jsonl-constraints.txt",
        "release/constraints.txt",
        "scripts/docs-constraints.txt",
        *sorted(
            str(path.relative_to(ROOT))
            for path in ROOT.glob("tests/integration/environments/*.txt")
        ),
    ],
)
def test_versions_come_from_no_place_in_particular(name: str) -> None:
    assert not re.search(r"://|--|@|\bsha256\b", read(name))
    pins = [line for line in read(name).splitlines() if "==" in line]
    names = [line.split("==")[0] for line in pins]
    assert names == sorted(names)


def test_the_supported_versions_of_python_are_those_that_ci_runs() -> None:
    job = yaml.safe_load(read(".github/workflows/ci.yml"))["jobs"]["gates"]
    assert tuple(job["strategy"]["matrix"]["python"]) == PYTHONS
    listed = importlib.metadata.metadata("tap-oracle-wms").get_all("Classifier") or []
    marked = [one for one in listed if one.startswith("Programming Language :: Python")]
    assert tuple(one.split(" :: ")[-1] for one in marked) == PYTHONS


def workflow(name: str) -> dict[str, t.Any]:
    found: dict[str, t.Any] = yaml.safe_load(read(f".github/workflows/{name}.yml"))
    return found


def commands_of(job: dict[str, t.Any]) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


@pytest.mark.parametrize("name", ["ci", "release"])
def test_workflows_use_pinned_actions_and_no_more_rights(name: str) -> None:
    found = workflow(name)
    assert found["permissions"] == {}
    for title, job in found["jobs"].items():
        rights = {"id-token": "write"} if title == "publish" else {"contents": "read"}
        assert job["permissions"] == rights
        used = [step["uses"] for step in job["steps"] if "uses" in step]
        assert used
        assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", one) for one in used)


def test_ci_runs_the_same_script() -> None:
    jobs = workflow("ci")["jobs"]
    assert {name: commands_of(job) for name, job in jobs.items()} == {
        "gates": ["bash .ci/run"],
        "versions": ['make "$VERSIONS-test"'],
        "audit": ["make audit"],
    }
    versions = jobs["versions"]["strategy"]["matrix"]["versions"]
    assert {f"{one}-test" for one in versions} <= targets()


def test_what_is_published_was_checked_first() -> None:
    jobs = workflow("release")["jobs"]
    assert commands_of(jobs["build"])[1:] == ["bash .ci/run", "make release-check"]
    assert jobs["publish"]["needs"] == "build"
    assert not commands_of(jobs["publish"])


def test_the_commands_that_files_name_exist() -> None:
    for name in ("README.md", "CONTRIBUTING.md", ".ci/run", ".pre-commit-config.yaml"):
        named = set(re.findall(r"(?:^|`|entry: )make ([a-z][a-z-]+)", read(name)))
        assert named <= targets(), name


def test_help_lists_every_command() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "help"],  # noqa: S607 - wherever make is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    listed = set(re.findall(r"^  make ([a-z-]+) ", done.stdout, re.MULTILINE))
    assert listed == targets()


def test_the_demo_and_meltano_read_the_same_streams() -> None:
    plugins: dict[str, t.Any] = yaml.safe_load(read("meltano.yml"))["plugins"]
    (plugin,) = plugins["extractors"]
    selected = {one.removesuffix(".*") for one in plugin["select"] if one[0] != "!"}
    # The demo also reads what Meltano's users get only with settings, or twice.
    assert set(STREAMS) - selected == {"iblpn", "inventory_history", "oblpn"}
    assert selected <= set(STREAMS)
