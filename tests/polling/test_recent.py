"""Leaving out what was written: never more than what was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.polling.recent import Recent
from tap_oracle_wms.reading import Batch
from tap_oracle_wms.rows import Lines

ROWS = st.lists(
    st.dictionaries(st.integers(1, 6), st.sampled_from(["a", "b", "c"])),
    max_size=12,
)


def batch(rows: dict[int, str], *, as_json: bool) -> Batch:
    ids = [*rows]
    if as_json:
        bodies = [f'{{"id":{number},"v":"{rows[number]}"}}'.encode() for number in ids]
        return Batch(lambda: None, None, lines=Lines.of(bodies), ids=ids)
    records = [{"id": number, "v": rows[number]} for number in ids]
    return Batch(lambda: None, None, records=records, ids=ids)


def values(written: Batch) -> dict[int, object]:
    contents = written.lines.split() or written.records
    assert len(contents) == len(written.ids)
    return dict(zip(written.ids, contents, strict=True))


@given(ROWS, st.booleans(), st.integers(0, 8), st.lists(st.integers(0, 12)))
def test_a_target_always_holds_what_was_read(
    batches: list[dict[int, str]],
    as_json: bool,  # noqa: FBT001 - drawn
    most: int,
    turns: list[int],
) -> None:
    recent, target = Recent(most), dict[int, object]()
    for at, rows in enumerate(batches):
        if at in turns:
            recent.turn()
        read = batch(rows, as_json=as_json)
        target |= values(recent.take(read))
        assert target.items() >= values(read).items()
        assert len(recent) <= 2 * max(most, 6)


def test_the_same_is_left_out_for_as_long_as_it_comes() -> None:
    recent = Recent()
    same = batch({1: "a", 2: "b"}, as_json=True)
    assert len(recent.take(same)) == 2
    for _ in range(5):
        recent.turn()
        assert len(recent.take(same)) == 0
    recent.turn()
    recent.turn()
    assert len(recent) == 0
    assert len(recent.take(same)) == 2


def test_what_may_not_have_been_written_is_written_again() -> None:
    recent = Recent()
    same = batch({1: "a"}, as_json=False)
    recent.take(same)
    recent.forget()
    assert len(recent.take(same)) == 1


def test_no_more_is_remembered_than_is_allowed() -> None:
    recent = Recent(3)
    many = batch(dict.fromkeys(range(10), "a"), as_json=True)
    for _ in range(4):
        assert len(recent.take(many)) in {7, 10}
        assert len(recent) == 3
