"""Reading along the links, where an entity refuses every order."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.http import LinkError, RefusedError
from tap_oracle_wms.pages import RowsError
from tap_oracle_wms.passes import Segment
from tap_oracle_wms.rows import RowIdError
from tests.pages.service import LINKED, Params, Service, query, read_all, row, rows

NO_ORDER = ("page_mode", "ordering")


def unordered(*numbers: int, **manners: t.Any) -> Service:
    return Service(rows(*numbers), refused=NO_ORDER, **manners)


def links_of(service: Service, **params: str) -> list[Params]:
    return [asked for asked in service.asked if asked == params]


def test_it_reads_until_two_readings_agree() -> None:
    service = unordered(5, 3, 9, 1, 7)
    reader = service.reader(page_size=2)
    ids, restarts = read_all(reader, query())
    assert reader.rung is LINKED
    assert restarts == 2
    assert ids == [5, 3, 9, 1, 7]
    assert len(links_of(service, page_size="2")) == 6  # three pages, twice


def test_later_phases_go_along_the_links_at_once() -> None:
    service = unordered(5, 3)
    reader = service.reader(page_size=2)
    read_all(reader, query())
    service.asked.clear()
    assert read_all(reader, query()) == ([5, 3], 0)
    assert service.asked == [{"page_size": "2"}] * 2


def test_a_row_that_slipped_through_is_found_by_the_next_reading() -> None:
    service = unordered(1, 2, 3, 4, 5, 6)
    reader = service.reader(page_size=2)
    pages = 0

    def slip(_: int) -> None:
        nonlocal pages
        pages += service.asked[-1] == {"page_size": "2"}
        if pages == 2:  # row 3 moves to the page that has just been read
            service.remove(1)

    service.before = slip
    ids, _ = read_all(reader, query())
    assert set(ids) == {1, 2, 3, 4, 5, 6}
    assert ids.index(3) > ids.index(6)


def test_rows_that_keep_moving_fail_the_stream() -> None:
    service = unordered(1, 2, 3)
    reader = service.reader(page_size=2)

    def stir(request: int) -> None:
        service.rows.append(row(1000 + request))

    service.before = stir
    with pytest.raises(RowsError, match="5 readings along its links"):
        read_all(reader, query())


def test_a_change_counts_by_its_version() -> None:
    service = unordered(1, 2)
    reader = service.reader(page_size=10)
    readings = 0

    def touch(_: int) -> None:
        nonlocal readings
        readings += service.asked[-1] == {"page_size": "10"}
        if readings in {2, 3}:
            service.rows[0]["mod_ts"] = f"2026-07-15T10:00:0{readings}Z"

    service.before = touch
    ids, _ = read_all(reader, query())
    assert ids == [1, 2, 1, 1]
    assert readings == 4


def test_a_link_that_leads_nowhere_leaves_a_hole() -> None:
    service = unordered(1, 2, 3, 4)
    reader = service.reader(page_size=2)
    pages = 0

    def vanish(_: int) -> None:
        nonlocal pages
        pages += service.asked[-1] == {"page_size": "2"}
        if pages == 2:
            service.rows, kept[:] = service.rows[:2], service.rows[2:]
        elif pages == 3:
            service.rows += kept

    kept: list[dict[str, t.Any]] = []
    service.before = vanish
    ids, _ = read_all(reader, query())
    assert set(ids) == {1, 2, 3, 4}


def test_the_same_hole_twice_is_no_agreement() -> None:
    service = unordered(1, 2, 3, 4)
    reader = service.reader(page_size=2)
    pages = 0
    kept: list[dict[str, t.Any]] = []

    def vanish(_: int) -> None:
        nonlocal pages
        pages += service.asked[-1] == {"page_size": "2"}
        if pages in {2, 4}:
            service.rows, kept[:] = service.rows[:2], service.rows[2:]
        elif pages in {3, 5}:
            service.rows += kept
            kept.clear()

    service.before = vanish
    ids, _ = read_all(reader, query())
    assert ids == [1, 2, 3, 4]
    assert pages == 8


def test_readings_settle_at_the_fifth_at_the_latest() -> None:
    service = unordered(1, 2)
    reader = service.reader(page_size=10)
    readings = 0

    def touch(_: int) -> None:
        nonlocal readings
        readings += service.asked[-1] == {"page_size": "10"}
        if readings in {2, 3, 4}:
            service.rows[0]["mod_ts"] = f"2026-07-15T10:00:0{readings}Z"

    service.before = touch
    ids, _ = read_all(reader, query())
    assert ids == [1, 2, 1, 1, 1]
    assert readings == 5


def test_no_rows_at_all_are_no_rows() -> None:
    for empty_is_404 in (True, False):
        service = unordered(empty_is_404=empty_is_404)
        assert read_all(service.reader(), query())[0] == []


def test_a_circle_of_links_is_an_error() -> None:
    service = unordered(1, 2, 3, link=lambda _, __: True)
    service.empty_is_404 = False
    with pytest.raises(RowsError, match="go in circles"):
        read_all(service.reader(page_size=2), query())


def test_a_link_to_another_host_is_not_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = unordered(1, 2, 3)
    reader = service.reader(page_size=2)
    monkeypatch.setattr(service, "follow", _refuse)
    with pytest.raises(LinkError):
        read_all(reader, query())


def _refuse(link: str) -> str:
    del link
    msg = "elsewhere"
    raise LinkError(msg, request="GET next_page")


def test_an_error_behind_a_link_is_an_error_and_no_end() -> None:
    service = unordered(1, 2, 3)
    reader = service.reader(page_size=2)
    pages = 0

    def break_off(_: int) -> None:
        nonlocal pages
        pages += service.asked[-1] == {"page_size": "2"}
        if pages == 2:
            raise service.refusal(400)

    service.before = break_off
    with pytest.raises(RefusedError):
        read_all(reader, query())


def test_a_row_without_an_id_is_an_error() -> None:
    service = unordered()
    service.rows = [{"code": "x"}]
    with pytest.raises(RowIdError, match="without a usable id"):
        read_all(service.reader(), query())


def test_an_entity_without_ids_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service([{"code": str(number)} for number in range(5)], has_id=False)
    service.cursor = lambda offset, _: offset
    monkeypatch.setattr(service, "select", lambda _: service.rows)
    codes = []
    whole = query(has_id=False, version_field=None)
    for page in service.reader(page_size=2).read(whole, Segment()):
        assert page.last_id is None
        codes += [item["code"] for item in page.rows.records()]
    assert codes == ["0", "1", "2", "3", "4"]
    assert len(service.asked) == 3
    assert service.asked[0] == {"page_mode": "sequenced", "page_size": "2"}


def test_too_heavy_a_page_begins_again_with_a_smaller_one() -> None:
    service = unordered(*range(1, 120), too_heavy=60)
    reader = service.reader(page_size=200)
    ids, _ = read_all(reader, query())
    assert set(ids) == set(range(1, 120))
    assert service.asked[-1] == {"page_size": "50"}


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.integers(1, 30), unique=True, max_size=12),
    st.integers(1, 5),
    st.lists(
        st.tuples(st.sampled_from(["add", "remove", "turn"]), st.integers(0, 30)),
        max_size=8,
    ),
)
def test_what_stays_is_delivered_once_the_service_is_quiet(
    numbers: list[int],
    page_size: int,
    changes: list[tuple[str, int]],
) -> None:
    """Changes between the pages of the first reading; quiet from the second on."""
    service = unordered(*numbers)
    reader = service.reader(page_size=page_size)
    read_all(reader, query())
    pages_left = -(-max(len(numbers), 1) // page_size)
    staying = set(numbers)
    pending = list(changes)

    def change(request: int) -> None:
        if pending and request - begun <= pages_left:
            kind, which = pending.pop()
            if kind == "add":
                service.rows.insert(which % (len(service.rows) + 1), row(100 + which))
            elif kind == "remove" and service.rows:
                gone = service.rows.pop(which % len(service.rows))
                staying.discard(gone["id"])
            elif service.rows:
                service.rows = service.rows[1:] + service.rows[:1]

    begun = len(service.asked)
    service.before = change
    ids, _ = read_all(reader, query())
    assert set(ids) >= staying
