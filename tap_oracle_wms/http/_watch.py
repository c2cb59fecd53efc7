"""A bound on a whole exchange.

The timeout of a socket bounds one wait. A service that sends a byte of its header, or
of the length of a chunk, before each of these waits ends could hold a request for ever.
So the socket is closed under the reader's hands when the whole has taken too long.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import typing as t

import requests.adapters
from typing_extensions import override
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

if t.TYPE_CHECKING:
    from urllib3 import HTTPResponse, PoolManager, ProxyManager

_here = threading.local()


class Watch:
    """Watches over one exchange."""

    def __init__(self, seconds: float) -> None:
        """Prepare; the time runs from `begin` on."""
        self._seconds = seconds
        self._timer: threading.Timer | None = None
        self.ended_it = False

    def begin(self, sock: socket.socket) -> None:
        """Close the socket's way in and out when the time is over."""
        self._timer = threading.Timer(self._seconds, self._end, [sock])
        self._timer.daemon = True
        self._timer.start()

    def _end(self, sock: socket.socket) -> None:
        self.ended_it = True
        # Of the plain socket: that of TLS is not made for another thread's hands.
        with contextlib.suppress(OSError):
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def stop(self) -> None:
        """Watch no longer."""
        if self._timer is not None:
            self._timer.cancel()


@contextlib.contextmanager
def watched(seconds: float) -> t.Iterator[Watch]:
    """Watch over the exchange that this thread begins next.

    Args:
        seconds: Time from the request's end to the answer's.

    Yields:
        The watch, which knows afterwards whether it ended the exchange.
    """
    watch = _here.watch = Watch(seconds)
    try:
        yield watch
    finally:
        watch.stop()
        _here.watch = None


def _begin(sock: socket.socket | None) -> None:
    watch: Watch | None = getattr(_here, "watch", None)
    if watch is not None and sock is not None:
        watch.begin(sock)


class _Connection(HTTPConnection):
    @override
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        _begin(self.sock)
        return super().getresponse()


class _SecureConnection(HTTPSConnection):
    @override
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        _begin(self.sock)
        return super().getresponse()


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class WatchedAdapter(requests.adapters.HTTPAdapter):
    """Makes connections that a watch can end."""

    @override
    def init_poolmanager(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        _use_watched(self.poolmanager)

    @override
    def proxy_manager_for(self, proxy: str, **kwargs: t.Any) -> ProxyManager:
        manager: ProxyManager = super().proxy_manager_for(proxy, **kwargs)
        _use_watched(manager)
        return manager


def _use_watched(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
