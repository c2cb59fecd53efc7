"""What a selection means for the request. Pure."""

from __future__ import annotations

import typing as t

from tap_oracle_wms.passes.plan import MOD_TS

if t.TYPE_CHECKING:
    from tap_oracle_wms.schema import Column

MAX_FIELDS_LENGTH = 1800
"""Characters of a ``fields`` list; long addresses may be cut or refused on the way."""


def deselected_by_default(name: str) -> bool:
    """Whether a field is left out unless it is asked for.

    Args:
        name: Name of the field: ``url`` leads back to the row itself, a ``*_set`` to
            rows that have streams of their own.

    Returns:
        Whether.
    """
    return name == "url" or name.endswith("_set")


def fields_to_ask_for(
    columns: t.Sequence[Column],
    known: t.Collection[str],
    key: str | None,
) -> tuple[str, ...] | None:
    """The fields to name in a request, if naming them makes it ask for less.

    Args:
        columns: The selected columns.
        known: All fields of the schema.
        key: Replication key, if any.

    Returns:
        The fields, ``id`` and the timestamps that reading needs included; None to
        get all, since nothing of substance is left out (fields that the schema does
        not know yet can only be noticed then), or since the list would be too long.
    """
    selected = {column.source for column in columns}
    if all(name in selected or deselected_by_default(name) for name in known):
        return None
    needed = [
        name for name in ("id", key, MOD_TS) if name is not None and name in known
    ]
    fields = tuple(dict.fromkeys([*needed, *(c.source for c in columns)]))
    return None if len(",".join(fields)) > MAX_FIELDS_LENGTH else fields
