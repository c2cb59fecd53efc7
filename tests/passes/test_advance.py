"""How a pass moves: page by page, segment by segment, and back to the start."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.passes import Pass, Phase, Segment
from tests.passes.strategies import IDS, PASSES, utc

PHASES = list(Phase)


@pytest.mark.parametrize("phase", PHASES)
def test_a_page_moves_its_segment(phase: Phase) -> None:
    begun = Pass().advance(phase, Segment(), 100)
    begun = begun.advance(phase, Segment(100, None), 250)
    assert begun.left(phase) == (Segment(250, None),)
    done = begun.finish_segment(phase, Segment(250, None))
    assert done.left(phase) == ()
    assert done.restart(phase).left(phase) == (Segment(),)


def test_segments_are_read_in_any_order() -> None:
    parts = (Segment(None, 10), Segment(10, 20), Segment(20, None))
    moved = Pass(segments=parts).advance(Phase.MAIN, parts[1], 17)
    assert moved.segments == (parts[0], Segment(17, 20), parts[2])
    done = moved.finish_segment(Phase.MAIN, Segment(17, 20))
    assert done.segments == (parts[0], parts[2])


def test_a_segment_is_replaced_by_its_parts() -> None:
    whole = Pass(segments=(Segment(5, None), Segment(1, 2)))
    parts = (Segment(5, 7), Segment(7, None))
    split = whole.replace(Phase.MAIN, Segment(5, None), parts)
    assert split.segments == (*parts, Segment(1, 2))


def test_a_segment_that_is_not_open_can_not_be_moved() -> None:
    with pytest.raises(ValueError, match=r"."):
        Pass().advance(Phase.MAIN, Segment(1, 2), 2)


def test_the_phases_do_not_touch_one_another() -> None:
    main_done = Pass().finish_segment(Phase.MAIN, Segment())
    assert main_done.segments == ()
    assert main_done.catch_up is None
    caught = main_done.advance(Phase.CATCH_UP, Segment(), 5)
    assert caught.segments == ()
    assert caught.catch_up == (Segment(5, None),)
    done = caught.finish_segment(Phase.CATCH_UP, Segment(5, None))
    assert done.catch_up == ()
    assert caught.restart(Phase.MAIN).catch_up == caught.catch_up


def test_an_empty_catch_up_is_done_and_not_about_to_begin() -> None:
    assert Pass(catch_up=()).left(Phase.CATCH_UP) == ()
    assert Pass(catch_up=None).left(Phase.CATCH_UP) == (Segment(),)


def test_only_its_end_is_filled_in_later() -> None:
    begun = Pass(since=utc(2026, 1, 1)).advance(Phase.MAIN, Segment(), 3)
    assert begun.timed(utc(2026, 7, 15)) == Pass(
        since=utc(2026, 1, 1),
        until=utc(2026, 7, 15),
        segments=(Segment(3, None),),
    )


@given(PASSES, st.sampled_from(PHASES), IDS)
def test_a_pass_is_fixed_whatever_happens(
    begun: Pass,
    phase: Phase,
    last_id: int,
) -> None:
    moved = [begun.restart(phase)]
    for segment in begun.left(phase):
        moved.append(begun.advance(phase, segment, last_id))
        moved.append(begun.finish_segment(phase, segment))
    for other in moved:
        assert (other.since, other.until, other.version) == (
            begun.since,
            begun.until,
            begun.version,
        )
    assert begun.timed(utc(2026, 1, 1)).since == begun.since


@given(PASSES, st.sampled_from(PHASES), st.lists(IDS, min_size=1), st.integers(0, 3))
def test_what_is_left_after_pages_is_what_no_page_covered(
    begun: Pass,
    phase: Phase,
    ids: list[int],
    which: int,
) -> None:
    left = begun.left(phase)
    if not left or len(set(left)) < len(left):
        return
    at = which % len(left)
    moved, current = begun, left[at]
    for number in ids:
        moved = moved.advance(phase, current, number)
        current = Segment(number, current.through)
        if moved.left(phase).count(current) > 1:
            return
    assert moved.left(phase) == (*left[:at], current, *left[at + 1 :])
    done = moved.finish_segment(phase, current)
    assert done.left(phase) == (*left[:at], *left[at + 1 :])
