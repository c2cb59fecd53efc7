"""Each way of signing in has its own needs."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.settings import SettingsError, load_settings

BASE = {"base_url": "https://wms.example.com/acme"}
COMPLETE: dict[str, dict[str, str]] = {
    "basic": {"username": "svc", "password": "pw-1"},
    "oauth2_password": {
        "client_id": "tap",
        "client_secret": "cs-1",
        "username": "svc",
        "password": "pw-1",
    },
    "oauth2_client_credentials": {"client_id": "tap", "client_secret": "cs-1"},
    "bearer": {"access_token": "at-1"},
}


@pytest.mark.parametrize("method", COMPLETE)
def test_a_complete_sign_in_is_accepted(method: str) -> None:
    given: dict[str, t.Any] = {**BASE, **COMPLETE[method], "auth_method": method}
    assert load_settings(given)[0].auth_method == method


@pytest.mark.parametrize(
    ("method", "missing"),
    [(method, name) for method, given in COMPLETE.items() for name in given],
)
@pytest.mark.parametrize("absent", [None, ""])
def test_what_a_method_needs_is_required(
    method: str,
    missing: str,
    absent: str | None,
) -> None:
    given = {**BASE, **COMPLETE[method], "auth_method": method, missing: absent}
    with pytest.raises(SettingsError) as caught:
        load_settings(given)
    (error,) = caught.value.errors
    assert error.startswith(
        f"Setting '{missing}' is required for auth_method '{method}'. Example: ",
    )


def test_a_refresh_token_stands_for_user_and_password() -> None:
    settings, _, _ = load_settings(
        {
            **BASE,
            "auth_method": "oauth2_password",
            "client_id": "tap",
            "client_secret": "cs-1",
            "refresh_token": "rt-1",
        },
    )
    assert settings.username is None


def test_a_refresh_token_does_not_stand_for_basic_credentials() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({**BASE, "refresh_token": "rt-1"})
    assert len(caught.value.errors) == 2


def test_a_wrong_value_is_not_called_missing_too() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({**BASE, "username": "svc", "password": 7})
    assert len(caught.value.errors) == 1
