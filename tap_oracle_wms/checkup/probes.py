"""How the service behaves where its behaviour is not documented."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import typing as t

from tap_oracle_wms.checkup.report import Finding, Level, Problem
from tap_oracle_wms.errors import DataError
from tap_oracle_wms.http import ApiError, ServiceDownError, SignInError, decode_json
from tap_oracle_wms.pages import (
    OrderViolation,
    PageReader,
    Query,
    RestartPhase,
    Rung,
    understands_times,
)
from tap_oracle_wms.passes import Bound, Segment
from tap_oracle_wms.passes.plan import MOD_TS
from tap_oracle_wms.rows import PageCodec, RowConverter, RowIdError
from tap_oracle_wms.schema import Column

if t.TYPE_CHECKING:
    from tap_oracle_wms.http import Client

_ROWS = 10
_PAGES = 3
_TOLERATED_OFFSET = 60
_COLUMNS = (Column("id", "id", "integer"), Column(MOD_TS, MOD_TS, "date-time"))
_EARLY = datetime.datetime(2001, 1, 1, tzinfo=datetime.timezone.utc)

_WAYS = {
    Rung.SEQUENCED: "by id, in sequenced mode (the best way)",
    Rung.ORDERED: "by id, in paged mode with ordering=id (a good way)",
    Rung.LINKED: "along its links until two readings agree (slow)",
}


@dataclasses.dataclass(slots=True)
class Probed:
    """What trying to read an entity showed.

    Attributes:
        findings: What was found.
        rows: Whether the user sees any rows.
    """

    findings: list[Finding]
    rows: bool = False


def clock(http: Client, now: float) -> Finding:
    """Compare the service's clock with this machine's.

    Args:
        http: Has asked the service.
        now: This machine's time, in seconds since 1970.

    Returns:
        The finding.
    """
    theirs = http.clock.now()
    if theirs is None:
        return Finding(
            "clock",
            Level.FAILURE,
            "the service does not tell its time: bookmarks can't move",
            Problem.CLOCK,
            "Answers come without a usable Date header, so incremental runs would "
            "read the same rows again and again: look for a proxy that removes it.",
        )
    offset = round(theirs.timestamp() - now)
    if abs(offset) <= _TOLERATED_OFFSET:
        return Finding("clock", Level.OK, "agrees with this machine's")
    return Finding(
        "clock",
        Level.WARNING,
        f"differs from this machine's by {offset} s (bookmarks follow the service's)",
        advice="Runs are not affected, but one of the two clocks is wrong: see that "
        "this machine's is set by NTP.",
    )


def ladder(http: Client, name: str) -> Probed:
    """Read the first pages of an entity as the tap would.

    Args:
        http: Asks the service.
        name: Name of the entity.

    Returns:
        The way of reading that holds, or why none does.

    Raises:
        SignInError: If the credentials are refused.
        ServiceDownError: If everything fails.
    """
    step = f"reading {name}"
    reader = _reader(http, name)
    query = Query(name, (), (), ("id", MOD_TS), MOD_TS)
    while True:
        try:
            pages = [*itertools.islice(reader.read(query, Segment()), _PAGES)]
        except RestartPhase:
            continue
        except (SignInError, ServiceDownError):
            raise
        except RowIdError:
            text = "readable, but its rows have no id: always read as a whole"
            return Probed([Finding(step, Level.OK, text)])
        except (ApiError, DataError) as error:
            finding = Finding(
                step,
                Level.FAILURE,
                str(error),
                Problem.ENTITY,
                f"'{name}' can't be read: see the message, or leave it out by "
                "exclude_entities.",
            )
            return Probed([finding])
        break
    if not any(len(page.rows) for page in pages):
        return Probed([Finding(step, Level.OK, "readable, no rows for this user")])
    rung = reader.rung
    good = rung is not Rung.LINKED
    finding = Finding(
        step,
        Level.OK if good else Level.WARNING,
        _WAYS[rung],
        None if good else Problem.ORDER,
        ""
        if good
        else f"'{name}' can't be read in the order of its ids: keep its readings "
        "small by a start_date or filters, and run when the warehouse is quiet.",
    )
    timed = any(filter(None, pages[0].rows.stamps(MOD_TS)))
    return Probed([finding, *(_window(http, name) if timed else [])], rows=True)


def _window(http: Client, name: str) -> list[Finding]:
    """Whether a filter in time is honoured: nothing was modified before 2001."""
    reader = _reader(http, name)
    bound = Bound(MOD_TS, "lt", _EARLY)
    query = Query(name, (bound,), (), ("id", MOD_TS), MOD_TS)
    try:
        next(reader.read(query, Segment()), None)
    except (SignInError, ServiceDownError):
        raise
    except (ApiError, DataError, RestartPhase) as error:
        if isinstance(error, DataError):
            return [
                Finding(
                    f"filters of {name}",
                    Level.FAILURE,
                    f"a filter on {MOD_TS} is ignored",
                    Problem.FILTERS,
                    f"Incremental reading of '{name}' would not be reliable: select "
                    "FULL_TABLE for it.",
                ),
            ]
        return []
    return []


def times(http: Client, names: t.Iterable[str]) -> Finding | None:
    """Try on a row whether times in filters are understood.

    Args:
        http: Asks the service.
        names: Entities with rows.

    Returns:
        The finding, None if there was nothing to try it on.

    Raises:
        SignInError: If the credentials are refused.
        ServiceDownError: If everything fails.
    """
    for name in names:
        query = Query(name, (), (), ("id", MOD_TS), MOD_TS)
        try:
            understood = understands_times(http, query, MOD_TS)
        except (SignInError, ServiceDownError):
            raise
        except (ApiError, OrderViolation, DataError, ValueError):
            continue
        if understood:
            text = "times with an offset are understood"
            return Finding("time filters", Level.OK, text)
        if understood is False:
            return Finding(
                "time filters",
                Level.FAILURE,
                "a row is not found by its own time in UTC: the service seems to "
                "ignore the offset, and incremental runs would miss rows",
                Problem.TIMES,
                "Give the API user a default facility whose zone is UTC. Until then, "
                "set verify_time_filters to true and run discovery again: all streams "
                "are read in full then.",
            )
    return None


def _reader(http: Client, name: str) -> PageReader:
    converter = RowConverter(name, _COLUMNS, ("id", MOD_TS))
    codec = PageCodec(_COLUMNS, converter, decode_json, quick=False)
    return PageReader(http, name, _ROWS, codec, confirm_exists=lambda: None)
