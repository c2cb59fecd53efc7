"""Records as lines of JSON: made once, then only cut and passed on."""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass(frozen=True)
class Lines:
    """Records as JSON, one a line; no record holds a line end in its JSON.

    Attributes:
        texts: The lines, each with its end; as many in a text as were made at once.
        count: Their number.
    """

    texts: tuple[bytes, ...] = ()
    count: int = 0

    @classmethod
    def of(cls, records: t.Sequence[bytes]) -> Lines:
        """Lines of records that are JSON already."""
        return cls((b"\n".join((*records, b"")),) if records else (), len(records))

    def __len__(self) -> int:
        """Number of lines."""
        return self.count

    def split(self) -> list[bytes]:
        """The records, each for itself."""
        return [line for text in self.texts for line in text.split(b"\n")[:-1]]

    def pick(self, indexes: t.Sequence[int]) -> Lines:
        """Some of the lines only."""
        records = self.split()
        return Lines.of([records[index] for index in indexes])

    def wrapped(self, start: bytes, end: bytes) -> t.Iterator[bytes | memoryview]:
        """The lines with something before and behind each record.

        Args:
            start: What goes before.
            end: What goes behind, before the line's end.

        Yields:
            Parts that follow one another: megabytes are copied but once.
        """
        for text in self.texts:
            yield start
            around = text.replace(b"\n", end + b"\n" + start)
            # Behind the last line stands a beginning too many.
            yield memoryview(around)[: len(around) - len(start)]
