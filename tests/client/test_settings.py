"""Where the settings of a client come from."""

from __future__ import annotations

import json
import typing as t

import pytest

from tap_oracle_wms import WmsClient
from tap_oracle_wms.client import FileError, SettingsError, UsageError, WmsError
from tap_oracle_wms.settings import SDK_SETTINGS, config_jsonschema
from tap_oracle_wms.tap import TapOracleWms

if t.TYPE_CHECKING:
    import pathlib

CONFIG = {
    "base_url": "https://wms.example.com/acme/",
    "username": "svc_extract",
    "password": "hunter-22-pass",
}


def test_settings_are_checked_before_anything_is_asked() -> None:
    with pytest.raises(SettingsError) as caught:
        WmsClient(CONFIG, page_size=0, pagesize=1)
    assert isinstance(caught.value, WmsError)
    assert len(caught.value.errors) == 2
    assert "hunter" not in str(caught.value)


def test_keywords_win_over_a_config() -> None:
    wms = WmsClient(CONFIG, page_size=50)
    assert wms.settings.page_size == 50
    assert wms.settings.base_url == "https://wms.example.com/acme"
    assert WmsClient(wms.settings).settings is wms.settings
    with pytest.raises(UsageError, match="names and values"):
        WmsClient(wms.settings, page_size=50)


def test_a_file_and_then_the_environment(
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    first.write_text(json.dumps(CONFIG | {"page_size": 1, "lookback_window": 1}))
    second.write_text(json.dumps({"page_size": 2, "max_retries": 2}))
    monkeypatch.setenv("TAP_ORACLE_WMS_MAX_RETRIES", "3")
    alone = WmsClient.from_file(first, second).settings
    assert (alone.lookback_window, alone.page_size, alone.max_retries) == (1, 2, 2)
    both = WmsClient.from_file(first, second, environment=True, page_size=4).settings
    assert (both.lookback_window, both.page_size, both.max_retries) == (1, 4, 3)


def test_the_environment_alone_with_a_file_of_this_folder(
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "below"
    folder.mkdir()
    monkeypatch.chdir(folder)
    lines = [f"TAP_ORACLE_WMS_{name.upper()}='{CONFIG[name]}'" for name in CONFIG]
    (tmp_path / ".env").write_text("\n".join([*lines, "TAP_ORACLE_WMS_PAGE_SIZE=7"]))
    monkeypatch.setenv("TAP_ORACLE_WMS_USERNAME", "somebody")
    settings = WmsClient.from_environment().settings
    assert settings.page_size == 7
    assert settings.password == CONFIG["password"]
    assert settings.username == "somebody"


def test_a_file_that_is_none(tmp_path: pathlib.Path) -> None:
    with pytest.raises(FileError, match="can't be read"):
        WmsClient.from_file(tmp_path / "missing.json")
    (tmp_path / "list.json").write_text("[]")
    with pytest.raises(FileError, match="must hold an object"):
        WmsClient.from_file(tmp_path / "list.json")


def test_settings_of_the_sdk_are_known_by_name(
    caplog: pytest.LogCaptureFixture,
) -> None:
    schema = TapOracleWms.config_jsonschema
    TapOracleWms.append_builtin_config(schema)
    own = config_jsonschema()["properties"].keys()
    assert sorted(schema["properties"].keys() - own) == [*SDK_SETTINGS]
    WmsClient(CONFIG, flattening_enabled=True)
    assert not caplog.records
