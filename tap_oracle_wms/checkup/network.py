"""The way to the service: its name, a connection, its certificate."""

from __future__ import annotations

import os
import socket
import ssl
import typing as t
from urllib.parse import urlsplit

import requests.utils

from tap_oracle_wms.checkup.report import Finding, Level, Problem

_SECONDS = 10
_HTTPS = 443
_HTTP = 80


def way_to(url: str, verify: bool | str) -> t.Iterator[Finding]:  # noqa: FBT001 - as it is set
    """Look for the host, connect, and shake hands; no request is made.

    Args:
        url: The configured address.
        verify: The setting ``verify_ssl``.

    Yields:
        A finding for each step; nothing more after one that fails.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (_HTTPS if secure else _HTTP)
    if secure and requests.utils.select_proxy(
        url, requests.utils.get_environ_proxies(url)
    ):
        text = "by way of a proxy that the environment sets; its own steps are skipped"
        yield Finding("network", Level.OK, text)
        return
    yield (named := _resolve(host, port))
    if not named.ok:
        return
    connection = _connect(host, port)
    if isinstance(connection, Finding):
        yield connection
        return
    with connection:
        yield Finding("connection", Level.OK, f"port {port} answers")
        if secure:
            yield _shake_hands(connection, host, verify)


def _resolve(host: str, port: int) -> Finding:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return Finding(
            "name",
            Level.FAILURE,
            f"the host name {host} does not resolve",
            Problem.NAME,
            f"Look for a typing error in base_url. If {host} is right, this machine's "
            "name service does not know it: is a VPN needed?",
        )
    address = str(found[0][4][0])
    text = f"{host} is {address}" if address != host else f"{host} needs no look-up"
    return Finding("name", Level.OK, text)


def _connect(host: str, port: int) -> socket.socket | Finding:
    try:
        return socket.create_connection((host, port), timeout=_SECONDS)
    except ConnectionRefusedError:
        return Finding(
            "connection",
            Level.FAILURE,
            f"{host} refuses connections to port {port}",
            Problem.REFUSED,
            "Nothing listens there: check host and port of base_url. For the "
            "simulator: is it running?",
        )
    except OSError:
        return Finding(
            "connection",
            Level.FAILURE,
            f"no connection to port {port} of {host} within {_SECONDS} s",
            Problem.NO_CONNECTION,
            "A firewall may drop the connection: ask for access to this host, or set "
            "HTTPS_PROXY if connections must go by way of a proxy.",
        )


def _context(verify: bool | str) -> ssl.SSLContext:  # noqa: FBT001 - as it is set
    """The checks of a certificate that a request will make."""
    if not verify:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    trusted = verify if isinstance(verify, str) else None
    trusted = (
        trusted
        or os.environ.get("REQUESTS_CA_BUNDLE")
        or requests.utils.DEFAULT_CA_BUNDLE_PATH
    )
    if os.path.isdir(trusted):  # noqa: PTH112 - any path text
        return ssl.create_default_context(capath=trusted)
    return ssl.create_default_context(cafile=trusted)


def _shake_hands(connection: socket.socket, host: str, verify: bool | str) -> Finding:  # noqa: FBT001
    try:
        with _context(verify).wrap_socket(connection, server_hostname=host) as secure:
            version = secure.version() or "TLS"
    except ssl.SSLCertVerificationError as error:
        return Finding(
            "certificate",
            Level.FAILURE,
            f"the certificate of {host} is not trusted: {error.verify_message}",
            Problem.CERTIFICATE,
            "If your network inspects TLS, or the host has a certificate of your own "
            "authority, put that authority's certificate into a file (PEM) and set "
            "verify_ssl to its path. Don't set it to false: the password could then "
            "be read on the way.",
        )
    except (OSError, ValueError):
        return Finding(
            "certificate",
            Level.FAILURE,
            f"the TLS connection to {host} fails",
            Problem.TLS,
            "Does this port speak TLS? Check host and port of base_url, and whether "
            "verify_ssl names a file of certificates in PEM form.",
        )
    if not verify:
        return Finding(
            "certificate",
            Level.WARNING,
            f"{version}, but verify_ssl is false: nobody checks whom we talk to",
            advice="Set verify_ssl to true, or to the path of the certificates to "
            "trust.",
        )
    return Finding("certificate", Level.OK, f"{version}, trusted")
