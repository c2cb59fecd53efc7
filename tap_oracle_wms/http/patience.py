"""The patience with one request: how often it is repeated, and after what wait."""

from __future__ import annotations

import logging
import time
import typing as t

from tap_oracle_wms.http.errors import UnavailableError
from tap_oracle_wms.http.retry import MAX_RETRY_AFTER, retry_after, waits
from tap_oracle_wms.telemetry.events import RetryBegun, RetryWaited

if t.TYPE_CHECKING:
    from tap_oracle_wms.http.clock import Clock
    from tap_oracle_wms.http.transport import Exchange
    from tap_oracle_wms.telemetry import Recorder
    from tap_oracle_wms.telemetry.events import Errand

logger = logging.getLogger(__name__)


class Patience:
    """Waits between the attempts of one request, until they are used up."""

    def __init__(
        self,
        retries: int,
        recorder: Recorder,
        errand: Errand,
        clock: Clock | None = None,
        longest: int = MAX_RETRY_AFTER,
    ) -> None:
        """Begin with the first attempt.

        Args:
            retries: Repetitions that are allowed.
            recorder: Is told of waits.
            errand: What the request is sent for.
            clock: Waits between them.
            longest: Seconds; a longer wait that the service asks for ends it.
        """
        self._clock = clock or time
        self._left = retries
        self._recorder = recorder
        self._errand = errand
        self._longest = longest
        self.attempt = 1
        self._waits = waits()

    def limit(self, retries: int) -> None:
        """Allow no more than so many further repetitions."""
        self._left = min(self._left, retries)

    def wait(self, failure: UnavailableError, exchange: Exchange | None) -> None:
        """Wait before the next attempt.

        Args:
            failure: Why it is needed.
            exchange: The answer that told so, None if there was none.

        Raises:
            UnavailableError: If there is no next attempt.
        """
        wait = next(self._waits)
        if exchange is not None:
            asked = retry_after(exchange.headers.get("Retry-After"), exchange.date)
            if asked is not None and asked > self._longest:
                msg = (
                    f"the service asks to wait {asked:.0f} s (Retry-After), longer "
                    f"than the {self._longest} s that this tap waits"
                )
                raise UnavailableError(
                    msg,
                    request=failure.request,
                    status=failure.status,
                    body=failure.body,
                    request_id=failure.request_id,
                )
            wait = wait if asked is None else asked
            failure.retry_after = asked
        if not self._left:
            raise failure
        self._left -= 1
        self.attempt += 1
        logger.info("%s; attempt %d follows in %.1f s", failure, self.attempt, wait)
        told = (self._errand, self.attempt, wait, failure.status)
        self._recorder.note(RetryBegun(*told))
        self._clock.sleep(wait)
        self._recorder.note(RetryWaited(*told))
