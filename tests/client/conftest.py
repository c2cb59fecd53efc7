"""A client of the simulator."""

from __future__ import annotations

import contextlib
import typing as t

import pytest

from tap_oracle_wms import WmsClient
from tap_oracle_wms.http import retry

MakeClient: t.TypeAlias = t.Callable[..., WmsClient]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "_FIRST_WAIT", 0.001)


@pytest.fixture
def make_client(config: dict[str, t.Any]) -> t.Iterator[MakeClient]:
    """Makes clients of the simulator, closed at the end."""
    with contextlib.ExitStack() as stack:

        def make(**changes: t.Any) -> WmsClient:
            return stack.enter_context(WmsClient(config, **changes))

        yield make


@pytest.fixture
def wms(make_client: MakeClient) -> WmsClient:
    return make_client()
