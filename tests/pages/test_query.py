"""What is asked for a page."""

from __future__ import annotations

import datetime
import typing as t

import pytest

from tap_oracle_wms.pages.query import (
    Params,
    Rung,
    Shape,
    filter_params,
    instant_param,
    page_params,
)
from tap_oracle_wms.passes import Bound
from tests.pages.service import NOW, query

HOUR = datetime.timedelta(hours=1)


@pytest.mark.parametrize(
    ("shape", "params"),
    [
        (
            Shape(Rung.SEQUENCED, 1000),
            [("page_mode", "sequenced"), ("page_size", "1000")],
        ),
        (Shape(Rung.ORDERED, 50), [("ordering", "id"), ("page_size", "50")]),
        (
            Shape(Rung.LINKED, 50),
            [("page_mode", "sequenced"), ("page_size", "50")],
        ),
        (Shape(Rung.LINKED, 50, sequenced=False), [("page_size", "50")]),
        (Shape(Rung.ORDERED, 50, send_page_size=False), [("ordering", "id")]),
        (Shape(Rung.LINKED, 5, send_page_size=False, sequenced=False), []),
    ],
)
def test_each_way_of_reading(shape: Shape, params: Params) -> None:
    assert page_params(query(), shape) == params


def test_everything_together_in_a_fixed_order() -> None:
    asked = query(
        window=(Bound("mod_ts", "gte", NOW), Bound("mod_ts", "lt", NOW + HOUR)),
        filters=(("company_id__code", "ACME"),),
        fields=("id", "mod_ts"),
    )
    assert page_params(asked, Shape(Rung.SEQUENCED, 10), 5, 99) == [
        ("page_mode", "sequenced"),
        ("page_size", "10"),
        ("fields", "id,mod_ts"),
        ("company_id__code", "ACME"),
        ("mod_ts__gte", "2026-07-15T12:00:00+00:00"),
        ("mod_ts__lt", "2026-07-15T13:00:00+00:00"),
        ("id__gt", "5"),
        ("id__lte", "99"),
    ]


def test_an_id_of_zero_is_a_bound_too() -> None:
    assert ("id__gt", "0") in page_params(query(), Shape(Rung.ORDERED, 1), 0)
    assert ("id__lte", "0") in page_params(query(), Shape(Rung.ORDERED, 1), None, 0)


def test_fields_are_left_out_where_the_entity_rejects_them() -> None:
    shape = Shape(Rung.ORDERED, 1, send_fields=False)
    assert "fields" not in dict(page_params(query(fields=("id",)), shape))


def test_an_instant_has_whole_seconds_and_its_offset() -> None:
    fine = NOW.replace(microsecond=999_999)
    assert instant_param(fine) == "2026-07-15T12:00:00+00:00"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("ACME", "ACME"),
        (7, "7"),
        (2.5, "2.5"),
        (True, "true"),
        (False, "false"),
        ([1, "b", True], "1,b,true"),
    ],
    ids=repr,
)
def test_filters_of_the_user(value: t.Any, text: str) -> None:  # noqa: ANN401
    assert filter_params({"code!": value}) == (("code!", text),)
