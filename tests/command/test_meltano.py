"""What the project that ``init`` writes tells Meltano of the tap."""

from __future__ import annotations

import json
import typing as t

import pytest
import yaml

from tap_oracle_wms.command.meltano import pip_url, project_fragment
from tap_oracle_wms.tap import TapOracleWms


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (None, "tap-oracle-wms"),
        (
            {"url": "file:///src/tap", "dir_info": {}},
            "file:///src/tap",
        ),
        (
            {"url": "file:///src/my%20tap", "dir_info": {"editable": True}},
            "-e file:///src/my%20tap",
        ),
        (
            {"url": "file:///dist/tap.whl", "archive_info": {"hash": "sha256=0"}},
            "file:///dist/tap.whl",
        ),
        (
            {
                "url": "https://git.example.com/acme/tap.git",
                "vcs_info": {
                    "vcs": "git",
                    "requested_revision": "main",
                    "commit_id": "0a1b",
                },
            },
            "git+https://git.example.com/acme/tap.git@0a1b",
        ),
    ],
    ids=["index", "folder", "editable", "file", "repository"],
)
def test_meltano_installs_from_where_the_tap_came(
    origin: dict[str, t.Any] | None,
    expected: str,
) -> None:
    assert pip_url(None if origin is None else json.dumps(origin)) == expected


def test_meltano_is_told_all_that_the_tap_can() -> None:
    (tap,) = yaml.safe_load(project_fragment({}))
    assert tap["capabilities"] == [one.value for one in TapOracleWms.capabilities]
