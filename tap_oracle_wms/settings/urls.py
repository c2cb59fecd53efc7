"""Checks of the addresses that a user configures."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

_API_ROOT = "/wms/lgfapi"


def _split(text: str) -> SplitResult:
    """Split an address, refusing what can't be used or shouldn't be shown."""
    try:
        parts = urlsplit(text.strip())
        _ = parts.port
    except ValueError:
        msg = "is not a valid address"
        raise ValueError(msg) from None
    if parts.username is not None or parts.password is not None:
        msg = "must not contain credentials; use the settings for signing in"
        raise ValueError(msg)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = "must start with https:// and a host"
        raise ValueError(msg)
    if any(character.isspace() or ord(character) < ord("!") for character in text):
        msg = "must not contain spaces or control characters"
        raise ValueError(msg)
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        msg = (
            "must use https://; http:// would send the credentials in clear text and "
            "is accepted for this machine's own addresses only"
        )
        raise ValueError(msg)
    return parts


def is_loopback(host: str) -> bool:
    """Whether a host name is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def normalise_base_url(text: str) -> str:
    """Bring a base URL, possibly pasted with more behind it, into its plain form.

    Args:
        text: What the user wrote.

    Returns:
        ``scheme://host[:port][/environment]``, without a slash at the end.

    Raises:
        ValueError: If it can't be used; the text says why, without the address.
    """
    parts = _split(text.strip())
    path = parts.path
    while "//" in path:
        path = path.replace("//", "/")
    position = f"{path}/".find(f"{_API_ROOT}/")
    if position >= 0:
        path = path[:position]
    return f"{parts.scheme}://{parts.netloc.lower()}{path.rstrip('/')}"


def check_token_url(text: str) -> str:
    """Check the address of a token issuer.

    Args:
        text: What the user wrote.

    Returns:
        The address as it is to be used.

    Raises:
        ValueError: If it can't be used; the text says why, without the address.
    """
    _split(text.strip())
    return text.strip()
