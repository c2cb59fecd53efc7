"""A tap in this process whose events can be looked at."""

from __future__ import annotations

import contextlib
import io
import typing as t

import pytest
from singer_sdk.exceptions import SingerSDKError

from tap_oracle_wms.http import retry
from tap_oracle_wms.tap import TapOracleWms
from tests.support import Notes

Json: t.TypeAlias = dict[str, t.Any]


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries in this process wait for milliseconds; a Retry-After holds as it is."""
    monkeypatch.setattr(retry, "_FIRST_WAIT", 0.001)


@pytest.fixture
def told(config: Json) -> t.Callable[..., Notes]:
    """Runs a sync and gives what a recorder is told of it."""

    def run(catalog: Json, state: Json | None = None, **options: t.Any) -> Notes:
        tap = TapOracleWms(config={**config, **options}, catalog=catalog, state=state)
        notes = Notes()
        tap.recorder.add(notes)
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.suppress(SingerSDKError),
        ):
            tap.run()
        return notes

    return run
