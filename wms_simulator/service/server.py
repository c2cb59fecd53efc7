"""The HTTP server: threads, keep-alive, and access to the socket."""

from __future__ import annotations

import socket
import threading
import typing as t

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from wms_simulator.service.wire import WireHandler

if t.TYPE_CHECKING:
    from wms_simulator.service.state import State


class Handler(WSGIRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    # Header and body leave in one packet, at once: otherwise Nagle's algorithm
    # and delayed acknowledgements cost 40 ms per request.
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def handle_one_request(self) -> None:
        """Read one request and answer it."""
        try:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            handler = WireHandler(
                self.rfile, self.wfile, self.get_stderr(), self.get_environ()
            )
            handler.request_handler = self
            handler.sock = t.cast("socket.socket", self.connection)
            server = t.cast("Server", self.server)
            handler.stopping = server.state.stopping
            application = server.get_app()
            if application is not None:
                handler.run(application)
            self.wfile.flush()
        except (OSError, ValueError):
            # The client went away, or a plan closed the connection.
            self.close_connection = True

    def finish(self) -> None:
        """Let go of a connection that may be closed already."""
        try:
            super().finish()
        except (OSError, ValueError):
            self.close_connection = True

    def log_message(self, format: str, *args: t.Any) -> None:  # noqa: A002
        """Say nothing: the request log is asked for over HTTP."""

    def address_string(self) -> str:
        """Never ask a name server."""
        return str(self.client_address[0])


class Server(ThreadedWSGIServer):
    """Listens on a loopback address.

    Args:
        host: A loopback address.
        port: The port, or 0 for any.
        state: What the views share.
    """

    request_queue_size = 128
    daemon_threads = True

    def __init__(self, host: str, port: int, state: State) -> None:
        """Listen."""
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        self.state = state
        super().__init__((host, port), Handler, ipv6=":" in host)
        self.timeout = 1
        shown = f"[{host}]" if ":" in host else host
        state.origin = f"http://{shown}:{self.server_port}"

    def get_request(self) -> tuple[socket.socket, t.Any]:
        """Accept a connection."""
        made, address = super().get_request()
        with self._guard:
            self._open.add(made)
        return made, address

    def shutdown_request(
        self, request: socket.socket | tuple[bytes, socket.socket]
    ) -> None:
        """Close a connection."""
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Do not print what clients do to their connections."""

    def stop(self) -> None:
        """Stop at once, whatever is under way."""
        self.state.stopping.set()
        with self._guard:
            for one in self._open:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
        self.server_close()
