"""The SDK's standard tests for taps, against a small warehouse."""

from __future__ import annotations

import atexit
import typing as t

import pytest
from singer_sdk.testing import SuiteConfig, get_tap_test_class

from tap_oracle_wms.tap import TapOracleWms
from wms_simulator import Simulator

if t.TYPE_CHECKING:
    from singer_sdk.testing.runners import TapTestRunner

# A column may be null in every row of a warehouse; the suite only warns of it.
pytestmark = pytest.mark.filterwarnings(
    "ignore:No records were available to test:UserWarning",
)

ENTITIES = ("facility", "inventory", "item", "order_hdr", "order_status", "rf_key_map")
MOST_ROWS = 60

# The suite wants its streams when it is collected, before any fixture: hence a
# warehouse of its own, which nobody changes, until the interpreter ends.
_warehouse = Simulator(size="tiny").start()
atexit.register(_warehouse.stop)

_StandardTapTests = get_tap_test_class(
    TapOracleWms,
    config={
        "base_url": _warehouse.base_url,
        "username": _warehouse.username,
        "password": _warehouse.password,
        "entities": [*ENTITIES],
        "max_retries": 2,
    },
    suite_config=SuiteConfig(max_records_limit=MOST_ROWS),
)


class TestTapOracleWms(_StandardTapTests):  # type: ignore[valid-type, misc]
    """The standard tests, and what they take for granted."""

    def test_the_suite_s_run_had_no_failure(self, runner: TapTestRunner) -> None:
        """A stream that fails is noted and passed over: ask for the notes."""
        for name in ENTITIES:
            wanted = min(MOST_ROWS, _warehouse.count(name))
            assert len(runner.records[name]) == wanted
        tap = t.cast("TapOracleWms", runner.new_tap())
        assert tap.run_sync_dry_run(dry_run_record_limit=MOST_ROWS)
        tap.raise_failures()
