"""The loop of continuous mode: one thread writes what others read."""

from __future__ import annotations

import logging
import time
import typing as t

from tap_oracle_wms.ahead import Crew
from tap_oracle_wms.http import ServiceDownError, SignInError
from tap_oracle_wms.polling.outage import Outage, Probed
from tap_oracle_wms.polling.polled import FAILURES, Failure, Polled

if t.TYPE_CHECKING:
    from singer_sdk.exceptions import SingerSDKError

    from tap_oracle_wms.errors import WmsError
    from tap_oracle_wms.health import Health
    from tap_oracle_wms.health.status import Phase
    from tap_oracle_wms.reading import Batch
    from tap_oracle_wms.streams import EntityStream, RunContext

logger = logging.getLogger(__name__)

Item: t.TypeAlias = "Batch | Failure | Probed"

LONGEST_SLEEP = 1.0
"""Seconds after which the loop looks around although nothing has come."""

STATE_GAP_SECONDS = 0.2
"""Seconds between a STATE message and the next, where rows come all the time."""

QUIET_STATE_SECONDS = 10
"""Seconds after which progress without rows is worth a STATE message.

It also finds out whether anybody reads the output any more.
"""

_PASSES_PER_REQUEST = 4
"""Passes under way for each request that may be in flight: those that wait before
they repeat a request must not hold up the others."""

_REPORT_SECONDS = 600

_PROBE = ""
"""Name under which the service is asked whether it is up again; no stream has it."""


class Polling:
    """Runs passes over all streams until a limit, a signal or a fatal failure.

    Each stream has its own pace and at most one pass under way. Passes run in threads
    and are written as their pages come, so that one that is slow, or that fails, holds
    up no other.
    """

    def __init__(
        self,
        streams: t.Sequence[EntityStream],
        context: RunContext,
        state: dict[str, t.Any],
        health: Health,
    ) -> None:
        """Prepare; nothing is read yet.

        Args:
            streams: The streams, in the order in which they are begun.
            context: The common ground of the run.
            state: The tap's state, which commits change in place.
            health: Where to tell how it goes.
        """
        self._context = context
        self._state = state
        self._health = health
        settings = context.settings
        self._limit = settings.poll_limit
        self._polled = {one.name: Polled(one, settings) for one in streams}
        at_once = settings.max_concurrent_requests
        self._crew: Crew[str, Item] = Crew(
            at_once=min(max(len(streams), 1), _PASSES_PER_REQUEST * at_once),
            held=at_once + 2,
        )
        self._outage: Outage | None = None
        self._probing = False
        self._rows_at = self._progress_at = self._reported_at = time.monotonic()
        self._rows = 0
        health.status.expect(
            {
                name: polled.pace.slowest + settings.lag_bound
                for name, polled in self._polled.items()
            },
        )

    def run(self) -> None:
        """Poll.

        Raises:
            SignInError: If the credentials are refused.
            OutputError: If stdout is gone.
        """
        self._announce()
        try:
            self._loop()
        finally:
            self._crew.stop()
        self._tell("ending", last=True)

    def _loop(self) -> None:
        while not self._is_over():
            now = time.monotonic()
            if self._outage is None:
                self._begin_due(now)
            else:
                self._probe(now, self._outage)
            made = self._crew.take(self._sleep(now))
            if made is None:
                self._settle()
            else:
                self._take(*made)
            self._tell("polling" if self._outage is None else "down")

    # Passes

    def _begin_due(self, now: float) -> None:
        for polled in self._polled.values():
            if polled.is_busy or polled.pace.due > now or self._is_done(polled):
                continue
            self._crew.add(polled.name, polled.begin(last=self._is_last(polled)))

    def _is_done(self, polled: Polled) -> bool:
        return self._limit is not None and polled.pace.cycles >= self._limit

    def _is_last(self, polled: Polled) -> bool:
        """Whether the limit may leave room for no further pass."""
        if self._limit is None:
            return False
        return polled.pace.cycles + polled.pace.most_cycles >= self._limit

    def _is_over(self) -> bool:
        return not self._polled or (
            self._limit is not None
            and not self._probing
            and all(
                self._is_done(one) and not one.is_busy for one in self._polled.values()
            )
        )

    def _take(self, name: str, item: Item | None) -> None:
        if name == _PROBE:
            self._take_probe(item)
            return
        polled = self._polled[name]
        try:
            if item is None:
                self._end(polled)
            elif isinstance(item, Failure):
                self._fail(polled, item.error)
            elif not isinstance(item, Probed):
                self._progress_at = time.monotonic()
                if polled.take(item):
                    self._rows_at = time.monotonic()
        except FAILURES as error:
            self._fail(polled, error)

    def _end(self, polled: Polled) -> None:
        if polled.is_given_up:
            polled.is_busy = False
            return
        self._rows += polled.finish()
        self._context.forget_failure(polled.name)
        self._health.status.fresh(polled.name, polled.began)

    def _fail(self, polled: Polled, error: SingerSDKError | WmsError) -> None:
        if isinstance(error, SignInError):
            raise error
        if not polled.is_given_up:
            polled.give_up(error)
        self._health.status.failing(polled.name)
        down = isinstance(error, ServiceDownError)
        self._context.note_failure(polled.name, error, tell=not down)
        if down and self._outage is None:
            self._outage = Outage(time.monotonic(), str(error))
            self._sit_out(self._outage)

    # A service that is down

    def _probe(self, now: float, outage: Outage) -> None:
        if not self._probing and now >= outage.ask_at:
            self._probing = True
            self._crew.add(_PROBE, self._ask)

    def _ask(self) -> t.Iterator[Failure | Probed]:
        """Ask once; the thread's part."""
        try:
            yield Probed(self._context.wms.http.recover())
        except FAILURES as error:
            yield Failure(error)

    def _take_probe(self, item: Item | None) -> None:
        outage = self._outage
        if isinstance(item, Failure):
            raise item.error
        if item is None:
            self._probing = False
        elif outage is not None and isinstance(item, Probed) and item.is_up:
            outage.ended(time.monotonic())
            self._outage = None
            for polled in self._polled.values():
                polled.pace.due = min(polled.pace.due, time.monotonic())
        elif outage is not None:
            outage.wait_longer(time.monotonic())
            self._sit_out(outage)

    def _sit_out(self, outage: Outage) -> None:
        for polled in self._polled.values():
            polled.pace.sat_out(outage.wait)

    # In between

    def _sleep(self, now: float) -> float:
        """Seconds to wait for an item."""
        if self._rows_at > self._context.state_at:
            return max(0.0, self._context.state_at + STATE_GAP_SECONDS - now)
        if self._outage is not None:
            until = [] if self._probing else [self._outage.ask_at]
        else:
            until = [
                polled.pace.due
                for polled in self._polled.values()
                if not polled.is_busy and not self._is_done(polled)
            ]
        return max(0.0, min([LONGEST_SLEEP, *(due - now for due in until)]))

    def _settle(self) -> None:
        """Nothing waits to be written: write the state that covers what was."""
        now = time.monotonic()
        state_at = self._context.state_at
        since = now - state_at
        due = self._rows_at > state_at and since >= STATE_GAP_SECONDS
        if due or (self._progress_at > state_at and since >= QUIET_STATE_SECONDS):
            self._context.write_state(self._state)

    def _tell(self, phase: Phase, *, last: bool = False) -> None:
        cycle = max((one.pace.cycles for one in self._polled.values()), default=0)
        signed_in = self._context.wms.http.signed_in
        self._health.moved(phase=phase, cycle=cycle, signed_in=signed_in, last=last)
        now = time.monotonic()
        if now - self._reported_at >= _REPORT_SECONDS:
            self._reported_at = now
            logger.info("Cycle %d: %d rows so far", cycle, self._rows)

    def _announce(self) -> None:
        settings = self._context.settings
        whole = sum(one.is_whole for one in self._polled.values())
        logger.info(
            "Continuous: %d streams every %g s, %d full-table streams every %g s",
            len(self._polled) - whole,
            settings.poll_interval,
            whole,
            settings.full_table_interval,
        )
