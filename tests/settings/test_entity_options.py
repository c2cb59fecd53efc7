"""Options per entity: their checks, and which of them hold for an entity."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.settings import EntityOptions, Settings

Load: t.TypeAlias = t.Callable[..., Settings]
ErrorsOf: t.TypeAlias = t.Callable[..., list[str]]

WRONG: dict[str, tuple[object, str]] = {
    "no-object": ("yes", "must have an object for 'item'"),
    "null": (None, "must have an object for 'item'"),
    "misspelt": (
        {"pagesize": 5},
        (
            "has an unknown option 'pagesize' for 'item' (known: filters, partitions, "
            "page_size, replication_key, lookback_window, field_types); did you mean "
            "'page_size'?"
        ),
    ),
    "unknown": ({"zzz": 5}, "has an unknown option 'zzz' for 'item'"),
    "filters": ({"filters": ["a"]}, "must have an object of query filters"),
    "filter-name": ({"filters": {"a b": 1}}, "has an invalid filter name"),
    "filter-name-empty": ({"filters": {"": 1}}, "has an invalid filter name"),
    "filter-injection": ({"filters": {"a&page_size": 1}}, "has an invalid filter name"),
    "filter-reserved": (
        {"filters": {"page_size": 1}},
        "can't filter by 'page_size' in item.filters: the tap itself uses it",
    ),
    "filter-id-bound": ({"filters": {"id__gt": 1}}, "can't filter by 'id__gt'"),
    "filter-null": ({"filters": {"a": None}}, "must have text, a number or a boolean"),
    "filter-blank": ({"filters": {"a": ""}}, "must have text, a number or a boolean"),
    "filter-none": ({"filters": {"a": []}}, "must have text, a number or a boolean"),
    "filter-nested": (
        {"filters": {"a": [["b"]]}},
        "must have text, a number or a boolean (or a list of these) for item.filters.a",
    ),
    "partitions": (
        {"partitions": {"a": 1}},
        "must have a list of filter objects for item.partitions",
    ),
    "partition-item": (
        {"partitions": ["a"]},
        "must have an object of query filters for item.partitions[0]",
    ),
    "partition-empty": (
        {"partitions": [{"a": 1}, {}]},
        "has a partition that is empty: item.partitions[1]",
    ),
    "partition-twice": (
        {"partitions": [{"a": 1}, {"a": 2}, {"a": 1}]},
        "has a partition that stands there twice: item.partitions[2]",
    ),
    "partition-reserved": (
        {"partitions": [{"ordering": "id"}]},
        "can't filter by 'ordering' in item.partitions[0]",
    ),
    "page-size": (
        {"page_size": 1251},
        "must have a whole number from 1 to 1250 for item.page_size",
    ),
    "page-size-text": (
        {"page_size": "many"},
        "must have a whole number from 1 to 1250",
    ),
    "page-size-true": ({"page_size": True}, "must have a whole number from 1 to 1250"),
    "page-size-half": ({"page_size": 0.5}, "must have a whole number from 1 to 1250"),
    "lookback": (
        {"lookback_window": -1},
        "must have a whole number of 0 or more for item.lookback_window",
    ),
    "key": ({"replication_key": 7}, "must have a field name for item.replication_key"),
    "key-path": ({"replication_key": "a b"}, "must have a field name"),
    "types": ({"field_types": ["a"]}, "must have an object of field to type"),
    "type-unknown": (
        {"field_types": {"a": "text"}},
        (
            "must have one of string, integer, number, boolean, date, date-time for "
            "item.field_types.a"
        ),
    ),
    "type-list": ({"field_types": {"a": ["string"]}}, "must have one of string"),
    "type-null": ({"field_types": {"a": None}}, "must have one of string"),
}


@pytest.mark.parametrize(("options", "problem"), WRONG.values(), ids=[*WRONG])
def test_the_error_names_the_place(
    errors_of: ErrorsOf,
    options: object,
    problem: str,
) -> None:
    (error,) = errors_of(entity_options={"item": options})
    assert error.startswith(f"Setting 'entity_options' {problem}")
    assert ". Example: {" in error


def test_all_options_are_read(load: Load) -> None:
    settings = load(
        entity_options={
            "inventory_history": {
                "filters": {"qty__gt": 0, "code!": "X", "flg": True},
                "partitions": [{"company_id__code": "ACME", "kind_id": [1, 2]}],
                "page_size": 100,
                "replication_key": "create_ts",
                "lookback_window": 0,
                "field_types": {"ref_value_1": "number"},
            },
        },
    )
    assert settings.options_for("inventory_history") == EntityOptions(
        filters={"qty__gt": 0, "code!": "X", "flg": True},
        partitions=({"company_id__code": "ACME", "kind_id": [1, 2]},),
        page_size=100,
        replication_key="create_ts",
        lookback_window=0,
        field_types={"ref_value_1": "number"},
    )


def test_null_options_are_as_if_not_set(load: Load) -> None:
    options = {"filters": None, "partitions": None, "page_size": None}
    assert load(entity_options={"item": options}).options_for("item") == EntityOptions()


def test_an_entity_without_options_has_none(load: Load) -> None:
    settings = load(entity_options={"order_*": {"page_size": 5}})
    assert settings.options_for("inventory") == EntityOptions()


def test_later_entries_win_and_an_exact_name_wins_over_globs(load: Load) -> None:
    settings = load(
        entity_options={
            "order_hdr": {"page_size": 10},
            "*": {"page_size": 20, "lookback_window": 1, "filters": {"a": 1, "b": 1}},
            "order_*": {"lookback_window": 0, "filters": {"b": 2}},
        },
    )
    header = settings.options_for("order_hdr")
    assert header.page_size == 10
    assert header.lookback_window == 0
    assert header.filters == {"a": 1, "b": 2}
    detail = settings.options_for("order_dtl")
    assert detail.page_size == 20
    assert detail.lookback_window == 0


def test_globs_mind_the_case_on_every_system(load: Load) -> None:
    settings = load(entity_options={"ORDER_*": {"page_size": 5}})
    assert settings.options_for("order_hdr").page_size is None
