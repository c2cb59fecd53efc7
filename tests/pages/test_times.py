"""Whether a service reads the times of filters as they are meant."""

from __future__ import annotations

import datetime
import typing as t

import pytest

from tap_oracle_wms.http import RefusedError
from tap_oracle_wms.pages import RowsError
from tap_oracle_wms.pages.times import understands_times
from tests.pages.service import Params, Row, Service, query, row

STAMP = "2026-07-15T09:30:00.250000-03:00"


def service_with(*stamps: str | None) -> Service:
    return Service([row(n, mod_ts=stamp) for n, stamp in enumerate(stamps, start=1)])


def select_one(service: Service, shift: datetime.timedelta) -> t.Callable[..., t.Any]:
    """Filters as a service applies them that is off by so much."""
    select = service.select

    def shifted(asked: Params) -> list[Row]:
        moved = {
            name: (datetime.datetime.fromisoformat(value) + shift).isoformat()
            if name.startswith("mod_ts__")
            else value
            for name, value in asked.items()
        }
        alone = moved.pop("id", None)
        return [r for r in select(moved) if alone is None or str(r["id"]) == alone]

    return shifted


@pytest.mark.parametrize(
    ("hours", "understood"),
    [(0, True), (3, False), (-3, False)],
)
def test_a_row_is_found_by_its_own_time_or_not(
    monkeypatch: pytest.MonkeyPatch,
    hours: int,
    understood: bool,  # noqa: FBT001
) -> None:
    service = service_with(STAMP, STAMP)
    shift = datetime.timedelta(hours=hours)
    monkeypatch.setattr(service, "select", select_one(service, shift))
    assert understands_times(service.as_client(), query(), "mod_ts") is understood
    assert service.asked[1]["mod_ts__gte"] == "2026-07-15T12:30:00+00:00"
    assert service.asked[1]["mod_ts__lt"] == "2026-07-15T12:30:01+00:00"
    assert service.asked[1]["id"] == "1"


@pytest.mark.parametrize(
    ("hours", "understood"),
    [(0, True), (3, False), (-3, False)],
)
def test_where_an_id_is_refused_any_row_of_that_second_will_do(
    monkeypatch: pytest.MonkeyPatch,
    hours: int,
    understood: bool,  # noqa: FBT001
) -> None:
    service = service_with(STAMP, STAMP)
    service.refused = {"id"}
    shift = datetime.timedelta(hours=hours)
    monkeypatch.setattr(service, "select", select_one(service, shift))
    assert understands_times(service.as_client(), query(), "mod_ts") is understood
    assert service.asked[2]["mod_ts__gte"] == "2026-07-15T12:30:00+00:00"


def test_a_service_that_refuses_the_window_is_an_error() -> None:
    service = service_with(STAMP)
    service.refused = {"mod_ts__lt"}
    with pytest.raises(RefusedError):
        understands_times(service.as_client(), query(), "mod_ts")


def test_without_rows_it_can_not_be_told() -> None:
    assert understands_times(Service([]).as_client(), query(), "mod_ts") is None


def test_without_a_time_it_can_not_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    service = service_with(None)

    def select(asked: Params) -> list[Row]:
        return [] if "mod_ts__gte" in asked else service.rows

    monkeypatch.setattr(service, "select", select)
    assert understands_times(service.as_client(), query(), "mod_ts") is None


def test_a_row_that_keeps_changing_tells_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = service_with(STAMP)
    monkeypatch.setattr(
        service,
        "select",
        select_one(service, datetime.timedelta(hours=3)),
    )

    def touch(request: int) -> None:
        service.rows[0]["mod_ts"] = f"2026-07-15T09:30:{request:02}.000000-03:00"

    service.before = touch
    with pytest.raises(RowsError, match="too fast"):
        understands_times(service.as_client(), query(), "mod_ts")


def test_a_row_that_goes_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    service = service_with(*[STAMP] * 3)
    shift = datetime.timedelta(hours=-3)
    monkeypatch.setattr(service, "select", select_one(service, shift))
    first = (1, STAMP)

    def delete(request: int) -> None:
        if request in {2, 5}:
            del service.rows[0]

    service.before = delete
    assert understands_times(service.as_client(), query(), "mod_ts", first) is False
    service.before = lambda _: service.rows.clear()
    assert understands_times(service.as_client(), query(), "mod_ts", first) is None


def test_the_filters_of_the_user_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    service = service_with(STAMP)
    monkeypatch.setattr(
        service,
        "select",
        select_one(service, datetime.timedelta()),
    )
    asked = query(filters=(("company_id__code", "ACME"),))
    understands_times(service.as_client(), asked, "mod_ts")
    assert all(params["company_id__code"] == "ACME" for params in service.asked)
