"""What happens during a run, as plain facts.

Events hold names, numbers and times. Never a credential, never a value of a row, and no
id of one: ranges and pages are counted instead.
"""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    import datetime

Outcome: t.TypeAlias = t.Literal["completed", "failed", "stopped"]
BreakerState: t.TypeAlias = t.Literal["closed", "suspicious", "open"]


class Errand(t.NamedTuple):
    """What a request is sent for.

    Attributes:
        purpose: page, listing, describe, sample, last id, probe, token, ...
        stream: Name of the stream or entity, None where there is none.
        pass_id: Id of the pass that it belongs to.
        segment: Number of the range of ids, of those that are read at once.
        page: Number of the page within the range, from 1.
        page_size: Rows asked for.
        rung: Way of reading.
    """

    purpose: str
    stream: str | None = None
    pass_id: str | None = None
    segment: int | None = None
    page: int | None = None
    page_size: int | None = None
    rung: str | None = None


class Place(t.NamedTuple):
    """One stream of a run, before anything is read.

    Attributes:
        stream: Its name.
        bookmark: Where its last complete pass ended, None without one.
    """

    stream: str
    bookmark: datetime.datetime | None


# The run


class RunBegun(t.NamedTuple):
    """A run begins: discovery, or a sync with whatever comes before it."""

    version: str


class RunPlanned(t.NamedTuple):
    """It is known what the run reads.

    Attributes:
        places: The streams.
        continuous: Whether it reads them again and again.
    """

    places: tuple[Place, ...]
    continuous: bool = False


class RunEnded(t.NamedTuple):
    """A run has ended.

    Attributes:
        outcome: completed, failed, or stopped by a signal.
    """

    outcome: Outcome


class DiscoveryBegun(t.NamedTuple):
    """Discovery begins."""


class DiscoveryEnded(t.NamedTuple):
    """Discovery has ended.

    Attributes:
        entities: How many were described, None if it failed.
    """

    entities: int | None


# Streams and passes


class StreamBegun(t.NamedTuple):
    """The first pass over a stream begins to be read.

    Attributes:
        key: Replication key, None for a full table.
    """

    stream: str
    key: str | None


class StreamEnded(t.NamedTuple):
    """Everything of a stream is written, or it has failed.

    Attributes:
        before: Bookmark before; the earliest one of several partitions.
        after: Bookmark after, likewise.
        server_time: The service's clock, None if unknown.
        problem: Kind of the failure.
    """

    stream: str
    outcome: Outcome
    before: datetime.datetime | None
    after: datetime.datetime | None
    server_time: datetime.datetime | None
    problem: str | None = None


class PassBegun(t.NamedTuple):
    """A pass begins, or goes on.

    Attributes:
        pass_id: Its id.
        partition: Number of the partition, from 1; 0 without partitions.
        since: Start of its window, None for everything.
        resumed: Whether an earlier run had begun it.
    """

    pass_id: str
    stream: str
    partition: int
    since: datetime.datetime | None
    resumed: bool


class PassEnded(t.NamedTuple):
    """A pass is complete and written: the bookmark has moved to its end."""

    pass_id: str
    stream: str
    until: datetime.datetime | None


class PassFailed(t.NamedTuple):
    """A pass could not be read to its end."""

    pass_id: str
    stream: str
    problem: str


class PageRead(t.NamedTuple):
    """A page was read, verified, and is about to be written.

    Attributes:
        phase: main, or catch-up for rows that were created with a time of earlier.
        rung: Way of reading.
        done: Share of the main reading that is behind us, from 0 to 1, by ids; None
            where it is not known.
    """

    pass_id: str
    stream: str
    phase: str
    rows: int
    rung: str
    done: float | None


class Written(t.NamedTuple):
    """Records were written."""

    stream: str
    records: int


class Undescribed(t.NamedTuple):
    """Rows had fields that the schema does not know.

    Attributes:
        fields: Rows by name of the field.
    """

    stream: str
    fields: dict[str, int]


# Requests


class RequestBegun(t.NamedTuple):
    """A request goes out.

    Attributes:
        request_id: Its id, which goes with it as a header.
        origin: Scheme, host and port.
        path: Path without query.
        attempt: From 1.
    """

    request_id: str
    errand: Errand
    method: str
    origin: str
    path: str
    attempt: int


class RequestEnded(t.NamedTuple):
    """A request was answered, or came to nothing.

    Attributes:
        status: HTTP status, None if there was no whole answer.
        seconds: What it took.
        received: Bytes of the decoded body.
        reference: The service's own word for an error.
        fault: Why there was no whole answer.
    """

    request_id: str
    errand: Errand
    method: str
    path: str
    attempt: int
    status: int | None
    seconds: float
    received: int = 0
    reference: str = ""
    fault: str = ""


class RetryBegun(t.NamedTuple):
    """A request is to be repeated, after a wait.

    Attributes:
        attempt: Number of the next attempt.
        seconds: The wait.
        status: HTTP status that is the reason, None if there was no whole answer.
    """

    errand: Errand
    attempt: int
    seconds: float
    status: int | None


class RetryWaited(t.NamedTuple):
    """The wait before a repetition is over; what `RetryBegun` says holds."""

    errand: Errand
    attempt: int
    seconds: float
    status: int | None


class BreakerChanged(t.NamedTuple):
    """The circuit breaker takes the service for well, for doubtful, or for down."""

    state: BreakerState


class PaceChanged(t.NamedTuple):
    """More or fewer requests may be in flight.

    Attributes:
        at_once: How many.
        slower: Whether the service had too much to do.
    """

    at_once: int
    slower: bool


Event: t.TypeAlias = (
    RunBegun
    | RunPlanned
    | RunEnded
    | DiscoveryBegun
    | DiscoveryEnded
    | StreamBegun
    | StreamEnded
    | PassBegun
    | PassEnded
    | PassFailed
    | PageRead
    | Written
    | Undescribed
    | RequestBegun
    | RequestEnded
    | RetryBegun
    | RetryWaited
    | BreakerChanged
    | PaceChanged
)
