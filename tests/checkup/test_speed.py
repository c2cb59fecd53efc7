"""What follows from how long pages took."""

from __future__ import annotations

import pytest

from tap_oracle_wms.checkup.access import CORE, to_try
from tap_oracle_wms.checkup.report import Timing
from tap_oracle_wms.checkup.speed import best_at_once, best_page_size


def timings(*seconds: float, rows: int = 2000) -> list[Timing]:
    sizes = (100, 400, 1000, 1250)
    return [
        Timing(size, min(size, rows), taken)
        for size, taken in zip(sizes, seconds, strict=False)
    ]


@pytest.mark.parametrize(
    ("pages", "best"),
    [
        (timings(1.0, 1.1, 1.5, 1.7), 1000),  # the setting is good enough
        (timings(1.0, 1.1, 8.0, 12.0), 400),  # large pages are slow
        (timings(1.0, 2.0, 31.0, 40.0), 400),  # and too slow
        (timings(31.0, 60.0, 90.0, 99.0), 100),  # everything is
        (timings(1.0, 1.1, 1.5, 1.7, rows=500), None),  # too few rows to tell
        (timings(1.0), None),
        ([], None),
    ],
)
def test_the_best_page_size(pages: list[Timing], best: int | None) -> None:
    assert best_page_size(pages, 1000) == best


@pytest.mark.parametrize(
    ("alone", "together", "best"),
    [
        (2.0, [2.1] * 4, 4),  # as good as alone
        (2.0, [8.0] * 4, 1),  # one after the other
        (2.0, [4.0] * 4, 2),
        (0.01, [0.4] * 4, 4),  # too quick to matter
        (2.0, [1.5] * 4, 4),
    ],
)
def test_the_best_number_at_once(
    alone: float,
    together: list[float],
    best: int,
) -> None:
    assert best_at_once(alone, together) == best


def test_what_people_read_most_is_tried_first() -> None:
    names = ["aaa", "item", "order_hdr", "zzz"]
    assert to_try(names, 3) == ["order_hdr", "item", "aaa"]
    assert to_try(names, 0) == []
    assert len({*CORE}) == len(CORE)
