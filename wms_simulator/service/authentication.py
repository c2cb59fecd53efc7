"""Sign-in: HTTP Basic and tokens of the built-in issuer."""

from __future__ import annotations

import base64
import binascii
import hmac
import typing as t

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.permissions import BasePermission

from wms_simulator.accounts import ACCOUNTS, CLIENT_ID, CLIENT_SECRET
from wms_simulator.service.state import current

if t.TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

    from wms_simulator.accounts import Account


def basic_login(header: str) -> tuple[str, str] | None:
    """Read user and password from an Authorization header."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, mark, password = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if mark else None


def check_password(name: str, password: str) -> Account | None:
    """Find the account that a name and a password open."""
    account = ACCOUNTS.get(name)
    good = account and hmac.compare_digest(account.password.encode(), password.encode())
    return account if good else None


def check_client(header: str) -> bool:
    """Check the OAuth2 client's id and secret."""
    return basic_login(header) == (CLIENT_ID, CLIENT_SECRET)


class WarehouseAuthentication(BaseAuthentication):
    """Basic and bearer sign-in."""

    def authenticate(self, request: Request) -> tuple[t.Any, t.Any]:
        """Find the account, or refuse."""
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            raise NotAuthenticated
        scheme, _, token = header.partition(" ")
        account: Account | None = None
        if scheme.lower() == "bearer":
            account = current().tokens.use(token.strip())
        elif login := basic_login(header):
            account = check_password(*login)
        if account is None:
            message = "Invalid username/password or token."
            raise AuthenticationFailed(message)
        return account, header

    def authenticate_header(self, request: Request) -> str:
        """Make refusals a 401 with a challenge."""
        del request
        return 'Basic realm="acme_test"'


class CanRead(BasePermission):
    """Lets users with `lgfapi_read_access` read."""

    message = "The user lacks the permission lgfapi_read_access."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Say whether the user may read."""
        del view
        return t.cast("Account", request.user).can_read
