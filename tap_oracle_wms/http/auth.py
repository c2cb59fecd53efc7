"""Signing in: one interface, four ways. Safe to share between threads."""

from __future__ import annotations

import base64
import logging
import threading
import time
import typing as t

from tap_oracle_wms.http.errors import SignInError

if t.TYPE_CHECKING:
    from tap_oracle_wms.http.clock import Clock
    from tap_oracle_wms.http.redact import Redactor
    from tap_oracle_wms.settings import Settings

logger = logging.getLogger(__name__)

_LEEWAY = 60
"""Seconds before its end at which a token is renewed, or a tenth of its life."""


class TokenRefusedError(Exception):
    """The issuer refused the grant.

    Attributes:
        error: The issuer's word for it, such as ``invalid_grant``.
        status: HTTP status of the answer.
        request: Method and path.
    """

    def __init__(self, *, request: str, status: int, error: str) -> None:
        """Keep what is safe to show."""
        super().__init__(error)
        self.request = request
        self.status = status
        self.error = error


class TokenRequest(t.Protocol):
    """Asks the issuer; see `tap_oracle_wms.http.issuer.Issuer`."""

    def __call__(self, form: dict[str, str]) -> dict[str, t.Any]:
        """Post a grant.

        Args:
            form: The fields of the grant.

        Returns:
            The issuer's answer, with an ``access_token``.

        Raises:
            TokenRefusedError: If the issuer refuses the grant.
            ApiError: If the issuer can't be reached.
        """


class Authenticator(t.Protocol):
    """Makes the Authorization header of a request."""

    def header(self) -> str:
        """The header's value for the next request, renewed ahead of its end."""

    def renew(self, refused: str) -> bool:
        """Get something better after a 401.

        Args:
            refused: The header that was refused.

        Returns:
            Whether another header is there, so that a repetition makes sense.
        """


class FixedAuthenticator:
    """Basic and bearer: the same header for ever."""

    def __init__(self, header: str) -> None:
        """Keep the header."""
        self._header = header

    def header(self) -> str:
        """The header's value."""
        return self._header

    def renew(self, refused: str) -> bool:
        """Nothing can be renewed."""
        del refused
        return False


class OAuthAuthenticator:
    """Tokens from an issuer, by refresh token where there is one, else by grant."""

    def __init__(
        self,
        ask: TokenRequest,
        grant: dict[str, str] | None,
        refresh_token: str | None,
        redactor: Redactor,
        clock: Clock | None = None,
    ) -> None:
        """Prepare; the first token is asked for by the first request.

        Args:
            ask: Posts a grant to the issuer.
            grant: Fields of the grant to use where no refresh token helps, the scope
                among them; None if there is only a refresh token.
            refresh_token: Refresh token to start from.
            redactor: Learns each token.
            clock: Tells when a token is about to end.
        """
        self._clock = clock or time
        self._ask = ask
        self._grant = grant
        self._refresh_token = refresh_token
        self._redactor = redactor
        self._lock = threading.Lock()
        self._header: str | None = None
        self._renew_at = float("inf")

    def header(self) -> str:
        """The header's value; asks the issuer where the token is about to end."""
        with self._lock:
            if self._header is None or self._clock.monotonic() >= self._renew_at:
                self._header = self._obtain()
            return self._header

    def renew(self, refused: str) -> bool:
        """Ask for another token, unless another thread has done so already."""
        with self._lock:
            if self._header is None or self._header == refused:
                self._header = self._obtain()
        return True

    def _obtain(self) -> str:
        if self._refresh_token:
            try:
                return self._accept(
                    self._ask(
                        {
                            "grant_type": "refresh_token",
                            "refresh_token": self._refresh_token,
                        },
                    ),
                )
            except TokenRefusedError as refusal:
                if self._grant is None:
                    raise _sign_in_error(refusal) from None
                logger.info("The refresh token is no longer accepted; signing in anew")
                self._refresh_token = None
        try:
            return self._accept(self._ask(dict(self._grant or {})))
        except TokenRefusedError as refusal:
            raise _sign_in_error(refusal) from None

    def _accept(self, answer: dict[str, t.Any]) -> str:
        token = answer["access_token"]
        self._redactor.add_issued(token)
        newest = answer.get("refresh_token")
        if isinstance(newest, str) and newest:
            self._redactor.add_issued(newest)
            self._refresh_token = newest
        self._renew_at = float("inf")
        try:
            life = float(answer["expires_in"])
        except (KeyError, TypeError, ValueError):
            life = 0.0
        if life > 0:
            leeway = min(_LEEWAY, life / 10)
            self._renew_at = self._clock.monotonic() + life - leeway
        return f"Bearer {token}"


def _sign_in_error(refusal: TokenRefusedError) -> SignInError:
    return SignInError(
        f"the token request was refused ({refusal.error})",
        request=refusal.request,
        status=refusal.status,
    )


def basic_header(user: str, password: str) -> str:
    """Value of an Authorization header by HTTP Basic, in UTF-8."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def make_authenticator(
    settings: Settings,
    ask: TokenRequest,
    redactor: Redactor,
    clock: Clock | None = None,
) -> Authenticator:
    """The authenticator for the configured method.

    Args:
        settings: Checked settings, complete for their method.
        ask: Posts a grant to the issuer.
        redactor: Learns what must not be shown.
        clock: Tells when a token is about to end.

    Returns:
        The authenticator; nothing has been asked yet.
    """
    if settings.auth_method == "basic":
        header = basic_header(settings.username or "", settings.password or "")
        redactor.add(header.removeprefix("Basic "))
        return FixedAuthenticator(header)
    if settings.auth_method == "bearer":
        return FixedAuthenticator(f"Bearer {settings.access_token}")
    grant: dict[str, str] | None = {"grant_type": "client_credentials"}
    if settings.auth_method == "oauth2_password":
        grant = None
        if settings.username is not None and settings.password is not None:
            grant = {
                "grant_type": "password",
                "username": settings.username,
                "password": settings.password,
            }
    if grant is not None and settings.oauth_scope:
        grant["scope"] = settings.oauth_scope
    return OAuthAuthenticator(
        ask,
        grant,
        settings.refresh_token,
        redactor,
        clock,
    )
