"""Several generators at once, each in its own order, ended one by one."""

from __future__ import annotations

import collections
import threading
import time
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.ahead import merge


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.integers(), max_size=6), max_size=8),
    st.integers(1, 5),
    st.integers(1, 4),
)
def test_all_items_come_each_generator_in_its_order(
    items: list[list[int]],
    at_once: int,
    held: int,
) -> None:
    works = {name: own.__iter__ for name, own in enumerate(items)}
    got: dict[int, list[int | None]] = collections.defaultdict(list)
    for name, item in merge(works, at_once=at_once, held=held):
        got[name].append(item)
    assert got == {name: [*own, None] for name, own in enumerate(items)}


def test_no_more_than_allowed_run_at_once() -> None:
    lock = threading.Lock()
    running: list[int] = []
    most: list[int] = []

    def work(name: int) -> t.Iterator[int]:
        with lock:
            running.append(name)
            most.append(len(running))
        time.sleep(0.01)
        yield name
        with lock:
            running.remove(name)

    works = {name: (lambda name=name: work(name)) for name in range(12)}
    merged = merge(t.cast("t.Any", works), at_once=3, held=2)
    assert sum(item is None for _, item in merged) == 12
    assert max(most) <= 3


def test_the_first_error_is_raised_and_nothing_new_is_begun() -> None:
    begun: list[int] = []

    def work(name: int) -> t.Iterator[int]:
        begun.append(name)
        if name == 1:
            raise ValueError(name)
        yield name

    works = {name: (lambda name=name: work(name)) for name in range(50)}
    with pytest.raises(ValueError, match="1"):
        list(merge(t.cast("t.Any", works), at_once=1, held=50))
    assert begun == [0, 1]


def test_leaving_early_ends_the_threads() -> None:
    before = threading.active_count()

    def endless() -> t.Iterator[int]:
        while True:
            yield 1

    merged = merge(dict.fromkeys(range(3), endless), at_once=3, held=2)
    assert next(merged)[1] == 1
    merged.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before
