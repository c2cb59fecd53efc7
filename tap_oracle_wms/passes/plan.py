"""One pass over a stream: fixed when it begins, advanced page by page."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import typing as t

CREATE_TS = "create_ts"
MOD_TS = "mod_ts"


class Phase(enum.Enum):
    """The two readings of a pass."""

    MAIN = "segments"
    """Rows modified since the start of the window."""

    CATCH_UP = "catch_up"
    """Rows created since then whose modification time lies before it."""

    @property
    def word(self) -> str:
        """Its name, as logs and metrics have it."""
        return self.name.lower()


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """A range of ids that is still to be read.

    Attributes:
        after: Last id that has been read, None at the beginning.
        through: Last id that belongs to the segment, None for no end.
    """

    after: int | None = None
    through: int | None = None


WHOLE = (Segment(),)


@dataclasses.dataclass(frozen=True, slots=True)
class Bound:
    """One limit of a window: ``field__lookup=instant``.

    Attributes:
        lookup: ``gte`` or ``lt``.
        instant: Whole second, in UTC; some services refuse or cut finer ones.
    """

    field: str
    lookup: t.Literal["gte", "lt"]
    instant: datetime.datetime


Window: t.TypeAlias = tuple[Bound, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Pass:
    """What one pass reads and how far it is.

    Attributes:
        since: Start of the window, None for everything.
        until: The server's time when the pass began, or the end date if that is
            earlier: the bookmark after the pass. None if unknown: the bookmark
            stays.
        segments: What is left of the main reading; empty when it is done.
        catch_up: What is left of the catch-up; None before it begins.
        version: Version of the table that a full-table pass writes, if any.
    """

    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    segments: tuple[Segment, ...] = WHOLE
    catch_up: tuple[Segment, ...] | None = None
    version: int | None = None

    @property
    def untouched(self) -> bool:
        """Whether nothing is lost by planning it anew: not a page was read."""
        whole = self.segments == WHOLE and self.catch_up is None
        return whole and self.until is None and self.version is None

    @property
    def main_only(self) -> bool:
        """Whether the main reading is done and the catch-up has not begun."""
        return not self.segments and self.catch_up in {None, WHOLE}

    def left(self, phase: Phase) -> tuple[Segment, ...]:
        """Segments that are left of a phase."""
        if phase is Phase.MAIN:
            return self.segments
        return WHOLE if self.catch_up is None else self.catch_up

    def _with(self, phase: Phase, segments: tuple[Segment, ...]) -> Pass:
        if phase is Phase.MAIN:
            return dataclasses.replace(self, segments=segments)
        return dataclasses.replace(self, catch_up=segments)

    def replace(
        self,
        phase: Phase,
        old: Segment,
        new: tuple[Segment, ...],
    ) -> Pass:
        """The pass with one open segment replaced.

        Args:
            phase: The phase that the segment belongs to.
            old: The segment as it stands.
            new: What is left of it: itself, further on; nothing; or its parts.

        Returns:
            The changed pass.
        """
        left = self.left(phase)
        at = left.index(old)
        return self._with(phase, (*left[:at], *new, *left[at + 1 :]))

    def advance(self, phase: Phase, segment: Segment, last_id: int) -> Pass:
        """The pass after a page of a segment was read, up to its last id."""
        moved = Segment(after=last_id, through=segment.through)
        return self.replace(phase, segment, (moved,))

    def finish_segment(self, phase: Phase, segment: Segment) -> Pass:
        """The pass after a segment was read to its end."""
        return self.replace(phase, segment, ())

    def restart(self, phase: Phase) -> Pass:
        """The pass with a phase to be read from its beginning again."""
        return self._with(phase, WHOLE)

    def timed(self, until: datetime.datetime | None) -> Pass:
        """The pass with the time at which it began, learnt from its first page."""
        return dataclasses.replace(self, until=until)


def begin_pass(
    *,
    bookmark: datetime.datetime | None,
    start_date: datetime.datetime | None,
    lookback: int,
    version: int | None = None,
) -> Pass:
    """Plan a pass of an incremental stream; its time is filled in by `Pass.timed`.

    Args:
        bookmark: Where the previous pass ended, None for the first pass.
        start_date: Floor of the first pass.
        lookback: Seconds before the bookmark at which the window starts.
        version: Version of the table, for full-table passes.

    Returns:
        The pass, nothing read yet.
    """
    since = start_date
    if bookmark is not None:
        since = before(bookmark, lookback)
    return Pass(since=since and since.replace(microsecond=0), version=version)


_EARLIEST = datetime.datetime(1, 1, 2, tzinfo=datetime.timezone.utc)


def before(instant: datetime.datetime, seconds: int) -> datetime.datetime:
    """An instant so many seconds earlier, as far as the calendar goes."""
    try:
        return max(_EARLIEST, instant - datetime.timedelta(seconds=seconds))
    except OverflowError:
        return _EARLIEST


def round_up(instant: datetime.datetime) -> datetime.datetime:
    """The instant, or the next whole second."""
    whole = instant.replace(microsecond=0)
    return whole if whole == instant else whole + datetime.timedelta(seconds=1)


def pass_end(
    now: datetime.datetime | None,
    end_date: datetime.datetime | None,
) -> datetime.datetime | None:
    """The ``until`` of a pass.

    Args:
        now: The server's time when the pass began, None if unknown.
        end_date: Configured ceiling.

    Returns:
        The earlier of both, the server's time as whole second; None if it is
        unknown.
    """
    if now is None:
        return None
    now = now.replace(microsecond=0)
    return now if end_date is None else min(now, end_date)


def main_window(
    key: str,
    since: datetime.datetime | None,
    end_date: datetime.datetime | None,
) -> Window | None:
    """Window of the main reading.

    Args:
        key: The replication key.
        since: Start of the window.
        end_date: Configured ceiling.

    Returns:
        The bounds, or None if nothing can lie between them.
    """
    bounds = []
    if since is not None:
        bounds.append(Bound(key, "gte", since))
    if end_date is not None:
        bounds.append(Bound(key, "lt", round_up(end_date)))
        if since is not None and since >= end_date:
            return None
    return tuple(bounds)


def catch_up_window(
    key: str,
    since: datetime.datetime,
    end_date: datetime.datetime | None,
) -> Window:
    """Window of the catch-up: created since, but modified before (back-dated).

    Args:
        key: The replication key.
        since: Start of the main window.
        end_date: Configured ceiling.

    Returns:
        The bounds.
    """
    top = since if end_date is None else min(since, round_up(end_date))
    return (Bound(CREATE_TS, "gte", since), Bound(key, "lt", top))
