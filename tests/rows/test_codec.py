"""Two ways to the same bytes: pages decoded in C, and row by row."""

from __future__ import annotations

import json
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_sdk.singerlib.json import serialize_json

from tap_oracle_wms.http.body import decode_json
from tap_oracle_wms.rows import (
    NoRowsError,
    PageCodec,
    PlainPage,
    RowConverter,
    RowIdError,
    RowsPage,
    ValueMismatchError,
)
from tap_oracle_wms.rows.layout import Field, Layout
from tap_oracle_wms.schema import Column

COLUMNS = (
    Column("id", "id", "integer"),
    Column("active_flg", "active_flg", "boolean"),
    Column("carrier_id", "carrier_id", "relation-id"),
    Column("code", "code", "string"),
    Column("company_id", "company_id", "relation-id"),
    Column("company_id__key", "company_id", "relation-key"),
    Column("lock_set", "lock_set", "string"),
    Column("mod_ts", "mod_ts", "date-time"),
    Column("ord_date", "ord_date", "date"),
    Column("owner_id", "owner_id", "relation", ("id", "key")),
    Column("qty", "qty", "number"),
    Column("seq_nbr", "seq_nbr", "integer"),
    Column("start_time", "start_time", "time"),
    Column("status_id", "status_id", "relation-id"),
)
NAMES = [column.source for column in COLUMNS]

ROW: dict[str, t.Any] = {
    "id": 7,
    "active_flg": True,
    "carrier_id": {"id": 3, "key": "UPS", "url": ""},
    "code": 'ä\n"x"',
    "company_id": {"id": 5, "key": "ACME", "url": "https://wms.example.com/x"},
    "lock_set": {"result_count": 2},
    "mod_ts": "2026-07-15T11:11:27.373226-03:00",
    "ord_date": "2026-07-15",
    "owner_id": {"id": 9, "key": "J", "url": ""},
    "qty": "10.50",
    "seq_nbr": 4,
    "start_time": "10:15:00",
    "status_id": 20,
}


class Both:
    """A quick and a plain codec of the same columns."""

    def __init__(self, columns: t.Sequence[Column] = COLUMNS) -> None:
        known = {column.source for column in columns}
        self.converters = [RowConverter("item", columns, known) for _ in range(2)]
        self.quick, self.plain = (
            PageCodec(columns, converter, decode_json, quick=not number)
            for number, converter in enumerate(self.converters)
        )

    def outcome(self, codec: PageCodec, body: bytes) -> list[t.Any]:
        """Length, link, ids and records of a page, or how it fails."""
        try:
            page = codec.decode(body)
        except (ValueError, NoRowsError) as error:
            return [type(error).__name__]
        told: list[t.Any] = [len(page), page.next_page]
        for ask in (page.ids, lambda: page.lines().split()):
            try:
                told.append(ask())
            except (RowIdError, ValueMismatchError) as error:
                told.append(str(error))
        return told

    def agree(self, body: bytes) -> list[t.Any]:
        quick = self.outcome(self.quick, body)
        assert quick == self.outcome(self.plain, body)
        return quick


def body_of(*rows: object, **parts: object) -> bytes:
    return json.dumps({"results": rows, **parts}).encode()


def quick_page(*rows: object, columns: t.Sequence[Column] = COLUMNS) -> RowsPage:
    page = Both(columns).quick.decode(body_of(*rows))
    assert not isinstance(page, PlainPage)
    return page


def test_the_usual_page_goes_the_quick_way() -> None:
    page = quick_page(ROW, {**ROW, "id": 8, "qty": None, "company_id": None})
    assert page.ids() == [7, 8]
    assert page.lines().split()[0].decode() == (
        '{"id":7,"active_flg":true,"carrier_id":3,"code":"ä\\n\\"x\\"",'
        '"company_id":5,"company_id__key":"ACME","lock_set":"{\\"result_count\\":2}",'
        '"mod_ts":"2026-07-15T14:11:27.373226+00:00","ord_date":"2026-07-15",'
        '"owner_id":{"id":9,"key":"J"},"qty":10.50,"seq_nbr":4,'
        '"start_time":"10:15:00","status_id":20}'
    )
    assert page.stamps("mod_ts") == ["2026-07-15T14:11:27.373226+00:00"] * 2
    assert page.pick([1]).ids() == [8]
    assert len(page.pick([])) == 0


def test_a_record_is_what_its_json_says() -> None:
    page = quick_page(ROW)
    assert [json.loads(body) for body in page.lines().split()] == page.records()


ODD: dict[str, object] = {
    "id-text": {"id": "7"},
    "id-whole": {"id": 7.0},
    "id-huge": {"id": 2**70},
    "id-missing": {"id": None},
    "id-blank": {"id": ""},
    "id-word": {"id": "seven"},
    "flag-number": {"active_flg": 1},
    "flag-text": {"active_flg": "true"},
    "flag-blank": {"active_flg": ""},
    "flag-word": {"active_flg": "Y"},
    "relation-bare": {"carrier_id": 3, "company_id": 3, "owner_id": 3},
    "relation-text": {"carrier_id": "3", "company_id": "3", "owner_id": "3"},
    "relation-null": {"carrier_id": None, "company_id": None, "owner_id": None},
    "relation-blank": {"carrier_id": "", "company_id": "", "owner_id": ""},
    "relation-part": {"company_id": {"id": 3}, "owner_id": {"id": 3}},
    "relation-empty": {"company_id": {"id": None, "key": None}},
    "relation-word": {"company_id": "ACME"},
    "relation-without-id": {"company_id": {"key": "ACME"}},
    "key-number": {"company_id": {"id": 3, "key": 7.50}},
    "status-object": {"status_id": {"id": 20, "key": "Open", "url": ""}},
    "status-text": {"status_id": "20"},
    "status-blank": {"status_id": ""},
    "text-blank": {"code": ""},
    "text-number": {"code": 7.50},
    "text-object": {"code": {"a": [1]}},
    "text-surrogate": {"code": "\ud800"},
    "key-surrogate": {"company_id": {"id": 3, "key": "\ud800"}},
    "set-null": {"lock_set": None},
    "set-list": {"lock_set": []},
    "set-text": {"lock_set": "x"},
    "set-surrogate": {"lock_set": {"a": "\ud800"}},
    "time-null": {"mod_ts": None},
    "time-blank": {"mod_ts": "", "ord_date": "", "start_time": ""},
    "time-z": {"mod_ts": "2026-07-15T11:11:27Z"},
    "time-half-hour": {"mod_ts": "2026-07-15T11:11:27.373226+05:30"},
    "time-naive": {"mod_ts": "2026-07-15T11:11:27.373226"},
    "time-number": {"mod_ts": 7},
    "time-24": {"mod_ts": "2026-07-15T24:11:27.373226-03:00"},
    "time-60": {"mod_ts": "2026-07-15T11:60:27.373226-03:00"},
    "time-leap": {"mod_ts": "2026-07-15T11:11:60.373226-03:00"},
    "time-offset": {"mod_ts": "2026-07-15T11:11:27.373226+25:00"},
    "time-digits": {
        "mod_ts": "2026-07-15T11:11:27.\u0667\u0667\u0667\u0667\u0667\u0667-03:00"
    },
    "time-end": {"mod_ts": "9999-12-31T23:11:27.373226-03:00"},
    "date-midnight": {"ord_date": "2026-07-15T00:00:00"},
    "date-word": {"ord_date": "tomorrow"},
    "number-number": {"qty": 11},
    "number-blank": {"qty": ""},
    "number-word": {"qty": "many"},
    "number-exponent": {"qty": "1E-8"},
    "number-huge": {"qty": "1E+999999999"},
    "integer-half": {"seq_nbr": 7.5},
    "integer-text": {"seq_nbr": "0007"},
    "integer-blank": {"seq_nbr": ""},
    "unknown": {"brand_new": 1},
    "unknown-surrogate": {"brand_new": "\ud800"},
}


@pytest.mark.parametrize("change", ODD.values(), ids=[*ODD])
def test_both_ways_agree_on_odd_values(change: dict[str, t.Any]) -> None:
    both = Both()
    both.agree(body_of({**ROW, **change}))
    both.agree(body_of(ROW, {**ROW, **change, "id": change.get("id", 8)}))


@pytest.mark.parametrize(
    ("mod_ts", "stamps"),
    [
        ("2026-07-15T11:11:27.373226-03:00", ["2026-07-15T14:11:27.373226+00:00"]),
        ("2026-07-15T11:11:27Z", ["2026-07-15T11:11:27.000000+00:00"]),
        (None, [None]),
        ("", [None]),
        (..., [None]),
        ("2026-07-15T11:11:27", []),
        (7, []),
    ],
    ids=["usual", "z", "null", "blank", "missing", "naive", "number"],
)
def test_both_ways_tell_the_same_times(mod_ts: object, stamps: list[object]) -> None:
    """What has no time lies in no window; what is no time fails its conversion."""
    both = Both()
    row = {**ROW, "mod_ts": mod_ts}
    if mod_ts is ...:
        del row["mod_ts"]
    for codec in (both.quick, both.plain):
        assert codec.decode(body_of(row)).stamps("mod_ts") == stamps


@pytest.mark.parametrize("row", [{"id": 7}, ROW], ids=["absent", "present"])
def test_a_time_that_is_not_selected_tells_nothing(row: dict[str, t.Any]) -> None:
    """It was not asked for, so that rows may lack it."""
    both = Both(COLUMNS[:1])
    for codec in (both.quick, both.plain):
        assert codec.decode(body_of(row)).stamps("mod_ts") == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != "company_id__key"])
def test_both_ways_agree_on_a_missing_field(name: str) -> None:
    Both().agree(body_of({key: value for key, value in ROW.items() if key != name}))


def test_both_ways_count_unknown_fields() -> None:
    both = Both()
    both.agree(body_of({**ROW, "new": 1, "url": "x"}, {**ROW, "new": 2, "url": "y"}))
    both.agree(body_of({**ROW, "mod_ts": "2026-07-15T11:11:27Z", "newer": 1}))
    quick, plain = (converter.unknown for converter in both.converters)
    assert quick == plain == {"new": 2, "newer": 1}


def test_a_page_that_is_left_to_the_plain_way_is_counted_once() -> None:
    both = Both()
    both.agree(body_of({**ROW, "new": 1, "active_flg": 1}))
    assert both.converters[0].unknown == {"new": 1}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"results": [{"id": 7}',
        b'{"results": [{"id": NaN}]}',
        b"null",
        b"[]",
        b"{}",
        b'{"results": null}',
        b'{"results": {}}',
        b'{"results": [null]}',
        b'{"results": [7]}',
        b'{"results": []}',
        b'{"results": [], "next_page": ""}',
        b'{"results": [], "next_page": 7}',
        b'{"results": [{"id": 7}], "next_page": "x"}',
        b'{"next_page": null, "results": [{"id": 7}], "previous_page": null}',
        b'{"results": [{"id": 7, "id": 8}]}',
        b'{"results": [{"id": 7, "code": "\\"results\\": [{"}]}',
        b' \n{"results" : [ { "id" : 7 , "qty" : 1.50 } ] } \n',
        b'\xef\xbb\xbf{"results": [{"id": 7}]}',
        b'{"results": [{"id": 7, "code": "\xff"}]}',
        b'{"results": [{"id": 7}]} trailing',
    ],
    ids=repr,
)
def test_both_ways_agree_on_odd_pages(body: bytes) -> None:
    Both().agree(body)


@pytest.mark.parametrize("form", ["string", "number", "integer"])
def test_ids_are_numbers_whatever_type_the_user_gave_them(form: t.Any) -> None:  # noqa: ANN401
    both = Both([Column("id", "id", form), Column("code", "code", "string")])
    for ids in ([9, 10], ["9", "10"]):
        told = both.agree(body_of(*[{"id": number, "code": "x"} for number in ids]))
        assert told[2] == [9, 10]


def test_columns_without_an_id_go_the_plain_way() -> None:
    both = Both(COLUMNS[1:])
    both.agree(body_of(ROW))


def test_a_key_apart_from_its_id_goes_the_plain_way() -> None:
    both = Both([COLUMNS[0], COLUMNS[5], COLUMNS[4]])
    assert both.agree(body_of(ROW))[3] == [
        b'{"id":7,"company_id__key":"ACME","company_id":5}',
    ]
    both = Both([COLUMNS[0], COLUMNS[5]])
    assert both.agree(body_of(ROW))[3] == [b'{"id":7,"company_id__key":"ACME"}']


@pytest.mark.parametrize("name", ["a b", "ä", "results", "class", "f0", "_x", "a.b"])
def test_fields_of_any_name(name: str) -> None:
    both = Both([COLUMNS[0], Column(name, name, "string")])
    assert both.agree(body_of({"id": 7, name: "x"}))[3] == [
        json.dumps(
            {"id": 7, name: "x"}, ensure_ascii=False, separators=(",", ":")
        ).encode(),
    ]


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb"], ids=repr)
def test_fields_whose_name_must_be_escaped(name: str) -> None:
    both = Both([COLUMNS[0], Column(name, name, "string")])
    told = both.agree(body_of({"id": 7, name: "x"}))
    assert json.loads(told[3][0]) == {"id": 7, name: "x"}


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tap_oracle_wms.rows.memo._MOST", 5)
    both = Both()
    for start in range(0, 60, 10):
        both.agree(
            body_of(
                *[
                    {
                        **ROW,
                        "id": number,
                        "qty": f"{number}.50",
                        "ord_date": f"2026-01-{1 + number % 28:02}",
                        "mod_ts": f"2026-01-01T{number % 24:02}:00:00.000000-03:00",
                        "company_id": {"id": number, "key": str(number)},
                    }
                    for number in range(start, start + 10)
                ],
            ),
        )


TEXTS = st.text(max_size=6)
RELATIONS = (
    st.none()
    | st.integers(0, 10**6)
    | st.just("")
    | st.fixed_dictionaries({"id": st.integers(), "key": TEXTS, "url": TEXTS})
)
STAMPS = (
    st.none()
    | st.just("")
    | st.datetimes().map(lambda at: f"{at.isoformat(timespec='microseconds')}-03:00")
    | st.from_regex(
        r"2026-0[1-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]\.[0-9]{6}[+-][0-2][0-9]:(00|30)",
        fullmatch=True,
    )
)
ANY = (
    st.none()
    | st.booleans()
    | st.integers()
    | TEXTS
    | st.lists(st.integers(), max_size=2)
)
ROWS = st.fixed_dictionaries(
    {
        "id": st.integers(1, 2**63),
        "active_flg": st.none() | st.booleans(),
        "carrier_id": RELATIONS,
        "code": st.none() | TEXTS,
        "company_id": RELATIONS,
        "lock_set": ANY,
        "mod_ts": STAMPS,
        "ord_date": st.none() | st.dates().map(str),
        "owner_id": RELATIONS,
        "qty": st.none() | st.decimals(allow_nan=False, allow_infinity=False).map(str),
        "seq_nbr": st.none() | st.integers(),
        "start_time": st.none() | st.times().map(str),
        "status_id": st.none() | st.integers(),
    },
)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(ROWS, max_size=4),
    st.sampled_from(NAMES),
    st.none() | ANY,
    st.booleans(),
)
def test_both_ways_give_the_same_bytes(
    rows: list[dict[str, t.Any]],
    name: str,
    value: object,
    odd: bool,  # noqa: FBT001
) -> None:
    if rows and odd:
        rows[-1][name] = value
    told = BOTH.agree(body_of(*rows))
    if isinstance(told[-1], list):
        converter = RowConverter("item", COLUMNS, NAMES)
        decoded = decode_json(body_of(*rows))["results"]
        plain = [serialize_json(converter.convert(row)) for row in decoded]
        assert [json.loads(body) for body in told[-1]] == [json.loads(p) for p in plain]


BOTH = Both()


# What pages have looked like so far


MORE = "https://wms.example.com/acme?cursor=x"
SPARSE: dict[str, t.Any] = {**dict.fromkeys(NAMES), "id": 1, "qty": "1.5"}


@settings(deadline=None, max_examples=60)
@given(pages=st.lists(st.lists(ROWS, min_size=1, max_size=3), min_size=2, max_size=5))
def test_both_ways_agree_whatever_pages_came_before(
    pages: list[list[dict[str, t.Any]]],
) -> None:
    both = Both()
    for rows in [[SPARSE], *pages, [SPARSE], [ROW]]:
        both.agree(body_of(*rows, next_page=MORE))


@pytest.mark.parametrize("change", ODD.values(), ids=[*ODD])
@pytest.mark.parametrize("before", [SPARSE, ROW], ids=["sparse", "full"])
def test_both_ways_agree_on_odd_values_after_other_pages(
    before: dict[str, t.Any],
    change: dict[str, t.Any],
) -> None:
    both = Both()
    for row in (before, before, {**before, **change}, before, {**ROW, **change}):
        both.agree(body_of(row, next_page=MORE))


def layouts_used(
    monkeypatch: pytest.MonkeyPatch,
    rows: t.Iterable[dict[str, t.Any]],
) -> int:
    """How many layouts are made for pages of one row each."""
    made = []
    init = Layout.__init__

    def count(self: Layout, fields: t.Sequence[Field]) -> None:
        made.append(fields)
        init(self, fields)

    monkeypatch.setattr(Layout, "__init__", count)
    codec = Both().quick
    for row in rows:
        page = codec.decode(body_of(row, next_page=MORE))
        assert not isinstance(page, PlainPage)
    return len(made)


def test_a_layout_is_made_for_what_pages_look_like(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert layouts_used(monkeypatch, [SPARSE] * 9) == 2
    assert layouts_used(monkeypatch, [SPARSE]) == 1  # nothing behind it to gain


def test_pages_of_ever_other_looks_end_the_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled = [name for name in NAMES if name not in {"id", "qty"}]
    looks = [{**SPARSE, name: ROW[name]} for name in filled]
    assert 4 < layouts_used(monkeypatch, [SPARSE, *looks, *looks]) <= 1 + 8
