"""Hostile scenarios: the tap shall not lose, hang, lie or leak."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.reliability.world")
