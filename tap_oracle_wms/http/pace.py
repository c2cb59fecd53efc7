"""How many requests at once a service takes well: found out as we go."""

from __future__ import annotations

_OVERLOADED = frozenset({429, 503, 504})
_RISEN = 3
"""Times the usual duration at which an answer counts as slow."""

_NOTICED = 1.0
"""Seconds beyond the usual that matter at all."""

_FORGETTING = 1.02
"""Growth of what is taken for usual, with each answer: a service that has become
slow for good is not slow because of us."""

_SMOOTHING = 0.25


class Pace:
    """Additive increase, multiplicative decrease, never above the setting.

    Not safe to share between threads; its user has a lock.
    """

    def __init__(self, at_once: int) -> None:
        """Begin with all that is allowed.

        Args:
            at_once: Most requests in flight.
        """
        self._at_once = at_once
        self._allowed = float(at_once)
        self._decreased_at = -1
        self._usual: dict[tuple[str, int], float] = {}
        self._slowness = 1.0

    @property
    def limit(self) -> int:
        """Requests that may be in flight."""
        return int(self._allowed)

    def overloaded(self, ticket: int, last_ticket: int) -> bool:
        """A request met an overloaded service.

        Args:
            ticket: Number of the request, in the order of their starts.
            last_ticket: Number of the youngest request.

        Returns:
            Whether fewer are allowed now: what was under way at the last decrease
            tells nothing new.
        """
        if ticket <= self._decreased_at:
            return False
        before = self.limit
        self._allowed = max(1.0, self._allowed / 2)
        self._decreased_at = last_ticket
        return self.limit < before

    def answered(
        self,
        ticket: int,
        last_ticket: int,
        kind: tuple[str, int],
        seconds: float,
    ) -> bool:
        """A request was answered.

        Args:
            ticket: Number of the request.
            last_ticket: Number of the youngest request.
            kind: What was asked for, and how much came: answers of one kind should
                take equally long.
            seconds: What it took.

        Returns:
            Whether fewer are allowed now.
        """
        usual = min(seconds, self._usual.get(kind, seconds) * _FORGETTING)
        self._usual[kind] = usual
        slow = seconds - usual > _NOTICED and usual > 0
        # Bounded: one answer alone, however late, is chance.
        ratio = min(seconds / usual, 2 * _RISEN) if slow else 1.0
        self._slowness += _SMOOTHING * (ratio - self._slowness)
        if self._slowness > _RISEN and slow:
            self._slowness = 1.0
            return self.overloaded(ticket, last_ticket)
        if not slow:
            self._allowed = min(self._at_once, self._allowed + 1 / self._allowed)
        return False


def means_overload(status: int) -> bool:
    """Whether a status says that the service has too much to do."""
    return status in _OVERLOADED
