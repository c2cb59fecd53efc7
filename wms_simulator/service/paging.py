"""Pages of a list and the links between them."""

from __future__ import annotations

import base64
import binascii
import typing as t
from urllib.parse import quote

from wms_simulator.service.errors import InvalidRequest

_HOSTS = {
    "foreign": "https://evil.example.net:443",
    "https": "https://wms.example.com:443",
    "internal_port": "http://wms-internal:8080",
    "relative": "",
}


class PageSize(t.NamedTuple):
    """What the switches say of page sizes."""

    default: int
    cap: int
    over: str
    refused: bool


def page_size(text: str | None, rules: PageSize) -> int:
    """Read `page_size`.

    Raises:
        InvalidRequest: If the switches say that it is refused.
    """
    if text is None:
        return rules.default
    if rules.refused:
        message = "Invalid parameter 'page_size'."
        raise InvalidRequest(message, "page_size")
    number = int(text) if text.isascii() and text.isdigit() else 0
    if 0 < number <= rules.cap:
        return number
    if rules.over == "400":
        message = f"'page_size' must be between 1 and {rules.cap}."
        raise InvalidRequest(message, "page_size")
    return rules.cap if number else rules.default


def encode_cursor(position: int) -> str:
    """Write a cursor the way the service's framework does."""
    return base64.b64encode(f"p={position}".encode()).decode()


def decode_cursor(cursor: str) -> int | None:
    """Read a cursor; None if it is not one."""
    try:
        text = base64.b64decode(cursor.encode(), validate=True).decode()
        return int(text.removeprefix("p=")) if text.startswith("p=") else None
    except (binascii.Error, UnicodeError, ValueError):
        return None


def page_link(
    origin: str,
    path: str,
    query: t.Mapping[str, str],
    changes: t.Mapping[str, str | None],
) -> str:
    """Link to another page: all parameters kept, sorted and encoded."""
    merged: dict[str, str | None] = {**query, **changes}
    pairs = sorted((key, value) for key, value in merged.items() if value is not None)
    text = "&".join(
        f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in pairs
    )
    return f"{origin}{path}?{text}"


def link_origin(origin: str, host: str | None) -> str:
    """Say which origin links lead to, after the switches."""
    if host == "missing_port":
        return origin.rsplit(":", 1)[0]
    return origin if host is None else _HOSTS[host]
