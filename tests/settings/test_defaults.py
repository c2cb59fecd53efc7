"""What holds where nothing is set: the contract's table."""

from __future__ import annotations

import typing as t

from tap_oracle_wms import __version__
from tap_oracle_wms.settings import SETTINGS, Settings, config_jsonschema, load_settings

if t.TYPE_CHECKING:
    import pathlib

Load: t.TypeAlias = t.Callable[..., Settings]


def test_the_defaults_are_those_of_the_contract(load: Load) -> None:
    settings = load()
    assert settings.auth_method == "basic"
    assert settings.token_url == "https://wms.example.com/acme/api/oauth2/token/"
    assert settings.http_headers == {}
    assert settings.api_version == "v10"
    assert settings.entities == ("*",)
    assert settings.exclude_entities == ()
    assert settings.start_date is None
    assert settings.end_date is None
    assert settings.page_size == 1000
    assert settings.lookback_window == 600
    assert settings.max_concurrent_requests == 4
    assert settings.max_requests_per_second is None
    assert settings.request_timeout == 330
    assert settings.max_retries == 8
    assert settings.relations == "flat"
    assert settings.discovery_sample is True
    assert settings.verify_time_filters is None
    assert settings.entity_options == {}
    assert settings.verify_ssl is True
    assert settings.user_agent == f"tap-oracle-wms/{__version__}"


def test_null_and_empty_text_are_as_if_not_set(config: dict[str, t.Any]) -> None:
    plain, _, _ = load_settings(config)
    names = {setting.name for setting in SETTINGS} - config.keys()
    nulls, _, _ = load_settings({**dict.fromkeys(names), **config})
    blanks, _, _ = load_settings({**dict.fromkeys(names, ""), **config})
    assert nulls == plain
    assert blanks == plain


def test_the_config_comes_back_with_defaults_and_in_its_types(
    config: dict[str, t.Any],
) -> None:
    given = {**config, "page_size": "50", "stream_maps": {"a": {}}}
    _, complete, warnings = load_settings(given, ["stream_maps"])
    assert complete["page_size"] == 50
    assert complete["max_retries"] == 8
    assert complete["stream_maps"] == {"a": {}}
    assert "start_date" not in complete
    assert warnings == []


def test_the_config_itself_is_not_changed(config: dict[str, t.Any]) -> None:
    config["page_size"] = "50"
    before = dict(config)
    load_settings(config)
    assert config == before


def test_the_schema_has_every_setting_of_the_contract() -> None:
    schema = config_jsonschema()
    assert list(schema["properties"]) == [
        "base_url",
        "auth_method",
        "username",
        "password",
        "client_id",
        "client_secret",
        "token_url",
        "oauth_scope",
        "refresh_token",
        "access_token",
        "http_headers",
        "api_version",
        "entities",
        "exclude_entities",
        "start_date",
        "end_date",
        "page_size",
        "lookback_window",
        "max_concurrent_requests",
        "max_requests_per_second",
        "request_timeout",
        "max_retries",
        "relations",
        "discovery_sample",
        "verify_time_filters",
        "entity_options",
        "verify_ssl",
        "user_agent",
        "poll_interval",
        "full_table_interval",
        "poll_backoff",
        "poll_limit",
        "lag_bound",
        "health_port",
        "heartbeat_file",
        "metrics_file",
        "emit_activate_version_messages",
    ]
    assert schema["required"] == ["base_url"]


def test_the_schema_marks_secrets_and_describes_everything() -> None:
    properties = config_jsonschema()["properties"]
    secret = {name for name, prop in properties.items() if prop.get("secret")}
    assert secret == {
        "password",
        "client_secret",
        "refresh_token",
        "access_token",
        "http_headers",
    }
    for prop in properties.values():
        assert prop["title"]
        assert prop["description"]
        assert ("examples" in prop) is not prop.get("secret", False)


def test_every_example_is_accepted(load: Load, tmp_path: pathlib.Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("")
    for setting in SETTINGS:
        example = setting.example
        if setting.name == "verify_ssl":
            example = str(bundle)
        settings = load(**{setting.name: example})
        assert settings.base_url


def test_secrets_do_not_show_in_the_repr(load: Load) -> None:
    settings = load(
        client_secret="cs-secret",
        refresh_token="rt-secret",
        access_token="at-secret",
        http_headers={"X-Key": "hh-secret"},
    )
    secrets = {"hunter-22", "cs-secret", "rt-secret", "at-secret", "hh-secret"}
    assert set(settings.secrets) == secrets
    assert not any(secret in repr(settings) for secret in secrets)
