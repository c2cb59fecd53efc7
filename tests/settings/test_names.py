"""Misspelt settings."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.settings import SettingsError, load_settings


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("pagesize", "page_size"),
        ("passwrod", "password"),
        ("base_uri", "base_url"),
        ("entity_option", "entity_options"),
        ("stream_map", "stream_maps"),
    ],
)
def test_a_near_miss_is_an_error_that_names_the_right_one(
    config: dict[str, t.Any],
    wrong: str,
    right: str,
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({**config, wrong: "SEKRET"}, ["stream_maps"])
    assert caught.value.errors == [
        f"Unknown setting '{wrong}': did you mean '{right}'?",
    ]


def test_what_resembles_nothing_is_ignored_with_a_warning(
    config: dict[str, t.Any],
) -> None:
    _, complete, warnings = load_settings({**config, "x_team_note": "SEKRET"})
    assert warnings == ["Unknown setting 'x_team_note' is ignored."]
    assert complete["x_team_note"] == "SEKRET"


def test_turning_verification_off_is_warned_of(config: dict[str, t.Any]) -> None:
    _, _, warnings = load_settings({**config, "verify_ssl": "false"})
    assert len(warnings) == 1
    assert warnings[0].startswith("verify_ssl is false")
