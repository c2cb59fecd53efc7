"""A web server of this process, on a port of its own, that answers as a test likes."""

from __future__ import annotations

import abc
import http.server
import threading
import typing as t

if t.TYPE_CHECKING:
    from typing_extensions import Self

Handler: t.TypeAlias = http.server.BaseHTTPRequestHandler


class LoopbackServer(abc.ABC):
    """Runs in the background; hands each request to ``serve``, in a thread each."""

    def __init__(self) -> None:
        outer = self

        class Quiet(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                outer.serve(self)

            do_POST = do_GET  # noqa: N815 - as the base class wants it

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                del format, args

        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self._thread = threading.Thread(
            target=self._http.serve_forever,
            args=(0.01,),
            daemon=True,
        )
        self.origin = f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    @abc.abstractmethod
    def serve(self, handler: Handler) -> None:
        """Answer one request."""
