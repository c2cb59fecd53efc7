"""A file that is written again as long as the loop is at work."""

from __future__ import annotations

import json
import logging
import pathlib
import time
import typing as t

if t.TYPE_CHECKING:
    from tap_oracle_wms.health.status import Status

logger = logging.getLogger(__name__)

_AT_MOST_EVERY = 1.0
"""Seconds between two writes."""


class Heartbeat:
    """Writes the status to a file, whole or not at all. For one thread."""

    def __init__(self, path: str, status: Status) -> None:
        """Prepare; nothing is written yet."""
        self._path = pathlib.Path(path)
        self._next = self._path.with_name(f".{self._path.name}.next")
        self._status = status
        self._at: float | None = None
        self._failed = False

    def beat(self, *, last: bool = False) -> None:
        """Write the file, unless it was written a moment ago.

        A file that can't be written is warned of, once, and harms nothing.

        Args:
            last: Whether no other beat follows: then it is written in any case.
        """
        now = time.monotonic()
        if not last and self._at is not None and now - self._at < _AT_MOST_EVERY:
            return
        self._at = now
        try:
            self._next.write_text(json.dumps(self._status.report()), encoding="utf-8")
            self._next.replace(self._path)
        except OSError as error:
            if not self._failed:
                logger.warning("heartbeat_file can't be written: %s", error.strerror)
            self._failed = True
        else:
            self._failed = False
