"""One exchange of bytes: a request goes out, a whole answer or a fault comes back."""

from __future__ import annotations

import copy
import dataclasses
import http.cookiejar
import logging
import time
import typing as t
from urllib.parse import urlsplit

import requests
import requests.auth
import urllib3

from tap_oracle_wms.http._watch import WatchedAdapter, watched
from tap_oracle_wms.http.clock import parse_http_date

if t.TYPE_CHECKING:
    import datetime

    from tap_oracle_wms.settings import Settings

MAX_BODY = 512 * 1024 * 1024
"""Bytes of a decoded answer; more than that would endanger our own memory."""

_CONNECT_TIMEOUT = 30
_CHUNK = 1024 * 1024
_NO_PROXY = {"http": "", "all": ""}


@dataclasses.dataclass(frozen=True, slots=True)
class Exchange:
    """A whole answer.

    Attributes:
        seconds: What the exchange took.
        date: The server's ``Date``, None if missing or absurd.
        request_id: Id of the request, for messages.
    """

    status: int
    headers: t.Mapping[str, str]
    body: bytes
    seconds: float
    date: datetime.datetime | None
    request_id: str = ""


class ExchangeFault(Exception):
    """No whole answer came.

    Attributes:
        heavy: It took too long or was too large: less at once may work.
        final: Repeating can't help.
        request_id: Id of the request, for messages.
    """

    request_id = ""

    def __init__(self, text: str, *, heavy: bool = False, final: bool = False) -> None:
        """Keep the description, which holds no part of the request."""
        super().__init__(text)
        self.heavy = heavy
        self.final = final


class _Header(requests.auth.AuthBase):
    """Sets the header by ourselves; without it requests might use a netrc file."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._value
        return request


class _Session(requests.Session):
    """A session that leaves redirects alone, and asks the environment but once.

    requests prepares the next request even where it is told not to follow, reading
    the body without limits and stumbling over a malformed address. It searches all
    variables for proxies at each request, though only the host makes a difference.
    """

    def __init__(self) -> None:
        super().__init__()
        self._from_environment: dict[object, t.Any] = {}

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: we look at redirects ourselves."""
        del resp

    def merge_environment_settings(
        self,
        url: t.Any,  # noqa: ANN401 - as requests types it
        proxies: t.Any,  # noqa: ANN401
        stream: t.Any,  # noqa: ANN401
        verify: t.Any,  # noqa: ANN401
        cert: t.Any,  # noqa: ANN401
    ) -> t.Any:  # noqa: ANN401
        """What goes for a host, found out with the first request to it."""
        key = (urlsplit(url)[:2], proxies is None, stream, verify, cert)
        found = self._from_environment.get(key)
        if found is None:
            found = super().merge_environment_settings(
                url, proxies, stream, verify, cert
            )
            self._from_environment[key] = found
        return {**found, "proxies": {**(found["proxies"] or {})}}


def _own_session(settings: Settings) -> _Session:
    session = _Session()
    adapter = WatchedAdapter(
        pool_connections=2,
        pool_maxsize=settings.max_concurrent_requests,
        max_retries=0,
        pool_block=False,
    )
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    # Requests are stateless (reference 3.1); a kept cookie could only harm.
    session.cookies.set_policy(
        http.cookiejar.DefaultCookiePolicy(allowed_domains=[]),
    )
    session.headers.clear()
    return session


class Transport:
    """A pooled session under one policy. Safe to share between threads."""

    def __init__(
        self,
        settings: Settings,
        session: requests.Session | None = None,
    ) -> None:
        """Open the pool; no connection is made yet.

        Args:
            settings: The settings.
            session: A session of somebody else, used as it is and never closed. It
                is bounded in time by its own adapters only.
        """
        # urllib3 logs addresses with their queries, which may hold record values.
        logging.getLogger("urllib3").setLevel(logging.ERROR)
        self._timeout = settings.request_timeout
        self._verify = settings.verify_ssl
        if not settings.verify_ssl:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._own = _own_session(settings) if session is None else None
        self._session = session or t.cast("requests.Session", self._own)
        self._headers = {
            "User-Agent": settings.user_agent,
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
        }

    def hasty(self, timeout: int) -> Transport:
        """The same pool under a shorter time limit.

        Args:
            timeout: Seconds to wait for an answer, if the setting is not less.
        """
        other = copy.copy(self)
        other.__dict__["_timeout"] = min(timeout, self._timeout)
        return other

    def close(self) -> None:
        """Close the pool, if it is our own."""
        if self._own is not None:
            self._own.close()

    def send(  # noqa: PLR0913 - one request has that many parts
        self,
        method: str,
        url: str,
        *,
        authorization: str,
        params: t.Sequence[tuple[str, str]] = (),
        headers: t.Mapping[str, str] | None = None,
        form: t.Mapping[str, str] | None = None,
        request_id: str = "",
    ) -> Exchange:
        """Exchange one request for one whole answer, of whatever status.

        Args:
            method: HTTP method.
            url: Address, possibly with a query of its own.
            authorization: Value of the Authorization header.
            params: Query parameters to add.
            headers: Further headers.
            form: Fields of a form to post.
            request_id: Id of the request, kept with the answer.

        Returns:
            The answer. Redirects are answers too: they are not followed here.

        Raises:
            ExchangeFault: If no whole answer came.
        """
        started = time.monotonic()
        try:
            with (
                watched(2 * self._timeout) as watch,
                self._session.request(
                    method,
                    url,
                    params=list(params),
                    data=form,
                    headers={**self._headers, **(headers or {})},
                    auth=_Header(authorization),
                    timeout=(min(_CONNECT_TIMEOUT, self._timeout), self._timeout),
                    allow_redirects=False,
                    stream=True,
                    verify=self._verify,
                    # In clear text only to this machine: never by way of a proxy.
                    proxies=_NO_PROXY if url.lower().startswith("http:") else None,
                ) as response,
            ):
                watch.allow(self._timeout)
                body = self._read(response)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            if watch.ended_it:
                raise self._too_long() from None
            raise _describe(error, self._timeout) from None
        except (OSError, UnicodeError, ValueError) as error:
            if watch.ended_it:
                raise self._too_long() from None
            msg = f"the exchange broke off ({type(error).__name__})"
            raise ExchangeFault(msg) from None
        if watch.ended_it:  # a body that ends with its connection seems whole
            raise self._too_long()
        return Exchange(
            status=response.status_code,
            headers=response.headers,
            body=body,
            seconds=time.monotonic() - started,
            date=parse_http_date(response.headers.get("Date")),
            request_id=request_id,
        )

    def _read(self, response: requests.Response) -> bytes:
        """Read a body, bounded in size; its time is bounded by the watch."""
        raw = response.raw
        encoded = "Content-Encoding" in response.headers
        if not encoded and 0 < (raw.length_remaining or 0) <= MAX_BODY:
            # In one go: each piece would have to wait for the interpreter, which
            # other threads use to decode.
            return t.cast("bytes", raw.read())
        chunks: list[bytes] = []
        size = 0
        while chunk := raw.read1(_CHUNK, decode_content=True):
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_BODY:
                msg = f"the answer is larger than {MAX_BODY // 2**20} MiB"
                raise ExchangeFault(msg, heavy=True)
        return b"".join(chunks)

    def _too_long(self) -> ExchangeFault:
        msg = f"the answer did not end within {self._timeout} s"
        return ExchangeFault(msg, heavy=True)


_FAULTS: tuple[tuple[str, str, bool], ...] = (
    (
        "CERTIFICATE_VERIFY_FAILED",
        "the server's TLS certificate can't be verified (see verify_ssl)",
        True,
    ),
    ("InvalidURL", "the address is not valid", True),
    ("NameResolutionError", "the host name can't be resolved", False),
    ("ProxyError", "the proxy can't be reached", False),
    ("SSLError", "the TLS connection failed", False),
    ("Connection refused", "the connection was refused", False),
    ("ConnectTimeout", "no connection within the time allowed", False),
    ("ConnectionError", "the connection broke", False),
)
"""A mark in an error, what it means, and whether repeating can't help."""


def _describe(error: Exception, timeout: int) -> ExchangeFault:
    """Say what happened without the address: its query may hold record values."""
    marks = f"{type(error).__name__} {error!r}"
    connecting = isinstance(error, requests.exceptions.ConnectTimeout)
    if not connecting and (
        isinstance(error, requests.Timeout) or "ReadTimeoutError" in marks
    ):
        return ExchangeFault(f"no answer within {timeout} s", heavy=True)
    for mark, text, final in _FAULTS:
        if mark in marks:
            return ExchangeFault(text, final=final)
    return ExchangeFault("the answer broke off")


def path_of(url: str) -> str:
    """Path of an address, for messages: no query, no host."""
    return urlsplit(url).path or "/"
