"""Events reach whoever listens, and a listener that fails harms nobody."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.telemetry import SILENCE, Hub, new_id
from tap_oracle_wms.telemetry.events import Written
from tests.support import Notes

if t.TYPE_CHECKING:
    from tap_oracle_wms.telemetry.events import Event

EVENT = Written("item", 3)


class Broken:
    def __init__(self) -> None:
        self.told = 0

    def note(self, event: Event) -> None:
        self.told += 1
        msg = f"secret text of {event}"
        raise RuntimeError(msg)

    def headers(self, request_id: str) -> t.Mapping[str, str]:
        msg = f"secret text of {request_id}"
        raise RuntimeError(msg)


def test_all_listeners_are_told_in_order() -> None:
    hub, first, second = Hub(), Notes(a="1"), Notes(b="2")
    hub.note(EVENT)
    hub.add(first)
    hub.add(second)
    hub.note(EVENT)
    assert first.events == second.events == [EVENT]
    assert hub.headers("x") == {"a": "1-x", "b": "2-x"}


@pytest.mark.parametrize("by", ["note", "headers"])
def test_a_listener_that_fails_is_left_out(
    by: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    hub, broken, notes = Hub(), Broken(), Notes(a="1")
    hub.add(broken, notes)
    if by == "note":
        hub.note(EVENT)
        assert broken.told == 1
    else:
        assert hub.headers("x") == {"a": "1-x"}
    told = broken.told
    hub.note(EVENT)
    assert broken.told == told
    assert notes.events[-1] == EVENT
    assert "Broken failed (RuntimeError)" in caplog.text
    assert "secret" not in caplog.text


def test_silence_takes_all_and_adds_nothing() -> None:
    SILENCE.note(EVENT)
    assert not SILENCE.headers("x")


def test_ids_are_those_of_spans() -> None:
    ids = {new_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(one) == 16 and int(one, 16) >= 0 for one in ids)
