"""Fetching a page: relaxations after a 400, the meaning of 404, odd answers."""

from __future__ import annotations

import pytest

from tap_oracle_wms.http import AnswerError, RefusedError
from tap_oracle_wms.pages.errors import OrderViolation
from tests.pages.service import LINKED, NOW, ORDERED, Service, query, rows


def test_a_page_as_it_came() -> None:
    service = Service(rows(1, 2, 3))
    fetched = service.fetcher(2).page(query())
    assert fetched.rows.ids() == [1, 2]
    assert fetched.rows.next_page is not None
    assert fetched.found
    assert fetched.date == NOW
    assert fetched.seconds == 0.25


def test_404_means_no_rows() -> None:
    fetched = Service([]).fetcher().page(query())
    assert len(fetched.rows) == 0
    assert fetched.rows.next_page is None
    assert not fetched.found
    assert fetched.date == NOW


def test_a_404_that_is_a_web_page_means_something_else() -> None:
    with pytest.raises(RefusedError):
        Service([], web_page=True).fetcher().page(query())


@pytest.mark.parametrize("status", [403, 405, 410])
def test_other_refusals_are_errors(status: int) -> None:
    service = Service(rows(1))

    def refuse(_: int) -> None:
        raise service.refusal(status)

    service.before = refuse
    with pytest.raises(RefusedError):
        service.fetcher().page(query())
    assert len(service.asked) == 1


def test_fields_are_left_out_first() -> None:
    service = Service(rows(1), refused=["fields"])
    fetching = service.fetcher()
    assert fetching.page(query(fields=("id",))).rows.ids() == [1]
    assert [set(asked) for asked in service.asked] == [
        {"page_mode", "page_size", "fields"},
        {"page_mode", "page_size"},
    ]
    fetching.page(query(fields=("id",)), 0)
    assert "fields" not in service.asked[-1]


def test_the_page_size_is_left_out_next() -> None:
    service = Service(rows(1), refused=["page_size"])
    fetching = service.fetcher()
    assert fetching.page(query()).rows.ids() == [1]
    assert [set(asked) for asked in service.asked] == [
        {"page_mode", "page_size"},
        {"page_mode"},
    ]
    fetching.page(query(), 0)
    assert "page_size" not in service.asked[-1]


def test_then_this_way_of_reading_is_given_up() -> None:
    service = Service(rows(1), refused=["page_mode"])
    fetching = service.fetcher()
    with pytest.raises(OrderViolation):
        fetching.page(query())
    assert fetching.descend()
    assert fetching.shape.rung is ORDERED
    assert fetching.page(query()).rows.ids() == [1]
    assert service.asked[-1] == {"ordering": "id", "page_size": "100"}


def test_when_nothing_helps_the_first_refusal_is_the_error() -> None:
    service = Service(rows(1), refused=["company_id"])
    fetching = service.fetcher()
    asked = query(filters=(("company_id", "x"),), fields=("id",))
    refusals = []

    def number(request: int) -> None:
        refusal = service.refusal(400)
        refusals.append(refusal)
        del request
        raise refusal

    service.before = number
    for _ in range(2):
        with pytest.raises(OrderViolation):
            fetching.page(asked)
        fetching.descend()
    with pytest.raises(RefusedError, match=r"entity_options\.item: filters") as caught:
        fetching.page(asked)
    assert caught.value.body is refusals[0].body
    assert not fetching.descend()
    assert len(refusals) < 12


def test_once_a_shape_is_proven_a_400_is_no_reason_to_relax_it() -> None:
    service = Service(rows(1, 2))
    fetching = service.fetcher()
    fetching.page(query())
    service.refused = ["mod_ts__gte"]
    with pytest.raises(RefusedError):
        fetching.page(query(filters=(("mod_ts__gte", "2026-01-01T00:00:00+00:00"),)))
    assert fetching.shape.send_page_size


def test_a_400_to_the_bound_alone_gives_up_this_way_of_reading() -> None:
    service = Service(rows(1, 2), refused=["id__gt"])
    fetching = service.fetcher()
    fetching.page(query())
    with pytest.raises(OrderViolation):
        fetching.page(query(), 1)
    fetching.descend()
    fetching.page(query())
    with pytest.raises(OrderViolation):
        fetching.page(query(), 1)
    fetching.descend()
    assert fetching.shape.rung is LINKED


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "rows",
        {},
        {"results": None},
        {"results": {}},
        {"results": [1]},
        {"results": [{"id": 1}, None]},
        {"entities": [{"id": 1}]},
    ],
    ids=repr,
)
def test_an_answer_that_is_no_page_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
    data: object,
) -> None:
    service = Service([])
    monkeypatch.setattr(service, "answer", lambda *_: data)
    with pytest.raises(AnswerError, match="holds no list of rows"):
        service.fetcher().page(query())


@pytest.mark.parametrize("link", [None, "", 7, {"page": 2}, False], ids=repr)
def test_a_link_that_is_no_text_is_none(
    monkeypatch: pytest.MonkeyPatch,
    link: object,
) -> None:
    service = Service([])
    data = {"results": [{"id": 1}], "next_page": link}
    monkeypatch.setattr(service, "answer", lambda *_: data)
    assert service.fetcher().page(query()).rows.next_page is None


@pytest.mark.parametrize(
    ("size", "retried"), [(1000, False), (26, False), (25, True), (1, True)]
)
def test_a_heavy_page_is_repeated_as_it_is_only_where_it_can_not_be_smaller(
    size: int,
    retried: bool,  # noqa: FBT001
) -> None:
    service = Service(rows(1))
    service.fetcher(size).page(query())
    assert service.heavy_retried == [retried]
