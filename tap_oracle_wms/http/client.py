"""The client: one request with sign-in, retries and decoded errors."""

from __future__ import annotations

import copy
import dataclasses
import threading
import typing as t
from urllib.parse import quote

from tap_oracle_wms.http.auth import make_authenticator
from tap_oracle_wms.http.body import decode_json, is_web_page, json_or_none
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
from tap_oracle_wms.http.issuer import Issuer
from tap_oracle_wms.http.links import resolve_link
from tap_oracle_wms.http.patience import Patience
from tap_oracle_wms.http.redact import Redactor
from tap_oracle_wms.http.retry import MAX_RETRY_AFTER, RETRIED_STATUSES
from tap_oracle_wms.http.told import ToldTransport
from tap_oracle_wms.http.transport import Exchange, ExchangeFault, Transport, path_of
from tap_oracle_wms.telemetry import SILENCE
from tap_oracle_wms.telemetry.events import Errand

if t.TYPE_CHECKING:
    import datetime

    import requests

    from tap_oracle_wms.http.clock import Clock
    from tap_oracle_wms.settings import Settings
    from tap_oracle_wms.telemetry import Recorder

Params: t.TypeAlias = t.Sequence[tuple[str, str]]
Decode: t.TypeAlias = t.Callable[[bytes], t.Any]

_OK, _BAD_REQUEST, _UNAUTHORIZED, _GATEWAY_TIMEOUT = 200, 400, 401, 504
_SERVER_ERRORS = 500
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 5
_RETRIES_UNDER_SUSPICION = 1
_PROBE = Errand("probe")


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """A decoded answer with status 200.

    Attributes:
        data: What the body was decoded to.
        date: The server's time when it answered, None if unknown.
        seconds: What the successful exchange took.
    """

    data: t.Any
    date: datetime.datetime | None
    seconds: float


class Client:
    """Asks the service. Safe to share between threads."""

    def __init__(
        self,
        settings: Settings,
        session: requests.Session | None = None,
        clock: Clock | None = None,
        recorder: Recorder = SILENCE,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            settings: The settings.
            session: Sends the requests, in place of a session of our own.
            clock: Waits and tells the time, in place of this machine's clock.
            recorder: Is told of requests, retries, pace and breaker.
        """
        self._settings = settings
        self._own_clock = clock
        self._recorder = recorder
        self._redactor = Redactor(settings.secrets)
        transport = Transport(settings, session)
        self._transport = ToldTransport(transport, recorder, self._redactor)
        self._retries = settings.max_retries
        self._longest_wait = MAX_RETRY_AFTER
        self._gate = Gate(
            settings.max_concurrent_requests,
            settings.max_requests_per_second,
            clock,
            recorder,
        )
        self._breaker = CircuitBreaker(recorder=recorder)
        issuer = Issuer(settings, self._transport, self._redactor, clock)
        self._auth = make_authenticator(settings, issuer, self._redactor, clock)
        self._refused: SignInError | None = None
        self._worked: tuple[str, Params] | None = None
        # Decoding holds the interpreter anyway: one after the other, the first answer
        # is ready, and the next request under way, as early as it can be.
        self._decoding = threading.Lock()
        self.clock = ServerClock(clock)

    def hasty(self, *, retries: int, timeout: int, recorder: Recorder) -> Client:
        """The same client with less patience; sign-in, budget and pool are shared.

        Args:
            retries: Most repetitions of a request.
            timeout: Seconds to wait for an answer, if the setting is not less, and
                before a repetition, whatever the service asks for.
            recorder: Is told of the requests, in place of the usual one.

        Returns:
            The other client.
        """
        other = copy.copy(self)
        other.__dict__["_retries"] = min(retries, self._retries)
        other.__dict__["_longest_wait"] = timeout
        other.__dict__["_recorder"] = recorder
        other.__dict__["_transport"] = self._transport.hasty(timeout, recorder)
        return other

    def close(self) -> None:
        """Let go of all connections."""
        self._transport.close()

    @property
    def requests(self) -> int:
        """Requests for resources of the service that were begun so far."""
        return self._gate.requests

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

    def get(  # noqa: PLR0913 - one request has that many parts
        self,
        url: str,
        params: Params = (),
        *,
        subject: str,
        errand: Errand | None = None,
        retry_heavy: bool = True,
        decode: Decode = decode_json,
    ) -> Answer:
        """Ask, repeat what may pass, and decode.

        Args:
            url: Address, from `url` or `follow`.
            params: Query parameters.
            subject: What is asked for, an entity's name; see `CircuitBreaker`.
            errand: What the request is sent for, for whoever listens.
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
        errand = errand or Errand("other", subject)
        try:
            answer = self._get(url, params, decode, errand, retry_heavy=retry_heavy)
        except UnavailableError as error:
            counts = retry_heavy or not error.heavy
            if counts and self._breaker.failure(subject, self._is_alive, str(error)):
                raise _down(str(error)) from None
            raise
        self._breaker.success()
        self._worked = (url, params)
        return answer

    def recover(self) -> bool:
        """Ask a service that was found to be down once more.

        Returns:
            Whether it answers: then everything may be asked again.

        Raises:
            SignInError: If the credentials are refused.
        """
        return self._breaker.recover(self._is_alive)

    @property
    def signed_in(self) -> bool:
        """Whether the service has accepted a request."""
        return self._gate.proven and self._refused is None

    def _is_alive(self) -> bool:
        """Ask once more for what worked before, ere the service counts as down.

        Where nothing has worked yet, the listing is what works for everybody.
        """
        url, params = self._worked or (self.url(), ())
        small = [(k, "1" if k == "page_size" else v) for k, v in params]
        try:
            self._get(url, small, decode_json, _PROBE, retry_heavy=True)
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
        errand: Errand,
        *,
        retry_heavy: bool,
    ) -> Answer:
        patience = Patience(
            self._retries, self._recorder, errand, self._own_clock, self._longest_wait
        )
        request = f"GET {path_of(url)}"
        while True:
            exchange: Exchange | None = None
            try:
                exchange = self._exchange(url, params, errand, patience.attempt)
            except ExchangeFault as fault:
                failure = UnavailableError(
                    str(fault), request=request, request_id=fault.request_id
                )
                failure.heavy = fault.heavy
                if fault.final:
                    raise failure from None
            else:
                try:
                    return self._accept(request, exchange, decode)
                except UnavailableError as error:
                    failure = error
            if failure.heavy and not retry_heavy:
                raise failure
            if self._breaker.suspicious:
                patience.limit(_RETRIES_UNDER_SUSPICION)
            patience.wait(failure, exchange)

    def _exchange(
        self,
        url: str,
        params: Params,
        errand: Errand,
        attempt: int,
    ) -> Exchange:
        """One answer that is neither a redirect nor a 401 that a new token cures."""
        renewed = False
        for _ in range(_MAX_REDIRECTS + 1):
            authorization, exchange = self._send(url, params, errand, attempt)
            if exchange.status == _UNAUTHORIZED and not renewed:
                with self._gate.request(counts=False):
                    renewed = self._auth.renew(authorization)
                if renewed:
                    _, exchange = self._send(url, params, errand, attempt)
            if exchange.status not in _REDIRECTS:
                return exchange
            url, params = self._redirected(url, exchange), ()
        msg = "the service redirects in circles; is base_url right?"
        raise LinkError(msg, request=f"GET {path_of(url)}", **_account_of(exchange))

    def _send(
        self,
        url: str,
        params: Params,
        errand: Errand,
        attempt: int,
    ) -> tuple[str, Exchange]:
        """One request, unless it is known that it can't succeed."""
        if (why := self._breaker.wait()) is not None:
            raise _down(why)
        with self._gate.request() as ticket:
            if self._refused is not None:
                raise self._refused
            authorization = self._auth.header()
            try:
                exchange = self._transport.send(
                    "GET",
                    url,
                    errand=errand,
                    attempt=attempt,
                    authorization=authorization,
                    params=params,
                    headers=self._settings.http_headers,
                )
            except ExchangeFault as fault:
                if fault.heavy:
                    self._gate.overloaded(ticket)
                raise
        self._gate.answered(ticket, exchange, path_of(url))
        self.clock.observe(exchange.date)
        return authorization, exchange

    def _redirected(self, url: str, exchange: Exchange) -> str:
        location = exchange.headers.get("Location", "").strip()
        target = resolve_link(location, self._settings.base_url, seen_from=url)
        if not location or target is None:
            msg = (
                "the service redirects to another host, where no credentials are "
                "sent, or nowhere; is base_url right?"
            )
            request = f"GET {path_of(url)}"
            raise LinkError(msg, request=request, **_account_of(exchange))
        return target

    def _accept(self, request: str, exchange: Exchange, decode: Decode) -> Answer:
        """Decode an answer, or raise what its status means."""
        status = exchange.status
        if status == _OK:
            self._gate.widen()
            return self._decode(request, exchange, decode)
        data = json_or_none(exchange.body)
        body = ErrorBody.from_data(data, self._redactor.clean)
        account = _account_of(exchange)
        if status == _UNAUTHORIZED:
            self._refused = SignInError("", request=request, body=body, **account)
            raise self._refused
        self._gate.widen()
        if status in RETRIED_STATUSES:
            failure = UnavailableError("", request=request, body=body, **account)
            failure.heavy = status == _GATEWAY_TIMEOUT
            raise failure
        if _BAD_REQUEST <= status < _SERVER_ERRORS:
            refusal = RefusedError("", request=request, body=body, **account)
            refusal.web_page = is_web_page(exchange)
            refusal.date, refusal.seconds = exchange.date, exchange.seconds
            raise refusal
        msg = "unexpected status"
        raise AnswerError(msg, request=request, body=body, **account)

    def _decode(self, request: str, exchange: Exchange, decode: Decode) -> Answer:
        if is_web_page(exchange):
            msg = (
                "a web page came instead of data; check that base_url is the "
                "environment's address and that the user may use the API"
            )
            raise AnswerError(msg, request=request, **_account_of(exchange))
        try:
            with self._decoding:
                data = decode(exchange.body)
        except ValueError:
            msg = "the answer is cut off"
            raise UnavailableError(
                msg, request=request, request_id=exchange.request_id
            ) from None
        return Answer(data, exchange.date, exchange.seconds)


class _Account(t.TypedDict):
    status: int
    request_id: str


def _account_of(exchange: Exchange) -> _Account:
    """What a message says of an answer, whatever came with it."""
    return {"status": exchange.status, "request_id": exchange.request_id}


def _down(why: str) -> ServiceDownError:
    msg = f"the service fails for everything that is asked; last: {why}"
    return ServiceDownError(msg, request="Stopped")
