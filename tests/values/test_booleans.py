"""Booleans."""

from __future__ import annotations

import decimal

import pytest

from tap_oracle_wms.values import Mismatch
from tap_oracle_wms.values.convert import to_boolean


@pytest.mark.parametrize("value", [True, 1, "1", "true", "True", "TRUE"])
def test_true(value: object) -> None:
    assert to_boolean(value) is True


@pytest.mark.parametrize("value", [False, 0, "0", "false", "False"])
def test_false(value: object) -> None:
    assert to_boolean(value) is False


@pytest.mark.parametrize(
    "value",
    [2, -1, "2", "Y", "N", "yes", " true", "on", decimal.Decimal("0.5"), [], {}],
    ids=repr,
)
def test_neither(value: object) -> None:
    with pytest.raises(Mismatch):
        to_boolean(value)
