"""Pages decoded piece by piece: the same bytes, and no piece that is none."""

from __future__ import annotations

import json
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.rows import PlainPage, codec, cut
from tap_oracle_wms.rows.cut import Cut, cut_page
from tap_oracle_wms.rows.layout import Layout
from tests.rows.both import ANY, NAMES, ODD, ROW, ROWS, TEXTS, Both, body_of

MORE = "https://wms.example.com/acme?cursor=x"
NEXT_ROW = '"},{"id":'


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cut, "PIECE", 1000)


def rows(count: int, **changes: object) -> list[dict[str, t.Any]]:
    return [{**ROW, "id": number, **changes} for number in range(1, count + 1)]


def compact(*some: object, **parts: object) -> bytes:
    return json.dumps({"results": some, **parts}, separators=(",", ":")).encode()


def pieces_of(body: bytes) -> list[list[dict[str, t.Any]]]:
    made = cut_page(body)
    return [] if made is None else [json.loads(piece) for piece in made.pieces]


@pytest.mark.parametrize("write", [body_of, compact], ids=["spaces", "compact"])
def test_a_page_is_cut_between_rows(write: t.Callable[..., bytes]) -> None:
    body = write(*rows(20), next_page=MORE)
    pieces = pieces_of(body)
    assert [row for piece in pieces for row in piece] == rows(20)
    assert 5 < len(pieces) < 20
    made = cut_page(body)
    assert made is not None
    assert made.next_page == MORE


@pytest.mark.parametrize(
    "body",
    [
        body_of(ROW),
        body_of(*[{"id": 7}] * 9),
        b'{"results": []' + b" " * 999 + b"}",
        b"[" + b" " * 999 + b"]",
        b" " * 999,
        b'{"results": [{"id": 7}, {"id": 8}' + b" " * 999,
        b'{"results": [{"id": 7}\n,\n{"id": 8}' + b" " * 999 + b"]}",
        body_of(*rows(9), next_page=7),
        body_of(*rows(9)) + b" trailing",
    ],
    ids=[
        "one row",
        "small",
        "no rows",
        "a list",
        "blank",
        "no end",
        "odd space",
        "odd link",
        "trailing",
    ],
)
def test_what_is_small_or_laid_out_otherwise_stays_whole(body: bytes) -> None:
    assert cut_page(body) is None
    Both().agree(body)


@pytest.mark.parametrize(
    "parts",
    [
        {"previous_page": None, "page_nbr": 1},
        {"facets": [1, 2]},
        {"facets": {"results": [{"id": 1}, {"id": 2}]}},
        {"facets": {"results": [{"id": 1}, {"id": 2}]}, "more": []},
    ],
    ids=["usual", "list", "results", "results and list"],
)
@pytest.mark.parametrize("before", [False, True], ids=["behind", "before"])
def test_whatever_stands_around_the_rows(
    parts: dict[str, object],
    before: bool,  # noqa: FBT001
) -> None:
    around = {"results": rows(9), "next_page": MORE}
    page = {**parts, **around} if before else {**around, **parts}
    both = Both()
    for _ in range(3):
        assert both.agree(json.dumps(page).encode())[0] == 9


@pytest.mark.parametrize(
    "page",
    [
        {"results": [], "other": {"results": rows(9)}},
        {"other": {"results": rows(9)}, "results": []},
        {"other": {"results": rows(9)}},
        {"results": rows(9), "other": [{"results": None}]},
    ],
    ids=["inner after", "inner before", "inner only", "inner null"],
)
def test_only_the_own_results_of_a_page_are_its_rows(page: object) -> None:
    Both().agree(json.dumps(page).encode())


def test_the_last_of_two_results_counts() -> None:
    one, two = (json.dumps(rows(9, code=code)) for code in "xy")
    both = Both()
    both.agree(f'{{"results": {one}, "results": {two}}}'.encode())
    both.agree(f'{{"results": {one}, "results": []}}'.encode())


@pytest.mark.parametrize("change", ODD.values(), ids=[*ODD])
@pytest.mark.parametrize("write", [body_of, compact], ids=["spaces", "compact"])
def test_both_ways_agree_on_odd_values(
    write: t.Callable[..., bytes],
    change: dict[str, t.Any],
) -> None:
    both = Both()
    for _ in range(2):
        odd = rows(9)
        odd[6] |= change
        both.agree(write(*odd, next_page=MORE))


@settings(deadline=None, max_examples=100)
@given(
    pages=st.lists(st.lists(ROWS, min_size=3, max_size=9), min_size=1, max_size=3),
    name=st.sampled_from(NAMES),
    value=st.none() | ANY | st.just(NEXT_ROW) | TEXTS.map(NEXT_ROW.__add__),
    odd=st.booleans(),
    write=st.sampled_from([body_of, compact]),
)
def test_pieces_make_the_same_bytes(
    pages: list[list[dict[str, t.Any]]],
    name: str,
    value: object,
    odd: bool,  # noqa: FBT001
    write: t.Callable[..., bytes],
) -> None:
    both = Both()
    for page in pages:
        if odd:
            page[-1][name] = value
        both.agree(write(*page, next_page=MORE))


def test_pages_are_decoded_in_pieces_from_the_first_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wholes = count_wholes(monkeypatch)
    quick = Both().quick
    for _ in range(3):
        page = quick.decode(body_of(*rows(20), next_page=MORE))
        assert page.ids() == [*range(1, 21)]
        assert not isinstance(page, PlainPage)
        assert len(page.lines().texts) > 5
    assert not wholes


@pytest.mark.parametrize("write", [body_of, compact], ids=["spaces", "compact"])
def test_rows_that_hold_lists_of_what_looks_like_rows_are_decoded_whole(
    monkeypatch: pytest.MonkeyPatch,
    write: t.Callable[..., bytes],
) -> None:
    """A cut in a nested list is no JSON; after some, none is tried."""
    wholes = count_wholes(monkeypatch)
    tried: list[bytes] = []

    def noted(body: bytes) -> Cut | None:
        tried.append(body)
        return cut_page(body)

    monkeypatch.setattr(codec, "cut_page", noted)
    monkeypatch.setattr(codec, "_MOST_MISCUTS", 2)
    both = Both()
    page = write(*rows(9, lock_set=[{"id": 1}, {"id": 2}] * 99), next_page=MORE)
    for number in range(1, 5):
        assert both.agree(page)[0] == 9
        assert len(wholes) == number
    assert len(tried) == 2


def test_the_first_piece_shows_what_the_others_look_like(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Streams of a single page gain by it too."""
    used: list[Layout] = []
    decode = Layout.decode_rows

    def noted(self: Layout, piece: bytes) -> list[t.Any]:
        used.append(self)
        return decode(self, piece)

    monkeypatch.setattr(Layout, "decode_rows", noted)
    Both().agree(body_of(*rows(20)))
    first, *others = used
    assert len(others) > 3
    assert first not in others
    assert len({*others}) == 1


def test_pages_for_the_plain_way_say_nothing_of_cutting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(codec, "_MOST_MISCUTS", 2)
    both = Both()
    odd = [*rows(8), {**ROW, "id": 9, "active_flg": 1}]
    for _ in range(4):
        assert both.agree(body_of(*odd, next_page=MORE))[0] == 9
    wholes = count_wholes(monkeypatch)
    both.agree(body_of(*rows(9), next_page=MORE))
    assert not wholes


def count_wholes(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Pages that are decoded whole."""
    wholes: list[bytes] = []
    decode = Layout.decode

    def noted(self: Layout, body: bytes) -> object:
        wholes.append(body)
        return decode(self, body)

    monkeypatch.setattr(Layout, "decode", noted)
    return wholes
