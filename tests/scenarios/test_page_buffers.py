"""What waits for a slow target: counted by the pages that the service was asked for."""

from __future__ import annotations

import time
import typing as t

import pytest

from tap_oracle_wms.ahead import threads_for
from tap_oracle_wms.output import LineWriter
from tap_oracle_wms.passes import split
from tap_oracle_wms.reading import runner
from tests.support import run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
CatalogOf: t.TypeAlias = t.Callable[..., Json]

STREAMS = ("allocation", "container", "order_dtl", "order_hdr")
AT_ONCE = 4
QUIET_SECONDS = 0.7


class SlowTarget:
    """Takes the first page only when nothing more is asked for."""

    def __init__(self, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
        self._simulator = simulator
        self.waiting = 0
        write_lines = LineWriter.write_lines

        def wait_and_write(*args: t.Any) -> None:
            self.wait()
            write_lines(*args)

        monkeypatch.setattr(LineWriter, "write_lines", wait_and_write)

    def wait(self) -> None:
        while not self.waiting:
            before = self._asked()
            time.sleep(QUIET_SECONDS)
            self.waiting = before if before == self._asked() else 0

    def _asked(self) -> int:
        return len(self._simulator.requests(kind="list"))


@pytest.fixture
def target(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> SlowTarget:
    return SlowTarget(simulator, monkeypatch)


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes streams of some hundred rows worth splitting."""
    monkeypatch.setattr(split, "FEWEST_ROWS", 100)
    monkeypatch.setattr(runner, "READ_FIRST", 20)


def pages_that_wait(target: SlowTarget, config: Json, catalog: Json) -> int:
    """How many pages are asked for while the target takes none."""
    limits = {"page_size": 20, "max_concurrent_requests": AT_ONCE}
    assert run_tap(config={**config, **limits}, catalog=catalog).exit_code == 0
    return target.waiting


AHEAD = threads_for(AT_ONCE) + 2
IN_TURN = 1 + 2 + 1
"""Being written, held, being read."""


def test_pages_that_wait_are_bounded(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    target: SlowTarget,
) -> None:
    catalog = catalog_of(*STREAMS)
    simulator.clear_log()
    waiting = pages_that_wait(target, config, catalog)
    assert AT_ONCE < waiting <= IN_TURN + AHEAD
    assert len(simulator.requests(kind="list")) > 5 * waiting
    assert simulator.max_in_flight() <= AT_ONCE


@pytest.mark.usefixtures("small_is_large")
def test_pages_of_ranges_that_wait_are_bounded(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    target: SlowTarget,
) -> None:
    catalog = catalog_of(*STREAMS)
    simulator.clear_log()
    waiting = pages_that_wait(target, config, catalog)
    ranges = threads_for(AT_ONCE) + 2
    greatest_ids = len(STREAMS)
    assert AT_ONCE < waiting <= IN_TURN + AHEAD + ranges + greatest_ids
    assert len(simulator.requests(kind="list")) > 3 * waiting
    assert simulator.max_in_flight() <= AT_ONCE


@pytest.mark.usefixtures("small_is_large")
def test_only_the_stream_in_turn_is_split(
    simulator: Simulator,
    config: Json,
    catalog_of: CatalogOf,
    target: SlowTarget,
) -> None:
    """Ranges of streams that are not yet written would fill the memory."""
    catalog = catalog_of(*STREAMS)
    simulator.clear_log()
    waiting = pages_that_wait(target, config, catalog)
    log = [
        (request["entity"], "id__lte" in request["query"])
        for request in simulator.requests(kind="list")
    ]
    early = {entity for entity, is_range in log[:waiting] if is_range}
    assert early <= {STREAMS[0]}
    assert {entity for entity, is_range in log if is_range} == {*STREAMS}
