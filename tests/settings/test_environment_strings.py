"""Strings, as environments hand them over, stand for any type."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.settings import Settings

Load: t.TypeAlias = t.Callable[..., Settings]

CASES: list[tuple[str, str, object]] = [
    ("page_size", "500", 500),
    ("page_size", " 500 ", 500),
    ("lookback_window", "0", 0),
    ("max_requests_per_second", "2.5", 2.5),
    ("discovery_sample", "false", False),
    ("discovery_sample", "0", False),
    ("discovery_sample", "No", False),
    ("discovery_sample", "TRUE", True),
    ("discovery_sample", "1", True),
    ("verify_ssl", "false", False),
    ("verify_ssl", "True", True),
    ("entities", "order_hdr", ("order_hdr",)),
    ("entities", "order_*, inventory ,", ("order_*", "inventory")),
    ("entities", '["order_*", "inventory"]', ("order_*", "inventory")),
    ("exclude_entities", "[]", ()),
    ("http_headers", '{"X-Api-Key": "k-1"}', {"X-Api-Key": "k-1"}),
    ("entity_options", "{}", {}),
]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    CASES,
    ids=[f"{name}={text}" for name, text, _ in CASES],
)
def test_a_string_is_read_as_the_setting_needs_it(
    load: Load,
    name: str,
    text: str,
    value: object,
) -> None:
    read = getattr(load(**{name: text}), name)
    assert read == value
    assert type(read) is type(value)


def test_options_come_as_json_text(load: Load) -> None:
    settings = load(
        entity_options='{"order_*": {"page_size": "50", "lookback_window": "0"}}',
    )
    options = settings.options_for("order_hdr")
    assert options.page_size == 50
    assert options.lookback_window == 0


@pytest.mark.parametrize("value", [500, 500.0], ids=["integer", "whole-float"])
def test_plain_json_types_are_taken_too(load: Load, value: float) -> None:
    assert load(page_size=value).page_size == 500
