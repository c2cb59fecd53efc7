"""What rows show of the times of filters, and what is asked where they show nothing."""

from __future__ import annotations

import dataclasses
import datetime
import logging
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.http import ServiceDownError
from tap_oracle_wms.pages import TimesError, TimeTrust
from tap_oracle_wms.passes import Bound
from tests.pages.service import Params, Row, Service, query, row

if t.TYPE_CHECKING:
    from tap_oracle_wms.pages import Query
    from tap_oracle_wms.passes import Window
    from tap_oracle_wms.rows import RowsPage

UTC = datetime.timezone.utc
SINCE = datetime.datetime(2026, 7, 15, 8, tzinfo=UTC)
UNTIL = datetime.datetime(2026, 7, 16, 8, tzinfo=UTC)
FROM = (Bound("mod_ts", "gte", SINCE),)
BETWEEN = (*FROM, Bound("mod_ts", "lt", UNTIL))


@dataclasses.dataclass
class Zoned(Service):
    """A service that reads times in the zone of its user, so many hours off."""

    hours: int = 0
    down: bool = False

    def select(self, asked: Params) -> list[Row]:
        moved = {**asked}
        for name, value in asked.items():
            if name.startswith("mod_ts__"):
                instant = datetime.datetime.fromisoformat(value)
                moved[name] = (
                    instant - datetime.timedelta(hours=self.hours)
                ).isoformat()
        alone = moved.pop("id", None)
        if alone is not None and self.down:
            msg = "nothing works"
            raise ServiceDownError(msg, request="GET item")
        return [r for r in super().select(moved) if alone in {None, str(r["id"])}]

    def no_rows(self) -> RowsPage:
        """An empty page."""
        return self.codec().nothing()

    def check(self, trust: TimeTrust, asked: Query) -> int:
        """Let it look at the first page; returns how many requests it took."""
        page = self.fetcher().page(asked).rows
        before = len(self.asked)
        trust.check(asked, page)
        return len(self.asked) - before


def at(*hours: float) -> list[Row]:
    """Rows that were modified so many hours after the beginning of the window."""
    stamps = [SINCE + datetime.timedelta(hours=hour) for hour in hours]
    return [row(n, mod_ts=stamp.isoformat()) for n, stamp in enumerate(stamps, start=1)]


def windowed(window: Window = FROM) -> Query:
    return query(window=window)


@pytest.mark.parametrize(
    ("hours", "window", "requests"),
    [
        pytest.param((0.0,), FROM, 0, id="at-the-beginning"),
        pytest.param((0.99, 5), FROM, 0, id="within-an-hour"),
        pytest.param((1.0, 5), FROM, 1, id="an-hour-later"),
        pytest.param((-30.0,), FROM, 2, id="nothing-new"),
        pytest.param((0.5, 5), BETWEEN, 1, id="nothing-near-the-end"),
        pytest.param((0.5, 23.5), BETWEEN, 0, id="both-ends"),
        pytest.param((12.0, 23.5), BETWEEN, 1, id="nothing-near-the-beginning"),
    ],
)
def test_it_is_asked_for_only_where_rows_do_not_show_it(
    hours: tuple[float, ...],
    window: Window,
    requests: int,
) -> None:
    service = Zoned(at(*hours))
    trust = TimeTrust(service.as_client(), verify=True)
    assert service.check(trust, windowed(window)) == requests
    assert not trust.needs_proof
    assert service.check(trust, windowed(window)) == 0


def test_without_a_window_nothing_is_asked() -> None:
    service = Zoned(at(5))
    trust = TimeTrust(service.as_client(), verify=True)
    assert service.check(trust, query()) == 0
    assert trust.needs_proof


def test_an_empty_entity_shows_nothing_and_loses_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    service = Zoned([])
    trust = TimeTrust(service.as_client(), verify=True)
    for _ in range(2):
        assert service.check(trust, windowed()) == 1
    assert trust.needs_proof
    trust.tell()
    assert not caplog.records


@pytest.mark.parametrize("hours", [-5, -3, 2, 9])
@pytest.mark.parametrize("rows", [(5.0,), (-30.0,), (12.0, 30.0)])
def test_a_service_that_is_hours_off_is_refused_each_time(
    hours: int,
    rows: tuple[float, ...],
) -> None:
    service = Zoned(at(*rows), hours=hours)
    trust = TimeTrust(service.as_client(), verify=True)
    for _ in range(2):
        with pytest.raises(TimesError, match="facility whose zone is UTC"):
            service.check(trust, windowed())
    assert trust.needs_proof


@pytest.mark.parametrize("understood", [True, False])
def test_where_it_is_not_to_be_asked_it_is_told_at_the_end(
    caplog: pytest.LogCaptureFixture,
    understood: bool,  # noqa: FBT001
) -> None:
    service = Zoned(at(5))
    trust = TimeTrust(service.as_client(), verify=None)
    assert service.check(trust, windowed()) == 0
    if understood:  # as a later page, or another stream, shows
        service.rows = at(5, 0)
        assert service.check(trust, windowed()) == 0
    trust.tell()
    told = [one.getMessage() for one in caplog.records]
    assert len(told) == (0 if understood else 1)
    assert understood or "Set verify_time_filters to true" in told[0]


def test_whoever_is_sure_is_not_bothered(caplog: pytest.LogCaptureFixture) -> None:
    service = Zoned(at(-30), hours=-3)
    trust = TimeTrust(service.as_client(), verify=False)
    trust.insist()
    assert service.check(trust, windowed()) == 0
    trust.tell()
    assert trust.is_taken_for_granted
    assert not caplog.records


def test_who_insists_has_it_asked() -> None:
    service = Zoned(at(5))
    trust = TimeTrust(service.as_client(), verify=None)
    trust.insist()
    assert service.check(trust, windowed()) == 1


def test_a_refusal_to_tell_is_told_at_once_and_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    service = Zoned(at(5), refused={"mod_ts__lt"})
    trust = TimeTrust(service.as_client(), verify=None)
    trust.insist()
    for _ in range(2):
        service.check(trust, windowed())
    assert trust.needs_proof
    trust.tell()
    (told,) = caplog.records
    assert "could not be asked" in told.getMessage()


def test_a_refusal_to_tell_is_no_proof() -> None:
    service = Zoned(at(5), refused={"mod_ts__lt"})
    trust = TimeTrust(service.as_client(), verify=True)
    with pytest.raises(TimesError, match="set verify_time_filters to false"):
        service.check(trust, windowed())


@pytest.mark.parametrize("hours", [0, -3])
@pytest.mark.parametrize(
    "refused",
    [{"page_mode=sequenced"}, {"page_mode=sequenced", "ordering"}, {"id"}, {"fields"}],
)
def test_it_is_asked_in_a_way_that_the_service_allows(
    hours: int,
    refused: set[str],
) -> None:
    service = Zoned(at(-5), hours=hours, refused=refused)
    trust = TimeTrust(service.as_client(), verify=True)
    if hours:
        with pytest.raises(TimesError, match="is not found by its own"):
            trust.check(windowed(), service.no_rows())
    else:
        trust.check(windowed(), service.no_rows())
        assert not trust.needs_proof


def test_a_service_that_is_down_is_no_answer() -> None:
    service = Zoned(at(5), down=True)
    trust = TimeTrust(service.as_client(), verify=True)
    with pytest.raises(ServiceDownError):
        service.check(trust, windowed())


@given(
    hours=st.integers(-12, 14),
    rows=st.lists(st.floats(-48, 48), max_size=6),
)
def test_what_is_trusted_has_no_holes(hours: int, rows: list[float]) -> None:
    service = Zoned(at(*rows), hours=hours)
    trust = TimeTrust(service.as_client(), verify=True)
    asked = windowed(BETWEEN)
    shown = set(service.fetcher().page(asked).rows.ids())
    meant = {
        one["id"]
        for one in service.rows
        if SINCE.isoformat() <= one["mod_ts"] < UNTIL.isoformat()
    }
    try:
        service.check(trust, asked)
    except TimesError:
        assert hours
    else:
        # A page with rows from outside of the window is refused by another check.
        assert shown >= meant or shown - meant
