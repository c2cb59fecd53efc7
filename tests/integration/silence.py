"""A server that takes connections and never answers."""

from __future__ import annotations

import socket
import threading
import typing as t

if t.TYPE_CHECKING:
    from types import TracebackType


class SilentServer:
    """Takes connections, keeps them open, counts them and says nothing.

    Attributes:
        url: Its address.
        calls: Connections so far.
    """

    def __init__(self) -> None:
        """Listen on a free port of loopback."""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.calls = 0
        self._open: list[socket.socket] = []

    def __enter__(self) -> SilentServer:  # noqa: PYI034 - not meant for subclasses
        """Start to take connections."""
        threading.Thread(target=self._take, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close all."""
        # Wakes the thread, which close alone does not.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for one in self._open:
            one.close()

    def _take(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._open.append(connection)
            self.calls += 1
