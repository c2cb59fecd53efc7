"""The heartbeat file: whole at any time, and no reason to fail."""

from __future__ import annotations

import json
import typing as t

from tap_oracle_wms.health import heartbeat
from tap_oracle_wms.health.heartbeat import Heartbeat
from tap_oracle_wms.health.status import Status

if t.TYPE_CHECKING:
    import pathlib

    import pytest


def test_it_holds_the_status(tmp_path: pathlib.Path) -> None:
    status, path = Status(), tmp_path / "beat.json"
    status.expect({"load": 60})
    Heartbeat(str(path), status).beat()
    beat = json.loads(path.read_text(encoding="utf-8"))
    assert beat["phase"] == "starting"
    assert beat["streams"]["load"] == {
        "lag": None,
        "bound": 60,
        "late": True,
        "failing": False,
    }
    assert [one.name for one in tmp_path.iterdir()] == ["beat.json"]


def test_it_is_not_written_all_the_time(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "beat.json"
    beating = Heartbeat(str(path), Status())
    beating.beat()
    path.unlink()
    beating.beat()
    assert not path.exists()
    beating.beat(last=True)
    assert path.exists()


def test_a_file_that_cannot_be_written_is_warned_of_once(
    tmp_path: pathlib.Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(heartbeat, "_AT_MOST_EVERY", 0)
    folder = tmp_path / "gone"
    beating = Heartbeat(str(folder / "beat.json"), Status())
    for _ in range(3):
        beating.beat()
    assert caplog.text.count("heartbeat_file can't be written") == 1
    folder.mkdir()
    beating.beat()
    assert (folder / "beat.json").exists()
