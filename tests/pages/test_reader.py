"""Reading by id: bounds, ends, clamps, halving, and what is confirmed."""

from __future__ import annotations

import datetime
import typing as t

import pytest

from tap_oracle_wms.http import RefusedError, UnavailableError
from tap_oracle_wms.pages import RowsError
from tap_oracle_wms.passes import Bound, Segment
from tests.pages.service import NOW, Service, query, read_all, rows


def bounds(service: Service) -> list[str | None]:
    return [asked.get("id__gt") for asked in service.asked]


def test_each_page_begins_after_the_last_id_that_was_read() -> None:
    service = Service(rows(1, 5, 6, 20, 21))
    ids, restarts = read_all(service.reader(page_size=2), query())
    assert (ids, restarts) == ([1, 5, 6, 20, 21], 0)
    assert bounds(service) == [None, "5", "20"]
    assert all(asked["page_mode"] == "sequenced" for asked in service.asked)


def test_a_segment_is_read_between_its_bounds() -> None:
    service = Service(rows(*range(1, 11)))
    ids, _ = read_all(service.reader(page_size=2), query(), Segment(3, 8))
    assert ids == [4, 5, 6, 7, 8]
    assert all(asked["id__lte"] == "8" for asked in service.asked)
    assert bounds(service) == ["3", "5", "7"]


def test_a_page_that_ends_with_the_last_id_of_a_segment_ends_it() -> None:
    service = Service(rows(*range(1, 11)))
    read_all(service.reader(page_size=2), query(), Segment(4, 8))
    assert bounds(service) == ["4", "6"]


@pytest.mark.parametrize("empty_is_404", [True, False], ids=["404", "empty"])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_either_form_of_nothing_is_the_end(count: int, empty_is_404: bool) -> None:  # noqa: FBT001
    numbers = list(range(1, count + 1))
    service = Service(rows(*numbers), empty_is_404=empty_is_404)
    assert read_all(service.reader(page_size=2), query())[0] == numbers


def test_a_full_page_without_a_link_is_not_the_end() -> None:
    service = Service(rows(*range(1, 10)), link=lambda _, __: False)
    assert read_all(service.reader(page_size=3), query())[0] == list(range(1, 10))
    assert bounds(service) == [None, "3", "6", "9"]


def test_a_short_page_without_a_link_is_the_end() -> None:
    service = Service(rows(1, 2), link=lambda _, __: False)
    read_all(service.reader(page_size=3), query())
    assert len(service.asked) == 1


def test_a_short_page_with_a_link_is_not_the_end() -> None:
    service = Service(rows(*range(1, 8)), clamp=2)
    assert read_all(service.reader(page_size=100), query())[0] == list(range(1, 8))


def test_a_clamp_once_seen_makes_pages_of_that_length_full() -> None:
    """Links on the first page only: later pages of two are full all the same."""
    service = Service(rows(*range(1, 8)), clamp=2, link=lambda page, _: page == 1)
    assert read_all(service.reader(page_size=100), query())[0] == list(range(1, 8))


def test_a_clamp_is_remembered_for_later_phases() -> None:
    service = Service(rows(*range(1, 8)), clamp=2, link=lambda page, _: page == 1)
    reader = service.reader(page_size=100)
    read_all(reader, query())
    assert read_all(reader, query())[0] == list(range(1, 8))


def test_without_a_page_size_a_page_of_the_services_own_is_not_the_end() -> None:
    service = Service(
        rows(*range(1, 80)),
        refused=["page_size"],
        default_size=25,
        link=lambda _, __: False,
    )
    assert read_all(service.reader(), query())[0] == list(range(1, 80))


def test_an_empty_page_with_a_link_is_the_end() -> None:
    service = Service([], empty_is_404=False, link=lambda _, __: True)
    assert read_all(service.reader(), query()) == ([], 0)
    assert len(service.asked) == 1


def test_odd_links_do_not_stop_a_reading_by_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = Service(rows(*range(1, 8)))
    monkeypatch.setattr(service, "follow", lambda _: pytest.fail("was followed"))
    assert read_all(service.reader(page_size=2), query())[0] == list(range(1, 8))


# What the service must be asked about


def confirming(service: Service, page_size: int = 2) -> tuple[t.Any, list[int]]:
    calls: list[int] = []
    return service.reader(page_size, lambda: calls.append(len(service.asked))), calls


def test_a_404_at_once_must_be_confirmed_and_only_once() -> None:
    reader, calls = confirming(Service([]))
    read_all(reader, query())
    read_all(reader, query())
    assert calls == [1]


def test_after_rows_a_404_is_just_the_end() -> None:
    reader, calls = confirming(Service(rows(1, 2), link=lambda _, __: False))
    read_all(reader, query())
    read_all(reader, query(window=(Bound("mod_ts", "gte", NOW),)))
    assert calls == []


def test_an_empty_page_needs_no_confirmation() -> None:
    reader, calls = confirming(Service([], empty_is_404=False))
    read_all(reader, query())
    assert calls == []


def test_an_entity_that_is_gone_is_an_error() -> None:
    def gone() -> None:
        msg = "gone"
        raise LookupError(msg)

    with pytest.raises(LookupError):
        read_all(Service([]).reader(2, gone), query())


# Windows


def test_rows_outside_of_the_window_fail_the_stream() -> None:
    service = Service(rows(1), ignored=["mod_ts__gte"])
    window = (Bound("mod_ts", "gte", NOW),)
    with pytest.raises(RowsError, match="ignored the filter mod_ts__gte"):
        read_all(service.reader(), query(window=window))


def test_rows_inside_are_read() -> None:
    service = Service(rows(1, 2))
    window = (Bound("mod_ts", "gte", NOW - datetime.timedelta(days=1)),)
    assert read_all(service.reader(), query(window=window))[0] == [1, 2]
    assert service.asked[0]["mod_ts__gte"] == "2026-07-14T12:00:00+00:00"


# Time


@pytest.mark.parametrize(
    ("seconds", "earlier"),
    [(0.0, 0), (0.25, 1), (1.0, 1), (3.2, 4)],
)
def test_a_page_knows_a_time_before_its_request_began(
    seconds: float,
    earlier: int,
) -> None:
    service = Service(rows(1), seconds=seconds)
    (page,) = service.reader().read(query(), Segment())
    assert page.began == NOW - datetime.timedelta(seconds=earlier)


def test_no_rows_have_their_time_too() -> None:
    (page,) = Service([]).reader().read(query(), Segment(7, None))
    assert page.began == NOW - datetime.timedelta(seconds=1)
    assert page.last_id == 7


def test_a_service_that_does_not_tell_its_time() -> None:
    (page,) = Service(rows(1), date=None).reader().read(query(), Segment())
    assert page.began is None


# Pages that are too heavy


def test_a_heavy_page_is_halved_and_read_on_from_the_same_id(
    caplog: pytest.LogCaptureFixture,
) -> None:
    service = Service(rows(*range(1, 400)))
    reader = service.reader(page_size=200)

    def tire(request: int) -> None:
        if request == 2:
            service.too_heavy = 60

    service.before = tire
    ids, restarts = read_all(reader, query())
    assert ids == list(range(1, 400))
    assert restarts == 0
    sizes = [(asked["page_size"], asked.get("id__gt")) for asked in service.asked[:5]]
    assert sizes == [
        ("200", None),
        ("200", "200"),
        ("100", "200"),
        ("50", "200"),
        ("50", "250"),
    ]
    assert "asking for 50 rows at once" in caplog.text


def test_a_smaller_page_stays_for_later_phases() -> None:
    service = Service(rows(*range(1, 90)), too_heavy=60)
    reader = service.reader(page_size=200)
    read_all(reader, query())
    service.asked.clear()
    read_all(reader, query())
    assert {asked["page_size"] for asked in service.asked} == {"50"}


@pytest.mark.parametrize(
    ("size", "smallest"), [(1000, 25), (26, 25), (25, 25), (10, 10)]
)
def test_it_is_not_halved_for_ever(size: int, smallest: int) -> None:
    service = Service(rows(1), too_heavy=0)
    with pytest.raises(UnavailableError):
        read_all(service.reader(page_size=size), query())
    assert service.asked[-1]["page_size"] == str(smallest)
    assert service.heavy_retried[-1]


def test_a_failure_that_is_not_heavy_is_not_halved() -> None:
    service = Service(rows(1))

    def fail(_: int) -> None:
        msg = ""
        raise UnavailableError(msg, request="GET /item/", status=503)

    service.before = fail
    with pytest.raises(UnavailableError):
        read_all(service.reader(), query())
    assert len(service.asked) == 1


def test_a_heavy_page_whose_size_the_service_chooses_can_not_be_halved() -> None:
    service = Service(rows(1), refused=["page_size"])
    reader = service.reader(page_size=100)
    read_all(reader, query())
    service.too_heavy = 0
    with pytest.raises(UnavailableError):
        read_all(reader, query())


def test_a_refusal_while_going_on_is_an_error_and_no_end() -> None:
    service = Service(rows(*range(1, 9)))

    def refuse(request: int) -> None:
        if request == 3:
            raise service.refusal(403)

    service.before = refuse
    with pytest.raises(RefusedError):
        read_all(service.reader(page_size=2), query())
