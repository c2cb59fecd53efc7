"""Checks of a page against what was asked for. Pure."""

from __future__ import annotations

import typing as t

from tap_oracle_wms.pages.errors import OrderViolation, RowsError
from tap_oracle_wms.values import CONVERTERS, Mismatch, parse_timestamp

if t.TYPE_CHECKING:
    from tap_oracle_wms.passes import Bound, Window

Row: t.TypeAlias = dict[str, t.Any]


def row_id(row: Row, entity: str) -> int:
    """The id of a row.

    Raises:
        RowsError: If it has none: without it nothing can be resumed or proven.
    """
    try:
        return int(CONVERTERS["integer"](row.get("id")))
    except Mismatch:
        msg = f"{entity}: a row came without a usable id"
        raise RowsError(msg) from None


def check_ascending(
    rows: t.Sequence[Row],
    entity: str,
    after: int | None,
    through: int | None,
) -> int:
    """Check that ids ascend strictly and lie within the bounds.

    Args:
        rows: The page, not empty.
        entity: Name of the entity, for messages.
        after: Bound below, exclusive.
        through: Bound above, inclusive.

    Returns:
        The last id.

    Raises:
        OrderViolation: If they don't: the service ignores order or bound.
        RowsError: If a row has no id.
    """
    last = after
    for row in rows:
        number = row_id(row, entity)
        if (last is not None and number <= last) or (
            through is not None and number > through
        ):
            raise OrderViolation
        last = number
    if last is None:
        raise OrderViolation
    return last


def check_window(rows: t.Sequence[Row], entity: str, window: Window) -> None:
    """Check that every row lies inside the window that was asked for.

    Args:
        rows: The page.
        entity: Name of the entity, for messages.
        window: The bounds.

    Raises:
        RowsError: If a row lies outside: the service ignored the filter, so an
            incremental reading would not be one.
    """
    for bound in window:
        for row in rows:
            if bound.field in row and not _inside(row[bound.field], bound):
                msg = (
                    f"{entity}: a row lies outside of the window that was asked for: "
                    f"the service ignored the filter {bound.field}__{bound.lookup}. "
                    "Reading incrementally would not be reliable; select FULL_TABLE "
                    "for this stream, or another replication_key in entity_options"
                )
                raise RowsError(msg)


def _inside(value: object, bound: Bound) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return bound.admits(parse_timestamp(value))
    except ValueError:
        # Not a timestamp at all: the conversion of the row says so, more exactly.
        return True
