"""The family of errors of this package. It knows nothing of any framework."""

from __future__ import annotations


class WmsError(Exception):
    """Anything that this package reports: catch it to catch all.

    The text says what happened and what to do. It never holds a credential, a token
    or a value of a row.

    Attributes:
        code: The service's code for it, empty if it gave none.
        message: The service's own message, empty if it gave none.
        reference: The service's reference, which its support asks for; empty if it
            gave none.
        request_id: Id of the request, which was sent along as a header; empty if
            there was none.
        status: HTTP status of the answer, None if there was none.
    """

    code: str = ""
    message: str = ""
    reference: str = ""
    request_id: str = ""
    status: int | None = None


class DiscoveryError(WmsError):
    """What the service has is not what was asked for, or not to be found out."""


class NotFoundError(DiscoveryError):
    """There is no such entity, or no API at this address."""


class DataError(WmsError):
    """The rows that came can't be used."""


class UsageError(WmsError, ValueError):
    """A call asks for something that can't be."""
