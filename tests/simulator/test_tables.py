"""How values are stored: exact, and in an order that compares as values do."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wms_simulator._moments import parse_moment
from wms_simulator.catalog.entities import entities
from wms_simulator.store.tables import compare_decimals, plain, stamp

_DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=7)
_MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([timezone.utc, timezone(timedelta(hours=5, minutes=30))]),
)


@settings(deadline=None)
@given(_DECIMALS)
def test_a_stored_decimal_is_the_same_number(number: Decimal) -> None:
    text = plain(str(number))
    assert Decimal(text) == number
    assert "E" not in text
    assert not ("." in text and text.endswith(("0", ".")))


@settings(deadline=None)
@given(_DECIMALS, _DECIMALS)
def test_stored_decimals_compare_as_numbers(left: Decimal, right: Decimal) -> None:
    expected = (left > right) - (left < right)
    assert compare_decimals(plain(str(left)), plain(str(right))) == expected


@settings(deadline=None)
@given(_MOMENTS, _MOMENTS)
def test_stored_times_compare_as_times(left: datetime, right: datetime) -> None:
    assert (stamp(left) < stamp(right)) == (left < right)
    assert len(stamp(left)) == 26


@pytest.mark.parametrize(
    "text",
    [
        "2025-07-15T12:00:00.5Z",
        "2025-07-15T12:00:00.500000",
        "2025-07-15 09:00:00.50-03:00",
    ],
)
def test_times_from_outside(text: str) -> None:
    assert parse_moment(text).astimezone(timezone.utc).isoformat() == (
        "2025-07-15T12:00:00.500000+00:00"
    )


@pytest.mark.parametrize(
    ("entity", "field", "target"),
    [
        ("order_hdr", "facility_id", "facility"),
        ("order_hdr", "dest_facility_id", "facility"),
        ("order_hdr", "status_id", "order_status"),
        ("order_dtl", "order_id", "order_hdr"),
        ("order_dtl", "ordered_uom_id", "uom"),
        ("container", "putawaytype_id", "putaway_type"),
        ("container", "curr_location_id", "location"),
        ("container", "status_id", "container_status"),
        ("allocation", "from_inventory_id", "inventory"),
        ("purchase_order_hdr", "status_id", "purchase_order_status"),
        ("stage_order_hdr", "status_id", "stage_status"),
        ("allocation", "type_id", None),
    ],
)
def test_relations_lead_to_their_entity(
    entity: str, field: str, target: str | None
) -> None:
    assert entities()[entity].fields[field].target == target
