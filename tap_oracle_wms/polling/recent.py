"""What was written lately: the look-back window brings most rows many times."""

from __future__ import annotations

import dataclasses
import hashlib
import typing as t

from tap_oracle_wms.rows import encode_json

if t.TYPE_CHECKING:
    from tap_oracle_wms.reading import Batch

MOST_ROWS = 100_000
"""Rows of one stream that are remembered; what goes beyond is written every time."""

_DIGEST_BYTES = 16


class Recent:
    """Leaves out rows that are, byte for byte, as they were last written.

    It remembers what the passes since the last but one catch-up brought: what is older
    has left the window, or is written once more.
    """

    def __init__(self, most: int = MOST_ROWS) -> None:
        """Start with nothing written.

        Args:
            most: Rows to remember.
        """
        self._most = most
        self._new: dict[int, bytes] = {}
        self._old: dict[int, bytes] = {}

    def __len__(self) -> int:
        """Rows that are remembered, some perhaps twice."""
        return len(self._new) + len(self._old)

    def take(self, batch: Batch) -> Batch:
        """Leave out what need not be written again, and remember the rest as written.

        Args:
            batch: A batch with its ids; without them it is left as it is.

        Returns:
            The batch to be written. If that fails, `forget` is to be called.
        """
        if not batch.ids:
            return batch
        contents = batch.lines.split() or [encode_json(one) for one in batch.records]
        changed = [
            index
            for index, (number, content) in enumerate(
                zip(batch.ids, contents, strict=True),
            )
            if self._is_new(number, content)
        ]
        if len(changed) == len(contents):
            return batch
        return dataclasses.replace(
            batch,
            ids=[batch.ids[index] for index in changed],
            lines=batch.lines.pick(changed) if batch.lines else batch.lines,
            records=[batch.records[i] for i in changed] if batch.records else (),
        )

    def _is_new(self, number: int, content: bytes) -> bool:
        digest = hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()
        written = self._new.get(number) or self._old.pop(number, None)
        if number in self._new or len(self._new) < self._most:
            self._new[number] = digest
        return written != digest

    def turn(self) -> None:
        """A pass has come to its end with its catch-up: let the older half go."""
        self._old, self._new = self._new, {}

    def forget(self) -> None:
        """Forget everything: what was thought written may not be."""
        self._old, self._new = {}, {}
