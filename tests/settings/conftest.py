"""A config that is right, for tests that make one thing of it wrong."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.settings import Settings, SettingsError, load_settings

Config: t.TypeAlias = dict[str, t.Any]


@pytest.fixture
def config() -> Config:
    return {
        "base_url": "https://wms.example.com/acme",
        "username": "svc_extract",
        "password": "hunter-22",
    }


@pytest.fixture
def load(config: Config) -> t.Callable[..., Settings]:
    """Settings of the right config with some values changed."""

    def make(**changes: t.Any) -> Settings:
        return load_settings({**config, **changes})[0]

    return make


@pytest.fixture
def errors_of(config: Config) -> t.Callable[..., list[str]]:
    """The errors of the right config with some values made wrong."""

    def make(**changes: t.Any) -> list[str]:
        with pytest.raises(SettingsError) as caught:
            load_settings({**config, **changes})
        assert str(caught.value) == "\n".join(caught.value.errors)
        return caught.value.errors

    return make
