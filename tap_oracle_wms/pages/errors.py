"""What reading pages can run into, beyond a failing request."""

from __future__ import annotations

from tap_oracle_wms.errors import DataError


class RowsError(DataError):
    """The rows that came can't be those that were asked for."""


class RestartPhase(Exception):
    """Another way of reading begins: what was read so far proves nothing.

    The reader has taken the next rung of its ladder; the phase is to be read again
    from its beginning.
    """


class OrderViolation(Exception):
    """A page is not what reading by ascending id needs."""
