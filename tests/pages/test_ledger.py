"""The ledger of readings along links: what was seen, and when it has settled."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.pages.links import Ledger

Reading: t.TypeAlias = list[tuple[int, str]]


@pytest.fixture
def ledger() -> t.Iterator[Ledger]:
    with Ledger() as opened:
        yield opened


def note(ledger: Ledger, reading: int, *seen: tuple[int, str]) -> list[bool]:
    return [ledger.note(reading, number, version) for number, version in seen]


def test_new_and_changed_rows_are_written(ledger: Ledger) -> None:
    assert note(ledger, 1, (1, "a"), (2, "a")) == [True, True]
    assert note(ledger, 2, (1, "a"), (2, "b"), (3, "a")) == [False, True, True]
    assert note(ledger, 3, (1, "a"), (2, "b"), (3, "a")) == [False, False, False]


def test_a_row_that_stands_twice_in_a_reading_is_written_twice(ledger: Ledger) -> None:
    assert note(ledger, 1, (1, "a"), (1, "a")) == [True, True]


def test_one_reading_alone_settles_nothing(ledger: Ledger) -> None:
    assert not ledger.settled(1)
    note(ledger, 1, (1, "a"))
    assert not ledger.settled(1)


def test_two_equal_readings_settle(ledger: Ledger) -> None:
    note(ledger, 1, (1, "a"), (2, "a"))
    note(ledger, 2, (2, "a"), (1, "a"))
    assert ledger.settled(2)


@pytest.mark.parametrize(
    "second",
    [
        [(1, "a")],
        [(1, "a"), (2, "b")],
        [(1, "a"), (2, "a"), (3, "a")],
        [],
    ],
    ids=["gone", "changed", "new", "all-gone"],
)
def test_two_different_readings_do_not(ledger: Ledger, second: Reading) -> None:
    note(ledger, 1, (1, "a"), (2, "a"))
    note(ledger, 2, *second)
    assert not ledger.settled(2)
    note(ledger, 3, *second)
    assert ledger.settled(3)


def test_a_row_that_comes_back_unchanged_is_a_difference(ledger: Ledger) -> None:
    note(ledger, 1, (1, "a"), (2, "a"))
    note(ledger, 2, (1, "a"))
    note(ledger, 3, (1, "a"), (2, "a"))
    assert not ledger.settled(3)
    note(ledger, 4, (1, "a"), (2, "a"))
    assert ledger.settled(4)


def test_nothing_twice_is_settled(ledger: Ledger) -> None:
    assert ledger.settled(2)


def test_a_reading_with_a_hole_agrees_with_none(ledger: Ledger) -> None:
    note(ledger, 1, (1, "a"))
    ledger.forget(1)
    note(ledger, 2, (1, "a"))
    assert not ledger.settled(2)
    note(ledger, 3, (1, "a"))
    assert ledger.settled(3)


def test_ids_beyond_64_bits_and_any_version(ledger: Ledger) -> None:
    assert ledger.note(1, 2**70, None)
    assert not ledger.note(2, 2**70, None)
    assert ledger.note(2, 5, {"a": [1]})
    assert ledger.settled(2) is False


READINGS = st.lists(
    st.dictionaries(st.integers(1, 4), st.sampled_from("ab"), max_size=4),
    min_size=1,
    max_size=5,
)


@settings(deadline=None, max_examples=100)
@given(READINGS)
def test_it_settles_exactly_when_two_readings_in_a_row_agree(
    readings: list[dict[int, str]],
) -> None:
    with Ledger() as ledger:
        held: dict[int, str] = {}
        for number, reading in enumerate(readings, start=1):
            for row, version in reading.items():
                written = ledger.note(number, row, version)
                assert written == (held.get(row) != version)
                held[row] = version
            same = number > 1 and reading == readings[number - 2]
            assert ledger.settled(number) == same
