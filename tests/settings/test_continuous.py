"""Settings of continuous mode that contradict one another, or do nothing."""

from __future__ import annotations

import json
import typing as t

import pytest

from tap_oracle_wms.settings import SETTINGS, SettingsError, load_settings

if t.TYPE_CHECKING:
    import pathlib

Config: t.TypeAlias = dict[str, t.Any]


def error_of(config: Config) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(config)
    (error,) = caught.value.errors
    return error


def test_strings_of_an_environment_will_do(config: Config) -> None:
    config |= {"poll_interval": "0.5", "poll_limit": "3", "health_port": "0"}
    settings, _, warnings = load_settings(config)
    assert (settings.poll_interval, settings.poll_limit) == (0.5, 3)
    assert settings.health_port == 0
    assert warnings == []


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("poll_interval", 0.05, "must be from 0.1 to"),
        ("poll_interval", "soon", "must be a number"),
        ("poll_limit", 0, "must be from 1"),
        ("health_port", 70000, "must be from 0 to 65535"),
        ("full_table_interval", 0, "must be from 0.1"),
        ("lag_bound", -1, "must be from 0.1"),
    ],
)
def test_wrong_values(config: Config, name: str, value: t.Any, problem: str) -> None:  # noqa: ANN401
    error = error_of({**config, "poll_interval": 5, name: value})
    assert f"'{name}' {problem}" in error


def test_a_quiet_stream_is_not_asked_more_often(config: Config) -> None:
    error = error_of({**config, "poll_interval": 5, "poll_backoff": 4})
    assert "'poll_backoff' must not be below poll_interval" in error


def test_a_bounded_backfill_has_nothing_to_poll(config: Config) -> None:
    error = error_of({**config, "poll_interval": 5, "end_date": "2026-01-01"})
    assert "'poll_interval' can't be combined with end_date" in error


@pytest.mark.parametrize("path", ["missing/beat.json", "."])
def test_a_heartbeat_needs_a_folder(
    config: Config,
    tmp_path: pathlib.Path,
    path: str,
) -> None:
    error = error_of({**config, "heartbeat_file": str(tmp_path / path)})
    assert "'heartbeat_file' must be the path of a file" in error


def test_what_has_no_effect_is_warned_of(config: Config) -> None:
    _, _, warnings = load_settings({**config, "poll_limit": 3, "lag_bound": 60})
    assert warnings == [
        "poll_limit, lag_bound: without effect, since poll_interval is not set.",
    ]


def test_defaults_that_meltano_gives_are_not_warned_of(config: Config) -> None:
    defaults = {
        one.name: json.dumps(one.default)
        for one in SETTINGS
        if one.default is not None and one.kind in {"integer", "number"}
    }
    assert "lag_bound" in defaults
    _, _, warnings = load_settings({**config, **defaults})
    assert warnings == []
