"""Asking for the greatest id; readers for other threads."""

from __future__ import annotations

import pytest

from tap_oracle_wms.http import ApiError, RefusedError, UnavailableError
from tests.pages.service import LINKED, ORDERED, Service, query, read_all, rows


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"results": [{"id": 90}, {"id": 80}], "result_count": 7}, 90),
        ({"results": [{"id": 90}]}, 90),
        ({"results": [{"id": "90"}], "result_count": 7}, None),
        ({"results": []}, None),
        ({"results": [{}]}, None),
        ({"results": None}, None),
        ({}, None),
        ([], None),
        (None, None),
    ],
    ids=repr,
)
def test_what_the_service_tells(
    monkeypatch: pytest.MonkeyPatch,
    data: object,
    found: int | None,
) -> None:
    service = Service([])
    monkeypatch.setattr(service, "answer", lambda *_: data)
    asked = query(filters=(("code", "x"),))
    assert service.reader().last_id(asked) == found
    assert service.asked == [
        {"ordering": "-id", "page_size": "2", "fields": "id", "code": "x"},
    ]
    assert service.heavy_retried == [False]


@pytest.mark.parametrize("error", [RefusedError, UnavailableError])
def test_a_service_that_does_not_tell_is_no_failure(error: type[ApiError]) -> None:
    service = Service(rows(1))

    def fail(_: int) -> None:
        msg = ""
        raise error(msg, request="GET /item/", status=400)

    service.before = fail
    assert service.reader().last_id(query()) is None


def test_a_fork_knows_what_was_learnt_and_learns_by_itself() -> None:
    service = Service(rows(*range(1, 90)), refused=["page_mode"], too_heavy=60)
    reader = service.reader(page_size=200)
    read_all(reader, query())
    fork = reader.fork()
    service.asked.clear()
    assert read_all(fork, query()) == (list(range(1, 90)), 0)
    assert {asked["page_size"] for asked in service.asked} == {"50"}
    service.rows.reverse()
    service.ignored = ["ordering"]
    read_all(fork, query())
    assert reader.rung is ORDERED
    assert fork.rung is LINKED
    reader.adopt(fork)
    assert reader.rung is fork.rung
