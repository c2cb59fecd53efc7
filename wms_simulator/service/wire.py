"""How the bytes of an answer go out, when they do not go out as they should."""

from __future__ import annotations

import contextlib
import socket
import struct
import typing as t
from dataclasses import dataclass, field

from django.core.servers.basehttp import ServerHandler

if t.TYPE_CHECKING:
    import threading
    from http.server import BaseHTTPRequestHandler
    from wsgiref.headers import Headers

_PIECES = 20
_POLL = 0.05


@dataclass(frozen=True)
class Plan:
    """What to do to an answer on the wire.

    Attributes:
        how: before, headers, middle (where a reset comes), length, chunked
            (where the body is cut), drip or hang.
        seconds: How long a drip takes.
        done: Called when it was carried out.
    """

    how: str
    seconds: float = 0.0
    done: list[t.Callable[[], None]] = field(default_factory=list)

    @property
    def unseen(self) -> bool:
        """Whether no status reaches the client."""
        return self.how in {"hang", "before"}


class WireHandler(ServerHandler):
    """Writes answers, and ruins those that carry a plan."""

    # What wsgiref sets and its type stubs do not know.
    headers: Headers
    result: t.Iterable[bytes]
    status: str

    request_handler: BaseHTTPRequestHandler
    sock: socket.socket
    stopping: threading.Event

    def send_preamble(self) -> None:
        """Write the status line, but no header that the view did not set."""
        self._write(f"HTTP/1.1 {self.status}\r\n".encode("iso-8859-1"))

    def finish_response(self) -> None:
        """Write the answer, by its plan if it has one."""
        plan: Plan | None = getattr(self.result, "plan", None)
        if plan is None:
            super().finish_response()
            return
        try:
            self._ruin(plan)
        finally:
            for call in plan.done:
                call()
            self.close()

    def _ruin(self, plan: Plan) -> None:
        if plan.how == "hang":
            self._hang()
        elif plan.how == "drip":
            self._drip(plan.seconds)
            return
        elif plan.how != "before":
            self._part(plan.how)
        if plan.how in {"before", "headers", "middle"}:
            # A linger time of zero makes close() send RST instead of FIN.
            linger = struct.pack("ii", 1, 0)
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        else:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()
        self.request_handler.close_connection = True
        self.headers_sent = True

    def _hang(self) -> None:
        # Until the client gives up: what is read then is the end of its stream.
        self.sock.settimeout(_POLL)
        while not self.stopping.is_set():
            with contextlib.suppress(TimeoutError):
                self.sock.recv(1, socket.MSG_PEEK)
                return

    def _part(self, how: str) -> None:
        body = self._body()
        if how == "chunked":
            del self.headers["Content-Length"]
            self.headers["Transfer-Encoding"] = "chunked"
            body = b"%x\r\n%s" % (len(body), body)
        self._send_head()
        if how != "headers":
            self._write(body[: max(1, len(body) // 2)])
        self._flush()

    def _drip(self, seconds: float) -> None:
        body = self._body()
        self._send_head()
        size = max(1, -(-len(body) // _PIECES))
        for start in range(0, len(body), size):
            self._write(body[start : start + size])
            self._flush()
            if self.stopping.wait(seconds / _PIECES):
                break

    def _body(self) -> bytes:
        return b"".join(self.result)

    def _send_head(self) -> None:
        self.cleanup_headers()
        self.headers_sent = True
        self.send_preamble()
        self._write(bytes(self.headers))
