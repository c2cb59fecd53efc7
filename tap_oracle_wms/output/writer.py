"""Singer messages as whole lines on stdout."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import sys
import typing as t

import msgspec
from singer_sdk.singerlib.encoding.base import GenericSingerWriter
from singer_sdk.singerlib.encoding.simple import (
    Message,
    RecordMessage,
    SchemaMessage,
    StateMessage,
)

from tap_oracle_wms.rows import Lines, encode_json

Section: t.TypeAlias = t.Callable[[], contextlib.AbstractContextManager[None]]

_FLUSH_AT = 1024 * 1024


class OutputError(Exception):
    """Stdout can't take what is written: its reader is gone, or the disk is full."""


class LineWriter(GenericSingerWriter[bytes, Message]):
    """Writes messages; records are gathered and leave together.

    A line leaves whole or the process ends: a write that was cut short, as happens
    on unbuffered streams, goes on where it stopped. Not for use by several threads.

    Attributes:
        critical: A section that no signal may cut; what a signal has to write would
            stand in the middle of a line else.
    """

    def __init__(self) -> None:
        """Start with nothing gathered."""
        super().__init__()
        self.critical: Section = contextlib.nullcontext
        self._lines: list[bytes] = []
        self._size = 0

    def serialize_message(self, message: Message) -> bytes:
        """One message as JSON; numbers are written exactly as they are."""
        content = _content_of(message)
        extracted = content.get("time_extracted")
        if isinstance(extracted, datetime.datetime):
            content["time_extracted"] = extracted.isoformat()
        return encode_json(content)

    def write_message(self, message: Message) -> None:
        """Write a message; everything but a record leaves at once."""
        line = self.format_message(message)
        self._lines.append(line)
        self._size += len(line)
        if self._size >= _FLUSH_AT or not isinstance(message, RecordMessage):
            self.flush()

    def write_lines(
        self,
        stream: str,
        lines: Lines,
        version: int | None,
        extracted: datetime.datetime,
    ) -> None:
        """Write RECORD messages whose records are JSON already.

        Args:
            stream: Name of the stream.
            lines: The records.
            version: Version of the table, if any.
            extracted: When they were extracted, in UTC.
        """
        if not lines:
            return
        self.flush()
        start = b'{"type":"RECORD","stream":' + encode_json(stream) + b',"record":'
        end = b"" if version is None else b',"version":%d' % version
        end += b',"time_extracted":"' + extracted.isoformat().encode() + b'"}'
        escaped = Lines(tuple(map(_escaped, lines.texts)), lines.count)
        with self.critical():
            _write_out(*escaped.wrapped(_escaped(start), end))

    def flush(self) -> None:
        """Let everything that was gathered leave.

        Raises:
            OutputError: If stdout can't take it.
        """
        if not self._lines:
            return
        with self.critical():
            lines, self._lines, self._size = self._lines, [], 0
            _write_out(_escaped(b"\n".join(lines) + b"\n"))


def _content_of(message: Message) -> dict[str, t.Any]:
    """Members of a message.

    The SDK copies states and schemas to the last leaf first: with a state after each
    of hundreds of streams, that takes longer than to write it.
    """
    if isinstance(message, (SchemaMessage, StateMessage)):
        values = {
            field.name: getattr(message, field.name)
            for field in dataclasses.fields(message)
        }
        return {name: value for name, value in values.items() if value is not None}
    return message.to_dict()


# Valid inside of JSON text, but taken for line ends by some readers.
_SEPARATORS = (
    ("\u2028".encode(), b"\\u2028"),
    ("\u2029".encode(), b"\\u2029"),
    ("\x85".encode(), b"\\u0085"),
)


def indented_json(content: object) -> str:
    """JSON that people can read; made in C, since a catalog has many megabytes."""
    text: bytes = msgspec.json.format(encode_json(content), indent=2)
    return text.decode()


def write_text(text: str) -> None:
    """Write a text that is no message, a catalog for example.

    Raises:
        OutputError: If stdout can't take it.
    """
    _write_out(_escaped(text.encode() + b"\n"))


def _escaped(text: bytes) -> bytes:
    for separator, escaped in _SEPARATORS:
        # A single byte is found, or not, in a tenth of the time.
        if separator[:1] in text and separator in text:
            text = text.replace(separator, escaped)
    return text


def _write_out(*parts: bytes | memoryview) -> None:
    buffer: t.BinaryIO | None = getattr(sys.stdout, "buffer", None)
    try:
        if buffer is None:
            sys.stdout.write(b"".join(parts).decode())
            sys.stdout.flush()
            return
        for part in parts:
            rest = memoryview(part)
            while rest:
                rest = rest[buffer.write(rest) or 0 :]
        buffer.flush()
    except (OSError, ValueError) as error:
        # A stdout that was closed before it was written to raises a ValueError.
        raise OutputError(getattr(error, "strerror", None) or "it is closed") from None
