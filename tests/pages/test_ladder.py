"""The ways of reading: the next one is taken when one turns out not to hold."""

from __future__ import annotations

import pytest

from tap_oracle_wms.http import RefusedError
from tap_oracle_wms.pages import RestartPhase, Rung
from tap_oracle_wms.passes import Segment
from tests.pages.service import (
    LINKED,
    ORDERED,
    SEQUENCED,
    Params,
    Row,
    Service,
    query,
    read_all,
    rows,
)

MIXED = (5, 3, 9, 1, 7)


@pytest.mark.parametrize(
    ("service", "rung"),
    [
        (Service(rows(*MIXED)), SEQUENCED),
        (Service(rows(*MIXED), refused=["page_mode"]), ORDERED),
        (Service(rows(*MIXED), ignored=["page_mode"]), ORDERED),
        (Service(rows(*MIXED), refused=["page_mode", "ordering"]), LINKED),
        (Service(rows(*MIXED), ignored=["page_mode", "ordering"]), LINKED),
        (Service(rows(*MIXED), refused=["ordering"], ignored=["page_mode"]), LINKED),
        (Service(rows(*MIXED), refused=["ordering"], ignored=["id__gt"]), LINKED),
        (Service(rows(*MIXED), refused=["id__gt"]), LINKED),
        (Service(rows(*MIXED), ignored=["id__gt"]), LINKED),
    ],
    ids=[
        "all-well",
        "no-sequenced-mode",
        "sequenced-but-not-by-id",
        "no-order-either",
        "no-order-kept",
        "order-refused",
        "bound-ignored-order-refused",
        "bound-refused",
        "bound-ignored",
    ],
)
@pytest.mark.parametrize("page_size", [2, 100])
def test_every_row_comes_whatever_the_service_can(
    service: Service,
    rung: Rung,
    page_size: int,
) -> None:
    service.asked.clear()
    reader = service.reader(page_size)
    ids, _ = read_all(reader, query())
    assert set(ids) == set(MIXED)
    if page_size == 2:
        assert reader.rung is rung


def test_what_was_read_before_proves_nothing(caplog: pytest.LogCaptureFixture) -> None:
    service = Service(rows(1, 2, 3), ignored=["id__gt"])
    reader = service.reader(page_size=2)
    pages = reader.read(query(), Segment())
    assert next(pages).rows.ids() == [1, 2]
    with pytest.raises(RestartPhase):
        next(pages)
    assert reader.rung is ORDERED
    assert "with ordering=id from the beginning" in caplog.text


def test_a_bound_above_that_is_ignored_is_noticed() -> None:
    service = Service(rows(*range(1, 9)), ignored=["id__lte"])
    reader = service.reader(page_size=3)
    pages = reader.read(query(), Segment(None, 4))
    next(pages)
    with pytest.raises(RestartPhase):
        next(pages)


def test_a_page_size_that_was_not_to_blame_is_sent_again() -> None:
    service = Service(rows(*range(1, 9)), refused=["page_mode"])
    reader = service.reader(page_size=3)
    read_all(reader, query())
    assert service.asked[-1] == {"ordering": "id", "page_size": "3", "id__gt": "6"}


def test_a_page_size_that_was_to_blame_is_not() -> None:
    service = Service(rows(*range(1, 60)), refused=["page_mode", "page_size"])
    reader = service.reader(page_size=3)
    assert read_all(reader, query())[0] == list(range(1, 60))
    assert reader.rung is ORDERED
    assert "page_size" not in service.asked[-1]


def test_a_list_of_fields_that_was_not_to_blame_is_sent_again() -> None:
    service = Service(rows(*range(1, 9)), refused=["page_mode"])
    reader = service.reader(page_size=3)
    read_all(reader, query(fields=("id", "mod_ts")))
    assert service.asked[-1]["fields"] == "id,mod_ts"


def test_a_filter_that_is_refused_is_an_error_and_no_reason_to_search_for_long() -> (
    None
):
    service = Service(rows(1), refused=["colour"])
    with pytest.raises(RefusedError):
        read_all(service.reader(), query(filters=(("colour", "red"),)))
    assert len(service.asked) <= 8


def test_the_way_that_was_found_holds_for_the_next_phase() -> None:
    service = Service(rows(*MIXED), ignored=["page_mode"])
    reader = service.reader(page_size=2)
    read_all(reader, query())
    service.asked.clear()
    assert read_all(reader, query()) == (sorted(MIXED), 0)
    assert all(asked["ordering"] == "id" for asked in service.asked)


@pytest.mark.parametrize("page_size", [1, 2, 3])
@pytest.mark.parametrize(
    "order",
    [(4, 5, 6, 1, 2, 3), (1, 3, 4, 5, 6, 2), (6, 5, 4, 3, 2, 1)],
    ids=["two-runs", "one-row-at-the-end", "descending"],
)
@pytest.mark.parametrize("known_by", ["link", "cursor"])
def test_an_order_that_ascends_on_each_page_alone_does_not_lose_rows(
    monkeypatch: pytest.MonkeyPatch,
    order: tuple[int, ...],
    page_size: int,
    known_by: str,
) -> None:
    """Asking for ids above the last one hides what came out of order from then on.

    The link shows it: it goes by page, or by a position that is not the last id.
    """
    service = Service(rows(*(10 * number for number in order)))
    if known_by == "link":
        service.ignored = ["page_mode"]
    else:
        service.cursor = lambda offset, _: offset
        select = service.select

        def by_offset(asked: Params) -> list[Row]:
            if asked.get("page_mode"):
                asked = {k: v for k, v in asked.items() if k != "page_mode"}
            return select(asked)

        monkeypatch.setattr(service, "select", by_offset)
    ids, _ = read_all(service.reader(page_size), query())
    assert set(ids) == {10 * number for number in order}
