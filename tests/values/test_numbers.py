"""Numbers: whole ones, and exact ones with every digit kept."""

from __future__ import annotations

import decimal
import json
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_sdk.singerlib.json import serialize_json

from tap_oracle_wms.http import decode_json
from tap_oracle_wms.values import CONVERTERS, Mismatch
from tap_oracle_wms.values.convert import to_integer, to_number

D = decimal.Decimal


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, 7),
        (0, 0),
        (-7, -7),
        ("7", 7),
        ("-7", -7),
        ("+7", 7),
        ("007", 7),
        ("7.0", 7),
        ("7.", 7),
        ("1e3", 1000),
        (D("7.00"), 7),
        (D("1E+3"), 1000),
        (2**70, 2**70),
        ("9" * 30, int("9" * 30)),
    ],
)
def test_a_whole_number(value: object, number: int) -> None:
    assert to_integer(value) == number
    assert type(to_integer(value)) is int


@pytest.mark.parametrize(
    "value",
    [
        "7.5",
        D("7.5"),
        D("1E-8"),
        "1e-3",
        True,
        False,
        " 7",
        "7 ",
        "1_000",
        "1,000",
        "\u0667",
        "seven",
        "0x10",
        "NaN",
        "Infinity",
        D("NaN"),
        D("Infinity"),
        "1e999999999",
        D("1E+999999"),
        "1" * 5000,
        [7],
        {"id": 7},
    ],
    ids=lambda value: f"{value!r:.20}",
)
def test_what_is_no_whole_number(value: object) -> None:
    with pytest.raises(Mismatch) as caught:
        to_integer(value)
    assert caught.value.args == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("11.01", "11.01"),
        ("10.50", "10.50"),
        ("0", "0"),
        ("0.00", "0.00"),
        ("-0.5", "-0.5"),
        ("+0.5", "0.5"),
        (".5", "0.5"),
        ("5.", "5"),
        (7, "7"),
        (D("10.50"), "10.50"),
        (D("1E-8"), "0.00000001"),
        ("1E-8", "0.00000001"),
        (D("0E-5"), "0.00000"),
        ("0E-5", "0.00000"),
        ("1e5", "100000"),
        (D("1.50E+3"), "1500"),
        ("123456789012345678901234567890.12", "123456789012345678901234567890.12"),
        ("0." + "0" * 40 + "1234567890", "0." + "0" * 40 + "1234567890"),
        (
            "0.1000000000000000055511151231257827",
            "0.1000000000000000055511151231257827",
        ),
        ("1E+500", "1E+500"),
        ("1E-500", "1E-500"),
    ],
    ids=lambda value: f"{value!r:.24}",
)
def test_an_exact_number_is_written_with_every_digit(value: object, text: str) -> None:
    assert serialize_json(to_number(value)) == text


@pytest.mark.parametrize(
    "value",
    [
        True,
        "abc",
        "1,5",
        "1.5 ",
        "1 000",
        "NaN",
        "Infinity",
        "-Infinity",
        "sNaN",
        "1e",
        "e5",
        ".",
        "--1",
        "1.2.3",
        "1e9999999999",
        "\u0661.\u0665",
        [1],
        {"id": 1},
        1.5,
    ],
    ids=lambda value: f"{value!r:.20}",
)
def test_what_is_no_number(value: object) -> None:
    with pytest.raises(Mismatch) as caught:
        to_number(value)
    assert caught.value.args == ()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1e200", "1" + 200 * "0"),
        ("1e201", "1E+201"),
        ("1e-200", "0." + 199 * "0" + "1"),
    ],
)
def test_where_plain_notation_ends(text: str, written: str) -> None:
    assert str(CONVERTERS["number"](text)) == written


def test_a_whole_number_may_have_so_many_digits() -> None:
    assert CONVERTERS["integer"](D("1e4000")) == 10**4000
    with pytest.raises(Mismatch):
        CONVERTERS["integer"](D("1e4001"))


def test_a_huge_exponent_does_not_fill_the_memory() -> None:
    text = serialize_json({"a": to_number("1E+999999999"), "b": to_number("1e-99999")})
    assert len(text) < 100
    assert D(json.loads(text, parse_float=str)["a"]) == D("1E+999999999")


DECIMALS = st.builds(
    lambda sign, digits, exponent: D((sign, tuple(digits), exponent)),
    st.integers(0, 1),
    st.lists(st.integers(0, 9), min_size=1, max_size=40),
    st.integers(-60, 0),
)


@settings(deadline=None, max_examples=150)
@given(DECIMALS, st.booleans())
def test_no_digit_is_lost_from_body_to_message(number: D, as_text: bool) -> None:  # noqa: FBT001
    plain = f"{number:f}"
    body = f'{{"qty": "{plain}"}}' if as_text else f'{{"qty": {plain}}}'
    written = serialize_json({"qty": to_number(decode_json(body.encode())["qty"])})
    again: str = json.loads(written, parse_float=str, parse_int=str)["qty"]
    if number.as_tuple().exponent == 0 and not as_text:
        assert D(again) == number  # JSON knows no digits before a whole number's own
    else:
        assert D(again).as_tuple() == D(plain).as_tuple()
        assert "e" not in again.lower()


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(
        st.text(max_size=12),
        st.from_regex(r"[-+0-9.eE]{1,14}", fullmatch=True),
    ),
    st.sampled_from(["integer", "number"]),
)
def test_any_text_is_a_valid_number_or_a_mismatch(text: str, form: str) -> None:
    try:
        converted: t.Any = CONVERTERS[form](text)
    except Mismatch:
        return
    assert D(serialize_json(converted)) == D(text)
