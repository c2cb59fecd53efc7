"""Checks of a page against what was asked for. Pure."""

from __future__ import annotations

import base64
import operator
import typing as t
from urllib.parse import parse_qs, urlsplit

from tap_oracle_wms.pages.errors import OrderViolation, RowsError
from tap_oracle_wms.values import format_instant

if t.TYPE_CHECKING:
    from tap_oracle_wms.passes import Window
    from tap_oracle_wms.rows import RowsPage


def check_ascending(
    ids: t.Sequence[int],
    after: int | None,
    through: int | None,
) -> int:
    """Check that ids ascend strictly and lie within the bounds.

    Args:
        ids: Ids of the page, not empty.
        after: Bound below, exclusive.
        through: Bound above, inclusive.

    Returns:
        The last id.

    Raises:
        OrderViolation: If they don't: the service ignores order or bound.
    """
    if (
        (after is not None and ids[0] <= after)
        or (through is not None and ids[-1] > through)
        or not all(map(operator.lt, ids, ids[1:]))
    ):
        raise OrderViolation
    return ids[-1]


def check_cursor(next_page: str | None, last_id: int) -> None:
    """Check that the sequence of the service goes by id, as far as its link tells.

    A sequence by another column can look ascending for a page, or for all but one
    row; its cursor holds that column's value. The documented one is the base64 of
    ``p=<position>`` (reference 5.3), the position being the last row's id in a
    sequence by id; a smaller number can only be an offset, which proves no order. A
    link to a numbered page shows that the service did not sequence at all.

    Args:
        next_page: The link to the next page, if any.
        last_id: Last id of the page.

    Raises:
        OrderViolation: If the link shows another order, or none.
    """
    if next_page is None:
        return
    try:
        link = parse_qs(urlsplit(next_page).query)
        cursor = link.get("cursor", [""])[0]
        token = base64.b64decode(cursor, validate=True).decode("ascii")
        position = parse_qs(token).get("p", [str(last_id)])[0]
    except ValueError:
        return
    if "page" in link and not cursor:
        raise OrderViolation
    if not position.isdecimal() or int(position) < last_id:
        raise OrderViolation


def check_window(rows: RowsPage, entity: str, window: Window) -> None:
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
        # Fixed width: the order of the texts is the order of the instants.
        limit = format_instant(bound.instant)
        stamps = rows.stamps(bound.field)
        known = [stamp for stamp in stamps if stamp is not None]
        outside = len(known) < len(stamps)
        if known:
            if bound.lookup == "gte":
                outside = outside or min(known) < limit
            else:
                outside = outside or max(known) >= limit
        if outside:
            msg = (
                f"{entity}: a row lies outside of the window that was asked for: the "
                f"service ignored the filter {bound.field}__{bound.lookup}. Reading "
                "incrementally would not be reliable; select FULL_TABLE for this "
                "stream, or another replication_key in entity_options"
            )
            raise RowsError(msg)
