"""A whole project, as it is written, kept beside the tests."""

from __future__ import annotations

import pathlib

from click.testing import CliRunner

from tap_oracle_wms.command.main import commands

HERE = pathlib.Path(__file__).parent / "snapshot"
AGAIN = (
    "if the change is meant: oracle-wms dbt --force --catalog "
    "tests/dbt/snapshot/catalog.json --out tests/dbt/snapshot/project"
)


def contents(folder: pathlib.Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_project_is_as_it_was(tmp_path: pathlib.Path) -> None:
    done = CliRunner().invoke(
        commands,
        [
            *("dbt", "--catalog", str(HERE / "catalog.json")),
            *("--out", str(tmp_path / "project")),
        ],
    )
    assert done.exit_code == 0, done.output
    made, kept = contents(tmp_path / "project"), contents(HERE / "project")
    assert sorted(made) == sorted(kept), AGAIN
    for path in made:
        assert made[path] == kept[path], f"{path}; {AGAIN}"
