"""Whether a run may trust that the times of its filters are taken as they are meant.

A service that ignored their offset would leave out rows of some hours without a trace.
Discovery tries that; a run that is given a catalog makes no discovery, and the service
may have changed since.
"""

from __future__ import annotations

import datetime
import logging
import threading
import typing as t

from tap_oracle_wms.http import RefusedError
from tap_oracle_wms.pages.errors import OrderViolation, RowsError
from tap_oracle_wms.pages.times import first_row, understands_times
from tap_oracle_wms.rows import RowIdError
from tap_oracle_wms.values import format_instant

if t.TYPE_CHECKING:
    from tap_oracle_wms.http import Client
    from tap_oracle_wms.pages.query import Query
    from tap_oracle_wms.passes import Bound
    from tap_oracle_wms.rows import RowsPage

logger = logging.getLogger(__name__)

_HOUR = datetime.timedelta(hours=1)
"""No zone but UTC itself is less than that away from UTC."""


class TimesError(RowsError):
    """The service does not take the times of filters as they are meant."""


class TimeTrust:
    """What is known of it; shared by all passes of a run, in whatever thread.

    It is one conduct of the service, so what one stream shows holds for all.
    """

    def __init__(self, client: Client, *, verify: bool | None) -> None:
        """Begin with no trust.

        Args:
            client: The client.
            verify: The setting ``verify_time_filters``: True to ask the service where
                its rows don't show it, False to take it for granted, None to remember
                that it was not shown.
        """
        self._client = client
        self._verify = verify
        self._strict = verify is True
        self._proven = verify is False
        self._doubted = False
        self._proving = threading.Lock()

    @property
    def needs_proof(self) -> bool:
        """Whether a window must not be read before it is shown."""
        return bool(self._verify) and not self._proven

    @property
    def is_taken_for_granted(self) -> bool:
        """Whether nobody wants it to be tried."""
        return self._verify is False

    def insist(self) -> None:
        """Need a proof, unless it was said that there is no need."""
        if self._verify is None:
            self._verify = True

    def prove(self) -> None:
        """It has been shown elsewhere."""
        self._proven = True

    def check(self, query: Query, rows: RowsPage) -> None:
        """Look at a page of a window, before the state tells that it was read.

        A row close behind the beginning of the window shows that the beginning was
        not moved by the hours of a zone, and one close before its end the same of the
        end. Without such rows the service is asked for a row by its own time.

        Args:
            query: What was asked for.
            rows: The page.

        Raises:
            TimesError: If the service is shown not to understand, or refuses to tell
                where the setting needs a proof.
            RowsError: If no row stands still for as long as it takes to ask.
            ApiError: If the service fails to answer.
        """
        if self._proven or not query.window:
            return
        if all(_reached(rows, bound) for bound in query.window):
            self._proven = True
        elif not self._verify:
            self._doubted = True
        else:
            with self._proving:
                if not self._proven:
                    self._ask(query, rows)

    def _ask(self, query: Query, rows: RowsPage) -> None:
        key = query.window[0].field
        try:
            understood = understands_times(
                self._client, query, key, first_row(rows, key)
            )
        except (RefusedError, OrderViolation, RowIdError, ValueError) as error:
            if self._strict:
                why = str(error) or "it refuses to be asked"
                msg = (
                    f"{query.entity}: it could not be found out whether the service "
                    f"takes the times of filters with their offset ({why}). If you "
                    "are sure that it does, set verify_time_filters to false"
                )
                raise TimesError(msg) from None
            if not self._doubted:
                # At once: who reads for days, or by a program, has no end to wait for.
                self._doubted = True
                logger.warning(
                    "The service could not be asked whether it takes the times of "
                    "filters with their offset, and no row has shown it. Run "
                    "`oracle-wms check`, which says more",
                )
            return
        # Without any row that has a time there is none that could be missed.
        self._proven = understood is True
        if understood is False:
            msg = (
                f"{query.entity}: a row is not found by its own {key} written in UTC: "
                "the service seems to take times in the zone of its user, and rows of "
                "some hours would be missed. Give the API user a default facility "
                "whose zone is UTC, or run discovery with verify_time_filters on, "
                "which makes all streams FULL_TABLE"
            )
            raise TimesError(msg)

    def tell(self) -> None:
        """Warn, at the end of a run that asks nothing, of what no row has shown."""
        if self._verify is not None or self._proven or not self._doubted:
            return
        logger.warning(
            "No row of this run shows that the service takes the times of filters "
            "with their offset. If it ignores that, and the zone of its user lies "
            "west of UTC, the rows of some hours are missed. Set "
            "verify_time_filters to true to have it tried in each run, by two small "
            "requests at most, or to false if you are sure",
        )


def _reached(rows: RowsPage, bound: Bound) -> bool:
    """Whether a row lies within an hour of a bound."""
    stamps = rows.stamps(bound.field)
    # Fixed width: the order of the texts is the order of the instants.
    if bound.lookup == "gte":
        limit = format_instant(bound.instant + _HOUR)
        return any(stamp is not None and stamp < limit for stamp in stamps)
    limit = format_instant(bound.instant - _HOUR)
    return any(stamp is not None and stamp >= limit for stamp in stamps)
