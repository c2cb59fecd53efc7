"""Charts say what the numbers say, whatever the numbers are."""

from __future__ import annotations

import typing as t
from xml.etree import ElementTree as Et

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.morning.charts import Frame, Series, legend, number, percent, shares

values = st.floats(-1e9, 1e9, allow_nan=False)


def drawn(svg: str, kind: str) -> list[dict[str, str]]:
    root = Et.fromstring(svg)  # noqa: S314 - our own output
    return [one.attrib for one in root.iter(kind)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        (0, "0"),
        (3, "3"),
        (3.14, "3.1"),
        (999, "999"),
        (1000, "1 k"),
        (12_345, "12.3 k"),
        (160_000, "160 k"),
        (2_500_000, "2.5 M"),
        (-1500, "-1.5 k"),
    ],
)
def test_numbers_are_brief(value: float | None, text: str) -> None:
    assert number(value) == text


def test_shares_are_percent() -> None:
    assert [percent(one) for one in (None, 0, 0.943, 1)] == [
        "-",
        "0 %",
        "94.3 %",
        "100 %",
    ]


def test_bars_reach_from_zero_to_their_value() -> None:
    frame = Frame(["1 Jul", "2 Jul"], top=10)
    svg = frame.bars(Series("shipped", "#123456", [10, 5])).svg("Orders")
    first, second = drawn(svg, "rect")
    assert float(first["height"]) == pytest.approx(2 * float(second["height"]))
    bottoms = [float(one["y"]) + float(one["height"]) for one in (first, second)]
    assert bottoms == pytest.approx([frame.y(0), frame.y(0)], abs=0.1)
    assert "1 Jul: shipped 10" in svg


def test_stacked_bars_stand_upon_one_another() -> None:
    frame = Frame(["1 Jul"], top=10)
    below, above = Series("a", "#111111", [4]), Series("b", "#222222", [6])
    first, second = drawn(frame.bars(below, above, stacked=True).svg("x"), "rect")
    top_of_first = float(first["y"])
    assert float(second["y"]) + float(second["height"]) == pytest.approx(
        top_of_first, abs=0.2
    )


def test_gaps_and_nothing_are_no_bars_and_no_points() -> None:
    frame = Frame(["a", "b", "c"], top=1)
    frame.bars(Series("x", "#111111", [None, 0, 1]))
    frame.line(Series("y", "#222222", [None, 0.5, None]))
    svg = frame.svg("x")
    assert len(drawn(svg, "rect")) == len(drawn(svg, "circle")) == 1
    assert not drawn(
        Frame(["a"], top=1).line(Series("y", "#2", [None])).svg("x"), "circle"
    )


def test_parts_of_a_whole_fill_the_row() -> None:
    svg = shares([("WH01", (("full", "#111111", 3), ("empty", "#222222", 1)))])
    full, empty = drawn(svg, "rect")
    assert float(full["width"]) / float(empty["width"]) == pytest.approx(3, abs=0.05)
    assert "WH01: full 3 (75.0 %)" in svg
    assert drawn(shares([("WH01", (("full", "#111111", 0),))]), "rect") == []


@given(st.lists(values, min_size=1, max_size=60))
def test_whatever_the_numbers_all_is_drawn_inside(numbers: list[float]) -> None:
    top, bottom = max([*numbers, 0]), min([*numbers, 0])
    frame = Frame([f"{i}" for i in range(len(numbers))], top=top, bottom=bottom)
    series = Series("x", "#111111", numbers)
    svg = frame.bars(series).line(series).svg("x")
    for circle in drawn(svg, "circle"):
        assert -0.1 <= float(circle["cy"]) <= frame.height
        assert 0 <= float(circle["cx"]) <= frame.width


def test_words_of_rows_are_text_and_no_markup() -> None:
    odd: t.Final = '<b>"&'
    svg = Frame([odd], top=1).bars(Series(odd, "#111111", [1])).svg(odd)
    assert odd not in svg
    assert Et.fromstring(svg).attrib["aria-label"] == odd  # noqa: S314 - our own
    assert odd not in shares([(odd, ((odd, "#111111", 1),))])
    assert odd not in legend((odd, "#111111"))
