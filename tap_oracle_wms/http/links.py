"""Addresses that the service hands out, held against the configured one."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return (
        parts.scheme.lower(),
        (parts.hostname or "").lower(),
        parts.port or _DEFAULT_PORTS.get(parts.scheme.lower()),
    )


def resolve_link(
    link: str,
    base_url: str,
    *,
    seen_from: str | None = None,
) -> str | None:
    """Turn a link of the service into an address that may be asked.

    Args:
        link: Absolute or relative address from an answer. Live tenants write the
            default port out (``:443``).
        base_url: The configured address.
        seen_from: The address whose answer held the link, if not that of all.

    Returns:
        The address with the origin exactly as configured, or None if the link
        leads anywhere else: credentials are sent to the configured origin only.
    """
    try:
        absolute = urlsplit(urljoin(seen_from or f"{base_url}/", link.strip()))
        ours = urlsplit(base_url)
        if _origin(absolute) != _origin(ours) or absolute.username is not None:
            return None
    except ValueError:
        return None
    return absolute._replace(
        scheme=ours.scheme, netloc=ours.netloc, fragment=""
    ).geturl()


def same_origin(url: str, base_url: str) -> bool:
    """Whether two addresses have the same scheme, host and port."""
    return resolve_link(url, base_url) is not None
