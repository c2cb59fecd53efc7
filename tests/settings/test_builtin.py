"""The SDK's own settings, checked in the same manner."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.settings import check_builtin

PROPERTIES: dict[str, dict[str, t.Any]] = {
    "stream_maps": {"type": ["object", "null"]},
    "flattening_enabled": {"type": ["boolean", "null"]},
    "flattening_max_depth": {"type": ["integer", "null"], "minimum": 0},
    "some_config": {
        "type": ["object", "null"],
        "properties": {"batch_size": {"type": "integer", "minimum": 1}},
        "required": ["encoding"],
    },
    "fake_rate": {"type": ["number", "null"], "default": 0.5},
    "faker_config": {
        "type": ["object", "null"],
        "properties": {"locale": {"type": ["array", "null"]}},
    },
    "label": {"type": ["string", "null"]},
}


def test_strings_stand_for_any_type() -> None:
    config, errors = check_builtin(
        PROPERTIES,
        {
            "stream_maps": '{"a": {}}',
            "flattening_enabled": "true",
            "flattening_max_depth": "2",
            "label": "x",
            "page_size": "7",
        },
    )
    assert errors == []
    assert config == {
        "stream_maps": {"a": {}},
        "flattening_enabled": True,
        "flattening_max_depth": 2,
        "fake_rate": 0.5,
        "label": "x",
        "page_size": "7",
    }


@pytest.mark.parametrize("absent", [None, ""])
def test_what_is_not_set_is_left_out(absent: object) -> None:
    config, errors = check_builtin(PROPERTIES, {"stream_maps": absent})
    assert errors == []
    assert config == {"fake_rate": 0.5}


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("stream_maps", "SEKRET", "Setting 'stream_maps' must be an object (JSON)"),
        ("stream_maps", ["SEKRET"], "Setting 'stream_maps' must be an object"),
        ("flattening_enabled", "SEKRET", "Setting 'flattening_enabled' must be true"),
        ("flattening_max_depth", "SEKRET", "Setting 'flattening_max_depth' must be a"),
        ("flattening_max_depth", -1, "Setting 'flattening_max_depth' does not fit"),
        ("some_config", {"a": "SEKRET"}, "Setting 'some_config' does not fit"),
        (
            "some_config",
            {"encoding": 1, "batch_size": "SEKRET"},
            "Setting 'some_config.batch_size' does not fit",
        ),
        ("stream_maps", "[" * 100_000, "Setting 'stream_maps' must be an object"),
        (
            "flattening_max_depth",
            float("inf"),
            "Setting 'flattening_max_depth' must be",
        ),
    ],
    ids=[
        "no-json",
        "list",
        "boolean",
        "integer",
        "range",
        "required",
        "nested",
        "deep",
        "infinite",
    ],
)
def test_an_error_names_the_setting_and_no_value(
    name: str,
    value: object,
    error: str,
) -> None:
    _, errors = check_builtin(PROPERTIES, {name: value})
    assert len(errors) == 1
    assert errors[0].startswith(error)
    assert "SEKRET" not in errors[0]
