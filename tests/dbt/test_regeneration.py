"""Written again: what was edited stays, what has changed is said."""

from __future__ import annotations

import json
import subprocess
import typing as t

import pytest
from click.testing import CliRunner

from tap_oracle_wms.command.main import commands
from tap_oracle_wms.dbt.write import MANIFEST
from tests.dbt import catalogs
from tests.support.running import COMMAND

if t.TYPE_CHECKING:
    import pathlib

    from click.testing import Result

ORDERS = catalogs.stream(
    "order_hdr",
    {
        "mod_ts": catalogs.MOMENT,
        "order_nbr": catalogs.TEXT,
        "status_id": catalogs.INTEGER,
    },
)
STATUSES = catalogs.stream("order_status", {"description": catalogs.TEXT})
ITEMS = catalogs.stream("item", {"mod_ts": catalogs.MOMENT, "qty": catalogs.TEXT})
ITEM_SQL = "models/staging/stg_wms__item.sql"

Write: t.TypeAlias = "t.Callable[..., Result]"


@pytest.fixture
def out(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "out"


@pytest.fixture
def write(tmp_path: pathlib.Path, out: pathlib.Path) -> Write:
    """Runs the command on a catalog of some streams."""

    def run(*arguments: str, streams: t.Sequence[catalogs.Json]) -> Result:
        path = tmp_path / "catalog.json"
        path.write_text(json.dumps(catalogs.catalog(*streams)))
        return CliRunner().invoke(
            commands,
            ["dbt", "--catalog", str(path), "--out", str(out), *arguments],
        )

    return run


def contents(out: pathlib.Path) -> dict[str, str]:
    return {
        str(path.relative_to(out)): path.read_text()
        for path in out.rglob("*")
        if path.is_file()
    }


def test_the_same_catalog_changes_nothing(write: Write, out: pathlib.Path) -> None:
    write(streams=[ORDERS, STATUSES])
    before = contents(out)
    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("*.sql")}
    again = write(streams=[ORDERS, STATUSES])
    assert contents(out) == before
    assert stamps == {path: path.stat().st_mtime_ns for path in out.rglob("*.sql")}
    assert f"files: {len(before) - 1} as they were" in again.output


def test_a_file_that_was_edited_is_left_alone(write: Write, out: pathlib.Path) -> None:
    write(streams=[ITEMS])
    (out / ITEM_SQL).write_text("select 1 as mine\n")
    again = write(streams=[ITEMS])
    assert f"kept, edited by hand: {ITEM_SQL}" in again.output
    more = catalogs.stream("item", {"qty": catalogs.TEXT, "size": catalogs.NUMBER})
    third = write(streams=[more])
    assert (out / ITEM_SQL).read_text() == "select 1 as mine\n"
    assert (
        f"kept, edited by hand, though what is made for it has changed: {ITEM_SQL}"
        in third.output
    )
    assert "size" in (out / "models/staging/stg_wms__item.yml").read_text()


def test_force_overwrites_what_was_edited(write: Write, out: pathlib.Path) -> None:
    write(streams=[ITEMS])
    made = (out / ITEM_SQL).read_text()
    (out / ITEM_SQL).write_text("select 1 as mine\n")
    again = write("--force", streams=[ITEMS])
    assert (out / ITEM_SQL).read_text() == made
    assert "1 changed" in again.output


def test_an_edit_that_is_taken_back_is_no_edit(write: Write, out: pathlib.Path) -> None:
    write(streams=[ITEMS])
    made = (out / ITEM_SQL).read_text()
    (out / ITEM_SQL).write_text("select 1 as mine\n")
    write(streams=[ITEMS])
    (out / ITEM_SQL).write_text(made)
    more = catalogs.stream("item", {"size": catalogs.NUMBER})
    write(streams=[more])
    assert "size" in (out / ITEM_SQL).read_text()


def test_a_file_that_was_deleted_by_hand_stays_away(
    write: Write, out: pathlib.Path
) -> None:
    write(streams=[ITEMS])
    (out / ITEM_SQL).unlink()
    again = write(streams=[ITEMS])
    assert not (out / ITEM_SQL).exists()
    assert f"not brought back, deleted by hand: {ITEM_SQL}" in again.output
    write(streams=[ITEMS])
    assert not (out / ITEM_SQL).exists()
    write("--force", streams=[ITEMS])
    assert (out / ITEM_SQL).exists()


def test_a_file_of_ones_own_in_the_way_is_left_alone(
    write: Write, out: pathlib.Path
) -> None:
    write(streams=[ORDERS])
    (out / ITEM_SQL).write_text("select 1 as mine\n")
    for _ in range(2):
        again = write(streams=[ORDERS, ITEMS])
        assert (out / ITEM_SQL).read_text() == "select 1 as mine\n"
        assert "kept, edited by hand" in again.output


def test_what_came_went_and_changed_is_said(write: Write) -> None:
    write(streams=[ORDERS, ITEMS])
    changed = catalogs.stream(
        "order_hdr",
        {
            "mod_ts": catalogs.MOMENT,
            "order_nbr": catalogs.INTEGER,
            "priority": catalogs.INTEGER,
        },
    )
    again = write(streams=[changed, STATUSES])
    assert "  new entities: order_status\n" in again.output
    assert "  entities gone: item\n" in again.output
    assert (
        "  order_hdr: + priority, - status_id, order_nbr: string -> integer\n"
        in again.output
    )
    assert "dbt run --full-refresh --select base_wms__order_hdr" in again.output


def test_files_of_an_entity_that_is_gone_are_removed_on_request_only(
    write: Write, out: pathlib.Path
) -> None:
    write(streams=[ORDERS, ITEMS])
    (out / "models/staging/stg_wms__item.yml").write_text("version: 2\n")
    for _ in range(2):
        again = write(streams=[ORDERS])
        assert f"no longer part of the project: {ITEM_SQL}" in again.output
        assert (out / ITEM_SQL).exists()
    forced = write("--force", streams=[ORDERS])
    assert "1 removed" in forced.output
    assert not (out / ITEM_SQL).exists()
    assert (out / "models/staging/stg_wms__item.yml").exists()
    last = write(streams=[ORDERS]).output
    assert ITEM_SQL not in last
    assert "stg_wms__item.yml (edited by hand: delete it yourself)" in last


def test_a_dry_run_writes_nothing(write: Write, out: pathlib.Path) -> None:
    said = write("--dry-run", streams=[ORDERS])
    assert said.exit_code == 0
    assert not out.exists()
    write(streams=[ORDERS])
    before = contents(out)
    said = write("--dry-run", "--force", "--diff", streams=[ITEMS])
    assert "entities gone: order_hdr" in said.output
    assert contents(out) == before


def test_changes_are_shown_line_by_line(write: Write) -> None:
    write(streams=[ITEMS])
    more = catalogs.stream(
        "item", {"mod_ts": catalogs.MOMENT, "qty": catalogs.TEXT, "size": catalogs.TEXT}
    )
    said = write("--diff", streams=[more])
    assert "+    cast(size as {{ dbt.type_string() }}) as size," in said.output


def test_options_of_the_last_time_are_kept(write: Write, out: pathlib.Path) -> None:
    write("--schema", "raw", "--project-name", "acme", streams=[ITEMS])
    write(streams=[ITEMS])
    settings = (out / "dbt_project.yml").read_text()
    assert "wms_schema: raw" in settings
    assert "name: acme" in settings
    write("--schema", "other", streams=[ITEMS])
    assert "wms_schema: other" in (out / "dbt_project.yml").read_text()


def test_a_folder_of_somebody_else_is_refused(write: Write, out: pathlib.Path) -> None:
    out.mkdir()
    (out / "dbt_project.yml").write_text("name: theirs\n")
    for force in ([], ["--force"]):
        said = write(*force, streams=[ITEMS])
        assert said.exit_code != 0
        assert "Choose an empty folder" in str(said.exception)
    assert contents(out) == {"dbt_project.yml": "name: theirs\n"}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": 7}'])
def test_a_broken_manifest_is_refused(
    text: str, write: Write, out: pathlib.Path
) -> None:
    write(streams=[ITEMS])
    (out / MANIFEST).write_text(text)
    said = write("--force", streams=[ITEMS])
    assert "bring it back from version control" in str(said.exception)


def test_what_is_wrong_is_said_in_one_line(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "catalog.json"
    path.write_text("[]")
    done = subprocess.run(
        [
            str(COMMAND.with_name("oracle-wms")),
            *("dbt", "--catalog", str(path), "--out", str(tmp_path / "out")),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: this is no catalog")
    assert len(done.stderr.splitlines()) == 1


def test_what_is_built_up_is_named_by_names_that_match(
    write: Write,
    out: pathlib.Path,
) -> None:
    done = write("--incremental", "ordr_hdr", streams=[ORDERS, ITEMS])
    assert done.exit_code == 2
    assert "'ordr_hdr' matches no entity of the catalog" in done.output
    assert "did you mean order_hdr" in done.output
    assert not out.exists()
    done = write("--incremental", "item", streams=[ORDERS, ITEMS])
    assert done.exit_code == 0, done.output
    assert "2 entities, 1 of them built up run by run" in done.output
    done = write("--incremental", "none", streams=[ORDERS, ITEMS])
    assert "2 entities, 0 of them built up run by run" in done.output
