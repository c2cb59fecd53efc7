"""What can go wrong between us and the service, by what can be done about it."""

from __future__ import annotations

import dataclasses
import http
import typing as t

from tap_oracle_wms.errors import WmsError

if t.TYPE_CHECKING:
    import datetime

_MAX_TEXT = 300


@dataclasses.dataclass(frozen=True, slots=True)
class ErrorBody:
    """The service's own account of an error (REST API Guide, Error Response, 25B)."""

    code: str = ""
    message: str = ""
    reference: str = ""

    @classmethod
    def from_data(
        cls,
        data: object,
        clean: t.Callable[[str], str] = str,
    ) -> ErrorBody:
        """Read an error body, of which any part may be missing or odd.

        Args:
            data: Decoded JSON, of any shape.
            clean: Takes secrets out of a text.

        Returns:
            What could be found, shortened, on one line.
        """
        if not isinstance(data, dict):
            return cls()
        return cls(
            *(short_text(data.get(key), clean) for key in cls.__slots__),
        )


def short_text(
    value: object,
    clean: t.Callable[[str], str],
    most: int = _MAX_TEXT,
) -> str:
    """A text of somebody else, fit to be shown: clean, on one line, short.

    Args:
        value: What came; anything but text and whole numbers is left out.
        clean: Takes secrets out of a text, before it is cut.
        most: Characters to keep.

    Returns:
        The text, possibly empty.
    """
    if not isinstance(value, (str, int)):
        return ""
    text = clean(str(value))
    return "".join(c if c.isprintable() else " " for c in text)[:most].strip()


class ApiError(WmsError):
    """A request failed for good.

    The text names method, path, status, the service's code, message and reference,
    and the request's id, and nothing else: no query, no body, no credential.

    Attributes:
        request: Method and path.
        status: HTTP status of the last answer, None if there was none.
        body: The service's own account, empty if it gave none; its parts stand in
            ``code``, ``message`` and ``reference`` too.
        request_id: Id of the last request, as it was sent along; may be empty.
    """

    advice: t.ClassVar[str] = ""

    def __init__(
        self,
        problem: str,
        *,
        request: str,
        status: int | None = None,
        body: ErrorBody | None = None,
        request_id: str = "",
    ) -> None:
        """Make the text from its parts.

        Args:
            problem: What happened, in a few words; may be empty where the status
                says it all.
            request: Method and path.
            status: HTTP status, if there was an answer.
            body: The service's own account of the error.
            request_id: Id of the request, as it was sent along.
        """
        self.request = request
        self.status = status
        self.body = body or ErrorBody()
        self.code = self.body.code
        self.message = self.body.message
        self.reference = self.body.reference
        self.request_id = request_id
        parts = [f"{request}:"]
        if status is not None:
            parts.append(f"HTTP {status} {_reason(status)}".rstrip())
        account = ": ".join(
            text for text in (self.body.code, self.body.message) if text
        )
        if account:
            parts.append(f"[{account}]")
        ids = {"reference": self.body.reference, "request": request_id}
        known = ", ".join(f"{what} {name}" for what, name in ids.items() if name)
        if known:
            parts.append(f"({known})")
        if problem:
            parts.append(f"- {problem}" if status is not None else problem)
        if self.advice:
            parts.append(f"- {self.advice}")
        super().__init__(" ".join(parts))


def _reason(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""


class SignInError(ApiError):
    """Signing in failed: no request of the run can succeed."""

    advice = "check auth_method and its settings, and that the user is active"


class RefusedError(ApiError):
    """The service understood the request and refused it: repeating won't help.

    Attributes:
        web_page: The answer was a web page, not the service's own error body.
        date: The server's time when it answered, None if unknown.
        seconds: What the exchange took.
    """

    web_page = False
    date: datetime.datetime | None = None
    seconds = 0.0


class UnavailableError(ApiError):
    """The retries are used up, or the service asked to wait for too long.

    Attributes:
        heavy: The answer was too much for the service or for us (timeout, 504,
            size): a smaller page may work.
        retry_after: Seconds that the service asked to wait, None if it did not.
    """

    heavy = False
    retry_after: float | None = None


class AnswerError(ApiError):
    """The service answered with something that is no answer to the request."""


class LinkError(ApiError):
    """A link or redirect leads away from the configured address."""


class ServiceDownError(ApiError):
    """The service fails for everything that is asked: the run can't go on."""
