"""``preview``: the first rows."""

from __future__ import annotations

import json
import typing as t

import pytest

if t.TYPE_CHECKING:
    from tests.command.conftest import Command
    from wms_simulator import Simulator


def test_the_first_rows_as_a_table(simulator: Simulator, oracle_wms: Command) -> None:
    simulator.clear_log()
    run = oracle_wms("preview", "order_hdr", "--rows", "3")
    assert run.returncode == 0, run.stderr
    header, *rows = run.stdout.splitlines()
    assert header.split()[0] == "id"
    assert "order_nbr" in header.split()
    truth = simulator.truth("order_hdr", fields=["id", "order_nbr"])[:3]
    assert [int(row.split()[0]) for row in rows] == [one["id"] for one in truth]
    assert all(one["order_nbr"] in row for row, one in zip(rows, truth, strict=True))
    assert "--fields" in run.stderr
    assert len(simulator.requests()) == 3  # describe, sample, a page of three rows


def test_fields_and_filters_are_those_that_were_named(
    simulator: Simulator,
    oracle_wms: Command,
) -> None:
    run = oracle_wms(
        *("preview", "order_hdr", "--rows", "2"),
        *("--fields", "total_orig_ord_qty, id,mod_ts,stop_ship_flg"),
        *("--filter", "status_id__lt=20", "--filter", "id__gt=8503"),
    )
    assert run.stderr == ""
    header, first, _ = run.stdout.splitlines()
    assert header.split() == ["total_orig_ord_qty", "id", "mod_ts", "stop_ship_flg"]
    one = next(
        one
        for one in simulator.truth("order_hdr", zone="UTC")
        if one["status_id"] < 20 and one["id"] > 8503
    )
    assert first.split() == [
        one["total_orig_ord_qty"],
        str(one["id"]),
        one["mod_ts"][:10],
        f"{one['mod_ts'][11:19]}Z",
        str(one["stop_ship_flg"]).lower(),
    ]


def test_rows_for_machines_are_as_the_tap_writes_them(
    simulator: Simulator,
    oracle_wms: Command,
) -> None:
    fields = "id,mod_ts,ord_date,total_orig_ord_qty"
    run = oracle_wms(
        *("preview", "order_hdr", "--json", "--fields", fields),
        *("--since", "2025-06-01"),
    )
    rows = [json.loads(line, parse_float=str) for line in run.stdout.splitlines()]
    assert len(rows) == 10
    truth = simulator.truth_by_id("order_hdr", zone="UTC")
    for row in rows:
        one = truth[row["id"]]
        assert row["mod_ts"] == one["mod_ts"]
        assert row["mod_ts"] >= "2025-06-01"
        assert row["ord_date"] == one["ord_date"]
        assert str(row["total_orig_ord_qty"]) == one["total_orig_ord_qty"]


def test_a_relation_as_an_object_is_shown_as_json(oracle_wms: Command) -> None:
    run = oracle_wms(
        *("preview", "order_hdr", "--rows", "1", "--fields", "facility_id"),
        relations="object",
    )
    assert '{"id":' in run.stdout


def test_no_rows(oracle_wms: Command) -> None:
    run = oracle_wms("preview", "order_lock")
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr == "no rows for this user\n"
    run = oracle_wms("preview", "order_hdr", "--filter", "id=1")
    assert run.stderr == "no rows that fit for this user\n"


def test_since_needs_a_time_of_modification(oracle_wms: Command) -> None:
    run = oracle_wms("preview", "order_status", "--since", "2026-01-01")
    assert run.returncode == 2
    assert "order_status has no time of modification: leave out --since" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("inventory_history",), "Filters company_id__code and facility_id__code"),
        (("order_hdr", "--filter", "nope=1"), "Invalid field 'nope'"),
    ],
)
def test_a_refusal_is_one_line_without_talk_of_other_ways(
    oracle_wms: Command,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    run = oracle_wms("preview", *arguments)
    assert run.returncode == 1
    (line,) = run.stderr.splitlines()
    assert line.startswith("Error: GET ")
    assert words in line


def test_another_way_of_reading_is_told_of_once_if_it_works(
    simulator: Simulator,
    oracle_wms: Command,
) -> None:
    simulator.configure(sequenced_order="mod_ts")
    run = oracle_wms("preview", "item", "--rows", "700")
    assert run.returncode == 0
    assert len(run.stdout.splitlines()) == 701
    assert run.stderr.count("does not allow to read by ascending id") == 1
    assert "reading with ordering=id from the beginning" in run.stderr
