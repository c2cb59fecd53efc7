"""A web server of this machine that answers as a test tells it to."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import socket
import struct
import threading
import typing as t
from urllib.parse import parse_qsl, urlsplit

from typing_extensions import override

from tests.support.loopback import Handler, LoopbackServer

DATE = "Wed, 15 Jul 2026 12:00:00 GMT"


@dataclasses.dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    form: dict[str, str]


@dataclasses.dataclass
class Reply:
    """An answer, whole or not.

    Attributes:
        body: Bytes, or a value to send as JSON.
        length: Content-Length to claim, if another than the true one.
        hang: To be waited for before anything is sent.
        drip: Seconds between single bytes of the body.
        chunked: Whether the body comes in chunks of unknown number; if cut off,
            the last one is missing.
        reset: Whether the connection is reset instead of an answer.
    """

    body: object = dataclasses.field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    date: str | None = DATE
    length: int | None = None
    hang: threading.Event | None = None
    drip: float = 0.0
    chunked: bool = False
    reset: bool = False

    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body).encode()


Script: t.TypeAlias = t.Callable[[Asked], Reply]


class Server(LoopbackServer):
    """Hands each request to its script."""

    def __init__(self) -> None:
        super().__init__()
        self.script: Script = lambda _: Reply()
        self.log: list[Asked] = []
        self.stop_dripping = threading.Event()
        self._lock = threading.Lock()

    @property
    def base_url(self) -> str:
        return f"{self.origin}/acme"

    @override
    def __exit__(self, *exc: object) -> None:
        self.stop_dripping.set()
        super().__exit__(*exc)

    def replies(self, *replies: Reply) -> None:
        """Give these answers one after another, the last one for ever."""
        waiting = list(replies)

        def script(_: Asked) -> Reply:
            with self._lock:
                return waiting.pop(0) if len(waiting) > 1 else waiting[0]

        self.script = script

    def asked(self, method: str) -> list[Asked]:
        return [asked for asked in self.log if asked.method == method]

    @override
    def serve(self, handler: Handler) -> None:
        parts = urlsplit(handler.path)
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        asked = Asked(
            handler.command,
            parts.path,
            dict(parse_qsl(parts.query)),
            {name.lower(): value for name, value in handler.headers.items()},
            dict(parse_qsl(body.decode())),
        )
        with self._lock:
            self.log.append(asked)
        # A client that has gone away is part of some tests.
        with contextlib.suppress(ConnectionError):
            self._send(handler, self.script(asked))

    def _send(
        self,
        handler: Handler,
        reply: Reply,
    ) -> None:
        if reply.hang is not None:
            reply.hang.wait(10)
        if reply.reset:
            linger = struct.pack("ii", 1, 0)
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            handler.close_connection = True
            handler.connection.close()
            return
        handler.send_response_only(reply.status)
        if reply.date is not None:
            handler.send_header("Date", reply.date)
        headers = {"Content-Type": "application/json", **reply.headers}
        content = reply.content()
        if reply.chunked:
            headers["Transfer-Encoding"] = "chunked"
            content = _in_chunks(content, whole=reply.length is None)
        else:
            length = len(content) if reply.length is None else reply.length
            headers["Content-Length"] = str(length)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        if reply.drip:
            for byte in content:
                handler.wfile.write(bytes([byte]))
                if self.stop_dripping.wait(reply.drip):
                    break
        else:
            handler.wfile.write(content)
        if reply.length is not None:
            handler.close_connection = True


def _in_chunks(content: bytes, *, whole: bool) -> bytes:
    half = len(content) // 2
    parts = [part for part in (content[:half], content[half:]) if part]
    end = b"0\r\n\r\n" if whole else b""
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + end
