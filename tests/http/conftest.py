"""A server, a client for it, and time that passes at once."""

from __future__ import annotations

import time
import types
import typing as t

import pytest

from tap_oracle_wms.http import Client, gate, patience
from tap_oracle_wms.settings import load_settings
from tap_oracle_wms.telemetry import SILENCE
from tests.http.server import Server

if t.TYPE_CHECKING:
    from tap_oracle_wms.telemetry import Recorder

PASSWORD = "hunter-22-pass"


@pytest.fixture
def server() -> t.Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def second_server() -> t.Iterator[Server]:
    """Another origin."""
    with Server() as running:
        yield running


@pytest.fixture
def sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that were waited; nothing really waits."""
    waited: list[float] = []
    quick = types.SimpleNamespace(sleep=waited.append, monotonic=time.monotonic)
    monkeypatch.setattr(patience, "time", quick)
    monkeypatch.setattr(gate, "time", quick)
    return waited


@pytest.fixture
def make_client(
    server: Server,
    sleeps: list[float],
) -> t.Callable[..., Client]:
    """A client for the server, with some settings changed; it never really waits."""
    del sleeps

    def make(recorder: Recorder = SILENCE, **changes: t.Any) -> Client:
        config = {
            "base_url": server.base_url,
            "username": "svc_extract",
            "password": PASSWORD,
            "max_retries": 3,
            "request_timeout": 5,
        }
        settings, _, _ = load_settings({**config, **changes})
        return Client(settings, recorder=recorder)

    return make


@pytest.fixture
def ask(make_client: t.Callable[..., Client]) -> t.Callable[..., t.Any]:
    """Ask for an entity by a new client, and give what came."""

    def get(**changes: t.Any) -> t.Any:  # noqa: ANN401 - any JSON
        client = make_client(**changes)
        return client.get(client.url("item"), [("page_size", "5")], subject="item").data

    return get
