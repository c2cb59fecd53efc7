"""Waiting out a service that is down."""

from __future__ import annotations

import logging
import typing as t

import backoff

logger = logging.getLogger(__name__)

FIRST_WAIT = 5.0
"""Seconds after which a service that is down is asked once more."""

LONGEST_WAIT = 300.0
"""Seconds between two of these questions at most, after hours too."""


class Probed(t.NamedTuple):
    """The service was asked once more; whether it answers."""

    is_up: bool


class Outage:
    """When a service that is down is asked again. Times come from the caller."""

    def __init__(self, began: float, why: str) -> None:
        """Begin to wait.

        Args:
            began: When the service was found to be down.
            why: The last failure, in words.
        """
        self._began = began
        self._waits: t.Iterator[float] = backoff.expo(
            base=2,
            factor=FIRST_WAIT,
            max_value=LONGEST_WAIT,
        )
        next(t.cast("t.Generator[float, None, None]", self._waits))
        self.wait = 0.0
        self.ask_at = 0.0
        logger.warning("%s", why)
        self.wait_longer(began)

    def wait_longer(self, now: float) -> None:
        """The service is still down: ask again after a longer wait."""
        self.wait = next(self._waits)
        self.ask_at = now + self.wait
        logger.warning(
            "The service has been down for %.0f s; it is asked again in %.0f s",
            now - self._began,
            self.wait,
        )

    def ended(self, now: float) -> None:
        """The service answers again."""
        logger.warning(
            "The service answers again after %.0f s; going on from the state",
            now - self._began,
        )
