"""Data that the tap has loaded, run by run, as dbt shows it."""

from __future__ import annotations

import datetime
import typing as t

from tests.dbt_runs.history import DELETED_LOOKUP

if t.TYPE_CHECKING:
    from tests.dbt_runs.story import Story


def test_each_build_is_green(story: Story) -> None:
    for build in story.builds:
        assert build.exit_code == 0, build.log[-5000:]
        assert not build.failed


def test_full_refresh_equals_incremental(story: Story) -> None:
    assert story.rebuilt.exit_code == 0, story.rebuilt.log[-5000:]
    differences = {}
    for name, node in story.models.items():
        built, full = (
            story.engine.query(f"select * from {schema}.{name}")
            for schema in ("analytics", "analytics_full")
        )
        if sorted(built, key=repr) != sorted(full, key=repr):
            differences[name] = node["config"]["materialized"]
    assert differences == {}


def test_incremental_models_are_really_built_up(story: Story) -> None:
    built_up = [
        name
        for name, node in story.models.items()
        if node["config"]["materialized"] == "incremental"
    ]
    assert len(built_up) > 10
    assert story.builds[-1].log.count("incremental model") >= len(built_up)


def test_every_row_of_the_service_is_there_once(story: Story) -> None:
    assert story.builds
    for entity, ids in story.history.truth.items():
        model = f"stg_wms__{entity}"
        rows = story.engine.query(
            f"select {entity}_id from analytics.{model} where not is_deleted"
        )
        found = [row[0] for row in rows]
        assert len(found) == len(set(found)), entity
        assert ids <= set(found), entity


def test_the_newest_version_of_each_order_is_there(story: Story) -> None:
    assert story.builds
    rows = story.engine.query(
        "select order_hdr_id, modified_at from analytics.stg_wms__order_hdr"
    )
    # DuckDB's answers come as text.
    found = {
        number: datetime.datetime.fromisoformat(str(when)) for number, when in rows
    }
    wrong = {
        number: (when, found.get(number))
        for number, when in story.history.modified.items()
        if found.get(number) != when
    }
    assert wrong == {}


def test_rows_that_came_late_with_an_old_time_are_built_up_too(story: Story) -> None:
    assert story.builds
    assert story.history.backdated
    rows = story.engine.query("select order_hdr_id from analytics.base_wms__order_hdr")
    assert story.history.backdated <= {number for (number,) in rows}


def test_statuses_are_put_into_words(story: Story) -> None:
    assert story.builds
    rows = story.engine.query(
        "select distinct status_id, status from analytics.stg_wms__order_hdr"
    )
    assert (0, "Created") in rows
    assert (90, "Shipped") in rows


def test_a_row_gone_from_the_service_is_marked_where_the_target_says_so(
    story: Story,
) -> None:
    assert story.builds
    entity, number = DELETED_LOOKUP
    rows = story.engine.query(
        f"select is_deleted, deleted_at is not null from analytics.stg_wms__{entity} "
        f"where {entity}_id = {number}"
    )
    told = story.engine.name == "PostgreSQL"
    assert rows == [(told, told)]


def test_freshness_is_measured(story: Story) -> None:
    assert story.builds
    fresh = story.engine.dbt("source", "freshness", schema="analytics_fresh")
    assert "WARN freshness" in fresh.log or "PASS freshness" in fresh.log
    if story.engine.name == "PostgreSQL":
        assert fresh.exit_code == 0, fresh.log[-3000:]
