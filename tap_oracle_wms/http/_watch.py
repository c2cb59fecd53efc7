"""A bound on a whole exchange.

The timeout of a socket bounds one wait. A service that sends a byte of its header, or
of the length of a chunk, before each of these waits ends could hold a request for ever.
So the socket is closed under the reader's hands when the whole has taken too long.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import typing as t

import requests.adapters
from typing_extensions import override
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

if t.TYPE_CHECKING:
    from urllib3 import HTTPResponse, PoolManager, ProxyManager

_NAP = 600.0
"""Seconds that the thread sleeps where there is nothing to watch."""

_here = threading.local()


class Watch:
    """Watches over one exchange."""

    def __init__(self, seconds: float) -> None:
        """Prepare; the time runs from `begin` on."""
        self._seconds = seconds
        self._sock: socket.socket | None = None
        self.ended_it = False

    def begin(self, sock: socket.socket) -> None:
        """Close the socket's way in and out when the time is over."""
        self._sock = sock
        _watchman.add(self, self._seconds)

    def allow(self, seconds: float) -> None:
        """Let the time that is left be this, from now on."""
        if self._sock is not None:
            _watchman.add(self, seconds)

    def end(self) -> None:
        """End the exchange; its reader finds the connection closed."""
        self.ended_it = True
        if self._sock is not None:
            # Of the plain socket: that of TLS is not made for another thread's hands.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._sock, socket.SHUT_RDWR)

    def stop(self) -> None:
        """Watch no longer."""
        _watchman.remove(self)
        self._sock = None


class _Watchman:
    """One thread for all watches: a thread for each would cost more than a request."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._due: dict[Watch, float] = {}
        self._wakes_at = 0.0
        self._thread: threading.Thread | None = None

    def add(self, watch: Watch, seconds: float) -> None:
        """Watch from now on, for so many seconds."""
        due = time.monotonic() + seconds
        with self._changed:
            self._due[watch] = due
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()
            elif due < self._wakes_at:
                self._changed.notify()

    def remove(self, watch: Watch) -> None:
        """Watch no longer; afterwards the watch ends nothing any more."""
        with self._changed:
            self._due.pop(watch, None)

    def _run(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                for watch in [w for w, due in self._due.items() if due <= now]:
                    del self._due[watch]
                    watch.end()
                # Watches that are new end later than those before, as a rule: there
                # is no need to wake up for each.
                self._wakes_at = min(self._due.values(), default=now + _NAP)
                self._changed.wait(self._wakes_at - now)


_watchman = _Watchman()


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
