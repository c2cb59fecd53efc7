"""Cutting a page into pieces of some rows each, to be decoded one after another.

A page is megabytes, and what it is decoded to more: by the time a column has been
looked at from the first row to the last, the processor's caches have lost the first
again. A piece is done with while it is still there.

Nothing is taken on trust. Rows that begin alike are looked for: a quote that is not
escaped tells them from texts, and where a cut went wrong, in a list within a row, no
piece is JSON any more. What stands around the rows is decoded with a mark in their
place, so that they are the page's own ``results`` and not another list of that name.
"""

from __future__ import annotations

import re
import typing as t

import msgspec

PIECE = 256 * 1024
"""Bytes of a piece, at least."""

_MARK = 4_815_162_342
_START = re.compile(rb'"results"\s*:\s*\[\s*(?=(\{\s*"(?:[^"\\]|\\.)*"\s*:\s*))')
_BETWEEN = (b"},", b"}, ")


class _Frame(msgspec.Struct):
    results: list[int]
    next_page: str | None = None


_FRAME = msgspec.json.Decoder(_Frame)


class Cut(t.NamedTuple):
    """A page in pieces.

    Attributes:
        next_page: The link to what follows, None if there is none.
        pieces: Lists of rows as JSON, made one at a time.
    """

    next_page: str | None
    pieces: t.Iterator[bytes]


def cut_page(body: bytes) -> Cut | None:
    """Cut a page.

    Args:
        body: The answer as it came.

    Returns:
        The pieces, which are JSON if the page is; None for what is too small to be
        cut, or not laid out as pages usually are.
    """
    if len(body) < 2 * PIECE:
        return None
    start = _START.search(body)
    if start is None:
        return None
    end = body.rfind(b"]")
    separator = _separator(body, start[1], start.end(), end)
    if separator is None:
        return None
    try:
        frame = _FRAME.decode(b"%s%d%s" % (body[: start.end()], _MARK, body[end:]))
    except msgspec.MsgspecError:
        return None
    if frame.results != [_MARK]:
        return None
    return Cut(frame.next_page or None, _pieces(body, start.end(), end, separator))


def _separator(body: bytes, opening: bytes, start: int, end: int) -> bytes | None:
    """What stands between two rows, of which each begins as the first does."""
    for between in _BETWEEN:
        if body.find(between + opening, start, end) >= 0:
            return between + opening
    return None


def _pieces(body: bytes, start: int, end: int, separator: bytes) -> t.Iterator[bytes]:
    view = memoryview(body)
    opening = separator.index(b"{")
    while start < end:
        # The last piece takes along what would be less than half of one.
        until = -1
        if end - start > PIECE + PIECE // 2:
            until = body.find(separator, start + PIECE, end)
        following = end if until < 0 else until + opening
        yield b"".join((b"[", view[start : end if until < 0 else until + 1], b"]"))
        start = following
