"""Asking a token issuer."""

from __future__ import annotations

import typing as t

from tap_oracle_wms.http.auth import TokenRefusedError, basic_header
from tap_oracle_wms.http.body import is_web_page, json_or_none
from tap_oracle_wms.http.errors import UnavailableError, short_text
from tap_oracle_wms.http.links import same_origin
from tap_oracle_wms.http.patience import Patience
from tap_oracle_wms.http.retry import RETRIED_STATUSES
from tap_oracle_wms.http.transport import Exchange, ExchangeFault, path_of
from tap_oracle_wms.telemetry.events import Errand

if t.TYPE_CHECKING:
    from tap_oracle_wms.http.clock import Clock
    from tap_oracle_wms.http.redact import Redactor
    from tap_oracle_wms.http.told import ToldTransport
    from tap_oracle_wms.settings import Settings

_OK = 200
_LONGEST_WORD = 40
_ERRAND = Errand("token")


class Issuer:
    """Posts grants, repeating what may pass."""

    def __init__(
        self,
        settings: Settings,
        transport: ToldTransport,
        redactor: Redactor,
        clock: Clock | None = None,
    ) -> None:
        """Prepare; nothing is asked yet."""
        self._clock = clock
        self._settings = settings
        self._transport = transport
        self._redactor = redactor
        self._client = basic_header(
            settings.client_id or "",
            settings.client_secret or "",
        )
        redactor.add(self._client.removeprefix("Basic "))

    def __call__(self, form: dict[str, str]) -> dict[str, t.Any]:
        """Post a grant.

        Args:
            form: The fields of the grant.

        Returns:
            The issuer's answer, with an ``access_token``.

        Raises:
            TokenRefusedError: If the issuer refuses the grant.
            UnavailableError: If the issuer can't be reached.
        """
        settings = self._settings
        url = settings.token_url
        request = f"POST {path_of(url)}"
        # The extra headers are credentials too, for the configured origin alone.
        headers = settings.http_headers if same_origin(url, settings.base_url) else {}
        patience = Patience(
            settings.max_retries, self._transport.recorder, _ERRAND, self._clock
        )
        while True:
            exchange: Exchange | None = None
            try:
                exchange = self._transport.send(
                    "POST",
                    url,
                    errand=_ERRAND,
                    attempt=patience.attempt,
                    authorization=self._client,
                    headers=headers,
                    form=form,
                )
            except ExchangeFault as fault:
                failure = UnavailableError(
                    str(fault), request=request, request_id=fault.request_id
                )
                if fault.final:
                    raise failure from None
            else:
                data = json_or_none(exchange.body)
                if exchange.status == _OK and _has_token(data):
                    return t.cast("dict[str, t.Any]", data)
                cut_off = (
                    exchange.status == _OK
                    and data is None
                    and not is_web_page(exchange)
                )
                if exchange.status not in RETRIED_STATUSES and not cut_off:
                    raise TokenRefusedError(
                        request=request,
                        status=exchange.status,
                        error=self._word(data),
                    )
                problem = "the answer is cut off" if cut_off else ""
                failure = UnavailableError(
                    problem,
                    request=request,
                    status=exchange.status,
                    request_id=exchange.request_id,
                )
            patience.wait(failure, exchange)

    def _word(self, data: object) -> str:
        """The issuer's error word (RFC 6749, 5.2), never its longer description."""
        word = data.get("error") if isinstance(data, dict) else None
        text = short_text(word, self._redactor.clean, _LONGEST_WORD)
        return text if isinstance(word, str) and text else "no reason given"


def _has_token(data: object) -> bool:
    if not isinstance(data, dict):
        return False
    token = data.get("access_token")
    return isinstance(token, str) and bool(token) and token.isprintable()
