"""Both ways of reading a page, side by side, and rows to try them on."""

from __future__ import annotations

import json
import typing as t

from hypothesis import strategies as st

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
