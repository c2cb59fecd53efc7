"""Ways of reading: a service that leaves only the last one, and which one was used."""

from __future__ import annotations

import typing as t

NO_IDS: t.Final[dict[str, t.Any]] = {"ordering": "refused", "id_filter": "refused"}
"""Nothing is left but the service's own links."""


def way(query: dict[str, t.Any]) -> str:
    """How a page was asked for."""
    if "cursor" in query or "page" in query:
        return "link"
    if "ordering" in query:
        return "ordered"
    return str(query.get("page_mode", "paged"))
