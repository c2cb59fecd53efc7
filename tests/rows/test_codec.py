"""Two ways to the same bytes: pages decoded in C, and row by row."""

from __future__ import annotations

import json
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_sdk.singerlib.json import serialize_json

from tap_oracle_wms.http.body import decode_json
from tap_oracle_wms.rows import RowConverter
from tap_oracle_wms.schema import Column
from tests.rows.both import (
    ANY,
    COLUMNS,
    NAMES,
    ODD,
    ROW,
    ROWS,
    Both,
    body_of,
    quick_page,
)


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
    quick, plain = (converter.take_unknown() for converter in both.converters)
    assert quick == plain == {"new": 2, "newer": 1}


@pytest.mark.parametrize("size", [10, 20_000, 200_000])
def test_a_first_row_of_any_usual_size_goes_the_quick_way(size: int) -> None:
    page = quick_page({**ROW, "code": "x" * size, "new": 1}, ROW)
    assert len(page) == 2


def test_a_page_that_is_left_to_the_plain_way_is_counted_once() -> None:
    both = Both()
    both.agree(body_of({**ROW, "new": 1, "active_flg": 1}))
    assert both.converters[0].take_unknown() == {"new": 1}


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
