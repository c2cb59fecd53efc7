"""The client: one request with sign-in, retries and decoded errors."""

from __future__ import annotations

import dataclasses
import decimal
import json
import logging
import time
import typing as t
from urllib.parse import quote

from tap_oracle_wms.http.auth import TokenRefusedError, basic_header, make_authenticator
from tap_oracle_wms.http.breaker import CircuitBreaker
from tap_oracle_wms.http.clock import ServerClock
from tap_oracle_wms.http.errors import (
    AnswerError,
    ApiError,
    ErrorBody,
    LinkError,
    RefusedError,
    ServiceDownError,
    SignInError,
    UnavailableError,
)
from tap_oracle_wms.http.gate import Gate
from tap_oracle_wms.http.links import resolve_link, same_origin
from tap_oracle_wms.http.redact import Redactor
from tap_oracle_wms.http.retry import (
    MAX_RETRY_AFTER,
    RETRIED_STATUSES,
    retry_after,
    waits,
)
from tap_oracle_wms.http.transport import (
    Exchange,
    ExchangeFault,
    Transport,
    path_of,
)

if t.TYPE_CHECKING:
    import datetime

    from tap_oracle_wms.settings import Settings

logger = logging.getLogger(__name__)

Params: t.TypeAlias = t.Sequence[tuple[str, str]]
Decode: t.TypeAlias = t.Callable[[bytes], t.Any]

_MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_OAUTH_WORD = 40


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """A decoded answer with status 200.

    Attributes:
        data: The decoded JSON; numbers with a fraction are exact decimals.
        date: The server's time when it answered, None if unknown.
        seconds: What the successful exchange took.
    """

    data: t.Any
    date: datetime.datetime | None
    seconds: float


def decode_json(body: bytes) -> t.Any:  # noqa: ANN401 - JSON is of any shape
    """Decode JSON without going through binary floats.

    Raises:
        ValueError: If it is not JSON, or nested deeper than we can follow.
    """
    try:
        return json.loads(body, parse_float=decimal.Decimal, parse_constant=_refuse)
    except (RecursionError, decimal.InvalidOperation) as error:
        msg = "not decodable"
        raise ValueError(msg) from error


def _refuse(constant: str) -> t.NoReturn:
    msg = f"{constant} is not JSON"
    raise ValueError(msg)


class Client:
    """Asks the service. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        """Prepare; nothing is asked yet."""
        self._settings = settings
        self._transport = Transport(settings)
        self._gate = Gate(
            settings.max_concurrent_requests,
            settings.max_requests_per_second,
        )
        self._breaker = CircuitBreaker()
        self._redactor = Redactor(settings.secrets)
        self._auth = make_authenticator(settings, self._ask_issuer, self._redactor)
        self._worked: tuple[str, Params] | None = None
        self.clock = ServerClock()

    def url(self, *segments: str) -> str:
        """Address of a resource below the API's entity module."""
        root = f"{self._settings.base_url}/wms/lgfapi/{self._settings.api_version}"
        return "/".join((root, "entity", *(quote(s, safe="") for s in segments), ""))

    def follow(self, link: str) -> str:
        """Check a link of the service.

        Args:
            link: The link as it came.

        Returns:
            The address to ask.

        Raises:
            LinkError: If it leads away from the configured origin.
        """
        url = resolve_link(link, self._settings.base_url)
        if url is None:
            msg = (
                "a next_page link leads to another host than base_url; it is not "
                "followed, since credentials go to the configured host only"
            )
            raise LinkError(msg, request="GET next_page")
        return url

    def get(
        self,
        url: str,
        params: Params = (),
        *,
        subject: str,
        retry_heavy: bool = True,
        decode: Decode = decode_json,
    ) -> Answer:
        """Ask, repeat what may pass, and decode.

        Args:
            url: Address, from `url` or `follow`.
            params: Query parameters.
            subject: What is asked for, an entity's name; see `CircuitBreaker`.
            retry_heavy: Whether timeouts and 504 are repeated as they are; if not,
                they are raised at once, for a caller who can ask for less.
            decode: Decodes the body; raises ValueError where it is no whole JSON,
                and the request is repeated.

        Returns:
            The answer.

        Raises:
            SignInError: If the credentials are refused.
            RefusedError: If the service refuses the request (any other 4xx).
            UnavailableError: If the retries are used up.
            AnswerError: If the answer is no JSON.
            LinkError: If the service redirects to another origin.
            ServiceDownError: If everything fails, not only this.
        """
        try:
            answer = self._get(url, params, decode, retry_heavy=retry_heavy)
        except UnavailableError as error:
            counts = retry_heavy or not error.heavy
            if counts and self._breaker.failure(subject, self._is_alive, str(error)):
                raise _down(str(error)) from None
            raise
        self._breaker.success()
        self._worked = (url, params)
        return answer

    def _is_alive(self) -> bool:
        """Ask once more for what worked before, ere the service counts as down.

        Where nothing has worked yet, the listing is what works for everybody.
        """
        url, params = self._worked or (self.url(), ())
        small = [(k, "1" if k == "page_size" else v) for k, v in params]
        try:
            self._get(url, small, decode_json, retry_heavy=True)
        except UnavailableError:
            return False
        except ApiError:
            return True  # refused, hence up
        return True

    def _get(
        self,
        url: str,
        params: Params,
        decode: Decode,
        *,
        retry_heavy: bool,
    ) -> Answer:
        request = f"GET {path_of(url)}"
        pauses = waits()
        renewed = False
        attempt = 0
        while True:
            attempt += 1
            if (why := self._breaker.wait()) is not None:
                raise _down(why)
            try:
                authorization, exchange = self._exchange(url, params)
                failure = self._judge(request, exchange)
            except ExchangeFault as fault:
                failure = UnavailableError(str(fault), request=request)
                failure.heavy = fault.heavy
                if fault.final:
                    raise failure from None
                exchange = None
            if failure is None and exchange is not None:
                try:
                    return Answer(
                        data=self._decode(request, exchange, decode),
                        date=exchange.date,
                        seconds=exchange.seconds,
                    )
                except ValueError:
                    failure = UnavailableError("the answer is cut off", request=request)
            elif isinstance(failure, SignInError):
                if renewed or not self._auth.renew(authorization):
                    raise failure
                renewed = True
                continue
            elif not isinstance(failure, UnavailableError):
                raise failure or AnswerError("no answer", request=request)
            self._pause(failure, exchange, pauses, attempt, retry_heavy=retry_heavy)

    def _pause(
        self,
        failure: UnavailableError,
        exchange: Exchange | None,
        pauses: t.Iterator[float],
        attempt: int,
        *,
        retry_heavy: bool,
    ) -> None:
        """Wait before the next attempt, or raise the failure if there is none."""
        if failure.heavy and not retry_heavy:
            raise failure
        wait = next(pauses)
        if exchange is not None:
            asked = retry_after(exchange.headers.get("Retry-After"), exchange.date)
            if asked is not None and asked > MAX_RETRY_AFTER:
                msg = (
                    f"the service asks to wait {asked:.0f} s (Retry-After), longer "
                    f"than the {MAX_RETRY_AFTER} s that this tap waits"
                )
                raise UnavailableError(
                    msg,
                    request=failure.request,
                    status=failure.status,
                    body=failure.body,
                )
            wait = wait if asked is None else asked
        if attempt > self._settings.max_retries:
            raise failure
        logger.info("%s; attempt %d follows in %.1f s", failure, attempt + 1, wait)
        time.sleep(wait)

    def _exchange(self, url: str, params: Params) -> tuple[str, Exchange]:
        """One request and the redirects of it that stay at home."""
        base_url = self._settings.base_url
        for _ in range(_MAX_REDIRECTS + 1):
            with self._gate.request():
                authorization = self._auth.header()
                exchange = self._transport.send(
                    "GET",
                    url,
                    authorization=authorization,
                    params=params,
                    headers=self._settings.http_headers,
                )
            self.clock.observe(exchange.date)
            if exchange.status not in _REDIRECTS:
                return authorization, exchange
            target = resolve_link(exchange.headers.get("Location", ""), base_url)
            if target is None:
                msg = (
                    "the service redirects to another host, where no credentials are "
                    "sent; is base_url right?"
                )
                raise LinkError(
                    msg, request=f"GET {path_of(url)}", status=exchange.status
                )
            url, params = target, ()
        msg = "the service redirects in circles; is base_url right?"
        raise LinkError(msg, request=f"GET {path_of(url)}", status=exchange.status)

    def _judge(self, request: str, exchange: Exchange) -> ApiError | None:
        """What a status means; None for success."""
        status = exchange.status
        if status == 200:  # noqa: PLR2004
            return None
        try:
            data = decode_json(exchange.body)
        except ValueError:
            data = None
        body = ErrorBody.from_data(data)
        body = ErrorBody(
            *(
                self._redactor.clean(text)
                for text in (body.code, body.message, body.reference)
            ),
        )
        if status == 401:  # noqa: PLR2004
            return SignInError("", request=request, status=status, body=body)
        if status in RETRIED_STATUSES:
            failure = UnavailableError("", request=request, status=status, body=body)
            failure.heavy = status == 504  # noqa: PLR2004
            return failure
        if 400 <= status < 500:  # noqa: PLR2004
            refusal = RefusedError("", request=request, status=status, body=body)
            refusal.web_page = _is_web_page(exchange)
            refusal.date, refusal.seconds = exchange.date, exchange.seconds
            return refusal
        return AnswerError(
            "unexpected status", request=request, status=status, body=body
        )

    def _decode(self, request: str, exchange: Exchange, decode: Decode) -> t.Any:  # noqa: ANN401
        if _is_web_page(exchange):
            msg = (
                "a web page came instead of data; check that base_url is the "
                "environment's address and that the user may use the API"
            )
            raise AnswerError(msg, request=request, status=exchange.status)
        return decode(exchange.body)

    def _ask_issuer(self, form: dict[str, str]) -> dict[str, t.Any]:
        """Post a grant to the token issuer, repeating what may pass."""
        settings = self._settings
        url = settings.token_url
        request = f"POST {path_of(url)}"
        headers = settings.http_headers if same_origin(url, settings.base_url) else {}
        pauses = waits()
        attempt = 0
        while True:
            attempt += 1
            exchange: Exchange | None = None
            try:
                exchange = self._transport.send(
                    "POST",
                    url,
                    authorization=basic_header(
                        settings.client_id or "",
                        settings.client_secret or "",
                    ),
                    headers=headers,
                    form=form,
                )
                data = _json_or_none(exchange)
                if exchange.status == 200 and _has_token(data):  # noqa: PLR2004
                    return t.cast("dict[str, t.Any]", data)
                failure = UnavailableError("", request=request, status=exchange.status)
                if exchange.status not in RETRIED_STATUSES:
                    raise TokenRefusedError(
                        request=request,
                        status=exchange.status,
                        error=self._redactor.clean(_oauth_word(data)),
                    )
            except ExchangeFault as fault:
                failure = UnavailableError(str(fault), request=request)
                if fault.final:
                    raise failure from None
            self._pause(failure, exchange, pauses, attempt, retry_heavy=True)


def _down(why: str) -> ServiceDownError:
    msg = f"the service fails for everything that is asked; last: {why}"
    return ServiceDownError(msg, request="Stopped")


def _is_web_page(exchange: Exchange) -> bool:
    content_type = exchange.headers.get("Content-Type", "").lower()
    return "html" in content_type or exchange.body.lstrip()[:1] == b"<"


def _json_or_none(exchange: Exchange) -> object:
    try:
        return decode_json(exchange.body)
    except ValueError:
        return None


def _has_token(data: object) -> bool:
    if not isinstance(data, dict):
        return False
    token = data.get("access_token")
    return isinstance(token, str) and bool(token) and token.isprintable()


def _oauth_word(data: object) -> str:
    """The issuer's error word (RFC 6749, 5.2), never its longer description."""
    word = data.get("error") if isinstance(data, dict) else None
    usable = isinstance(word, str) and word.isprintable()
    return str(word)[:_MAX_OAUTH_WORD] if usable else "no reason given"
