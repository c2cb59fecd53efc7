"""Where a stream stands, kept in the tap's own state."""

from __future__ import annotations

import dataclasses
import logging
import typing as t

from tap_oracle_wms.passes.bookmarks import Bookmark, Entry, StateError, pass_entry
from tap_oracle_wms.values import format_instant

if t.TYPE_CHECKING:
    from tap_oracle_wms.passes import Pass
    from tap_oracle_wms.settings.model import Filters

logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class Progress:
    """One entry of the state: that of a stream, or of one of its partitions.

    Attributes:
        stream: Name of the stream.
        key: Replication key, None for a full-table stream.
        context: Filters of the partition, None without partitions.
        bookmarks: The ``bookmarks`` of the tap's state; changed in place.
        number: Number of the partition, from 1; 0 without partitions.
    """

    stream: str
    key: str | None
    context: Filters | None
    bookmarks: dict[str, Entry]
    number: int = 0

    def _find(self) -> Entry | None:
        entry = self.bookmarks.get(self.stream)
        if self.context is None or entry is None:
            return entry
        partitions: list[Entry] = entry.get("partitions", [])
        return next((e for e in partitions if e["context"] == self.context), None)

    def _entry(self) -> Entry:
        """The entry, made if there is none."""
        found = self._find()
        if found is not None:
            return found
        entry = self.bookmarks.setdefault(self.stream, {})
        if self.context is None:
            return entry
        made: Entry = {"context": dict(self.context)}
        entry.setdefault("partitions", []).append(made)
        return made

    @property
    def known(self) -> bool:
        """Whether the state shows that the entity has been read before."""
        entry = self._find() or {}
        return "replication_key_value" in entry or "pass" in entry

    def bookmark(self) -> Bookmark:
        """What the state says.

        Returns:
            The bookmark. A pass that another kind of reading began is left out: an
            incremental window is no part of a full table.

        Raises:
            StateError: If the bookmark belongs to another replication key.
        """
        bookmark = Bookmark.read(self._find() or {}, self.stream)
        if self.key is None:
            under_way = bookmark.under_way
            if under_way is not None and (under_way.since or under_way.until):
                under_way = None
            return Bookmark(under_way=under_way)
        if bookmark.key is not None and bookmark.key != self.key:
            msg = (
                f"The state of stream '{self.stream}' has a bookmark by "
                f"'{bookmark.key}', but the stream is now read by '{self.key}'; "
                "remove the stream's entry from the state to read it afresh"
            )
            raise StateError(msg)
        return bookmark

    def save(self, under_way: Pass) -> None:
        """Note how far the pass is."""
        entry = self._entry()
        if self.key is not None:
            entry["replication_key"] = self.key
        entry["pass"] = pass_entry(under_way)

    def complete(self, done: Pass) -> None:
        """Note that the pass is complete: the bookmark moves to its end."""
        if self.key is None:
            self._drop()
            return
        entry = self._entry()
        old = Bookmark.read(entry, self.stream).value
        entry.pop("pass", None)
        entry.pop("replication_key", None)
        if done.until is None:
            logger.warning(
                "%s: the service does not tell its time, so the bookmark stays where "
                "it was and the next run reads the same rows again",
                self.stream,
            )
        elif old is None or done.until > old:
            entry["replication_key"] = self.key
            entry["replication_key_value"] = format_instant(done.until)
        if old is not None:
            entry["replication_key"] = self.key
        if not entry.keys() - {"context"}:
            self._drop()

    def _drop(self) -> None:
        """Full-table streams keep nothing when they are complete."""
        entry = self.bookmarks.get(self.stream)
        if self.context is None:
            self.bookmarks.pop(self.stream, None)
        elif entry is not None:
            partitions = entry.get("partitions", [])
            partitions[:] = [e for e in partitions if e["context"] != self.context]


def arrange_partitions(
    stream: str,
    partitions: t.Sequence[Filters],
    bookmarks: dict[str, Entry],
) -> list[Filters | None]:
    """Bring a stream's state in line with its configured partitions.

    Args:
        stream: Name of the stream.
        partitions: The configured partitions, none for an undivided stream.
        bookmarks: The ``bookmarks`` of the tap's state; changed in place.

    Returns:
        The contexts to read, ``[None]`` for an undivided stream. Partitions that
        are no longer configured are dropped from the state, and so is a bookmark of
        the other form.
    """
    entry = bookmarks.get(stream, {})
    if not entry:
        bookmarks.pop(stream, None)
    if not partitions:
        if entry.pop("partitions", None):
            logger.warning(
                "%s: no longer has partitions; their bookmarks are dropped and the "
                "stream is read afresh",
                stream,
            )
        return [None]
    if entry.keys() - {"partitions"}:
        logger.warning(
            "%s: now has partitions; its undivided bookmark is dropped and each "
            "partition is read afresh",
            stream,
        )
        for key in entry.keys() - {"partitions"}:
            del entry[key]
    if "partitions" in entry:
        kept = [e for e in entry["partitions"] if e["context"] in partitions]
        if len(kept) < len(entry["partitions"]):
            logger.info("%s: partitions no longer configured are dropped", stream)
        entry["partitions"] = kept
    return [*partitions]
