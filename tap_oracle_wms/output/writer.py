"""Singer messages as whole lines on stdout."""

from __future__ import annotations

import sys
import typing as t

from singer_sdk.singerlib.encoding.base import GenericSingerWriter
from singer_sdk.singerlib.encoding.simple import Message, RecordMessage
from singer_sdk.singerlib.json import serialize_json

_FLUSH_AT = 1024 * 1024


class LineWriter(GenericSingerWriter[str, Message]):
    """Writes messages; records are gathered and leave together.

    A line leaves whole or the process ends: a write that was cut short, as happens
    on unbuffered streams, goes on where it stopped. Not for use by several threads.
    """

    def __init__(self) -> None:
        """Start with nothing gathered."""
        super().__init__()
        self._lines: list[str] = []
        self._size = 0

    def serialize_message(self, message: Message) -> str:
        """One message as JSON; numbers are written exactly as they are."""
        return serialize_json(message.to_dict())

    def write_message(self, message: Message) -> None:
        """Write a message; everything but a record leaves at once."""
        line = self.format_message(message)
        self._lines.append(line)
        self._size += len(line)
        if self._size >= _FLUSH_AT or not isinstance(message, RecordMessage):
            self.flush()

    def flush(self) -> None:
        """Let everything that was gathered leave.

        Raises:
            OSError: If stdout can't take it: the reader is gone, the disk is full.
        """
        if not self._lines:
            return
        lines, self._lines, self._size = self._lines, [], 0
        text = "\n".join(lines) + "\n"
        buffer: t.BinaryIO | None = getattr(sys.stdout, "buffer", None)
        if buffer is None:
            sys.stdout.write(text)
            sys.stdout.flush()
            return
        rest = memoryview(text.encode())
        while rest:
            rest = rest[buffer.write(rest) or 0 :]
        buffer.flush()
