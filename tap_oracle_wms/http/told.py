"""Exchanges that are told of: each has an id, which goes with it as a header."""

from __future__ import annotations

import time
import typing as t
from urllib.parse import urlsplit

from tap_oracle_wms.http.body import json_or_none
from tap_oracle_wms.http.errors import ErrorBody
from tap_oracle_wms.http.transport import ExchangeFault, path_of
from tap_oracle_wms.telemetry import new_id
from tap_oracle_wms.telemetry.events import Errand, RequestBegun, RequestEnded

if t.TYPE_CHECKING:
    from tap_oracle_wms.http.redact import Redactor
    from tap_oracle_wms.http.transport import Exchange, Transport
    from tap_oracle_wms.telemetry import Recorder

REQUEST_ID = "X-Request-ID"
"""Gateways know it by this name and write it into their logs."""

_FIRST_ERROR = 400


class ToldTransport:
    """A transport whose exchanges are told of. Safe to share between threads."""

    def __init__(
        self,
        transport: Transport,
        recorder: Recorder,
        redactor: Redactor,
    ) -> None:
        """Put the parts together.

        Args:
            transport: Makes the exchanges.
            recorder: Is told of them.
            redactor: Takes secrets out of what the service says.
        """
        self._transport = transport
        self._redactor = redactor
        self.recorder = recorder

    def send(  # noqa: PLR0913 - one request has that many parts
        self,
        method: str,
        url: str,
        *,
        errand: Errand,
        attempt: int,
        authorization: str,
        params: t.Sequence[tuple[str, str]] = (),
        headers: t.Mapping[str, str] | None = None,
        form: t.Mapping[str, str] | None = None,
    ) -> Exchange:
        """Exchange one request for one whole answer; see `Transport.send`.

        Args:
            method: HTTP method.
            url: Address, possibly with a query of its own.
            errand: What the request is sent for.
            attempt: From 1.
            authorization: Value of the Authorization header.
            params: Query parameters to add.
            headers: Further headers; they win over those of telemetry.
            form: Fields of a form to post.

        Returns:
            The answer.

        Raises:
            ExchangeFault: If no whole answer came.
        """
        note = self.recorder.note
        request_id, path = new_id(), path_of(url)
        scheme, place = urlsplit(url)[:2]
        origin = f"{scheme}://{place.rpartition('@')[2]}"
        note(RequestBegun(request_id, errand, method, origin, path, attempt))
        told = (request_id, errand, method, path, attempt)
        started = time.monotonic()
        try:
            exchange = self._transport.send(
                method,
                url,
                authorization=authorization,
                params=params,
                headers={
                    REQUEST_ID: request_id,
                    **self.recorder.headers(request_id),
                    **(headers or {}),
                },
                form=form,
                request_id=request_id,
            )
        except ExchangeFault as fault:
            fault.request_id = request_id
            seconds = time.monotonic() - started
            note(RequestEnded(*told, None, seconds, fault=str(fault)))
            raise
        note(
            RequestEnded(
                *told,
                exchange.status,
                exchange.seconds,
                len(exchange.body),
                self._reference(exchange),
            ),
        )
        return exchange

    def hasty(self, timeout: int, recorder: Recorder) -> ToldTransport:
        """The same under a shorter time limit, told to another recorder."""
        transport = self._transport.hasty(timeout)
        return ToldTransport(transport, recorder, self._redactor)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _reference(self, exchange: Exchange) -> str:
        if exchange.status < _FIRST_ERROR:
            return ""
        data = json_or_none(exchange.body)
        return ErrorBody.from_data(data, self._redactor.clean).reference
