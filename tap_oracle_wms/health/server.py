"""Pages over HTTP for probes and scrapers, on this machine only."""

from __future__ import annotations

import http.server
import json
import logging
import socketserver
import threading
import typing as t
from urllib.parse import urlsplit

from typing_extensions import override

from tap_oracle_wms.errors import WmsError

if t.TYPE_CHECKING:
    from tap_oracle_wms.health.status import Status

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
_CLIENT_TIMEOUT = 5
"""Seconds that a client may take to say what it wants."""

_JSON = "application/json"
_OK, _NOT_FOUND, _UNAVAILABLE = 200, 404, 503


class HealthError(WmsError):
    """The pages can't be offered."""


class Page(t.NamedTuple):
    """An answer."""

    status: int
    content_type: str
    body: bytes


Route: t.TypeAlias = t.Callable[[], Page]


def text_page(text: str, status: int = _OK) -> Page:
    """A line of text."""
    return Page(status, "text/plain; charset=utf-8", f"{text}\n".encode())


def _json_page(good: bool, content: dict[str, t.Any]) -> Page:  # noqa: FBT001 - a pair
    body = json.dumps(content).encode() + b"\n"
    return Page(_OK if good else _UNAVAILABLE, _JSON, body)


class HealthServer:
    """Answers in threads of its own, none of which can hold up the tap."""

    def __init__(self, port: int, status: Status) -> None:
        """Take the port; nothing is answered yet.

        Args:
            port: The port, 0 for any.
            status: What the pages tell.

        Raises:
            HealthError: If the port can't be had.
        """
        self._routes: dict[str, Route] = {
            "/healthz": lambda: _json_page(*status.live()),
            "/readyz": lambda: _json_page(*status.ready()),
        }
        try:
            self._server = _Server((HOST, port), self._answer)
        except OSError as error:
            msg = (
                f"Setting 'health_port': port {port} of {HOST} can't be used "
                f"({error.strerror}); choose another, or 0 for any that is free"
            )
            raise HealthError(msg) from None
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            name="health",
            daemon=True,
        )

    @property
    def url(self) -> str:
        """Address of the pages, without a slash at the end."""
        return f"http://{HOST}:{self._server.server_address[1]}"

    def mount(self, path: str, route: Route) -> None:
        """Offer a further page.

        Args:
            path: Its path.
            route: Makes it; called in a thread of the server.
        """
        self._routes[path] = route

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()
        logger.info("Health pages: %s", ", ".join(self.url + p for p in self._routes))

    def stop(self) -> None:
        """Answer no more, and give the port back."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def _answer(self, path: str) -> Page:
        route = self._routes.get(urlsplit(path).path)
        if route is None:
            return text_page(f"There are {', '.join(self._routes)}", _NOT_FOUND)
        return route()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self,
        address: tuple[str, int],
        answer: t.Callable[[str], Page],
    ) -> None:
        self.answer = answer
        super().__init__(address, _Handler)

    @override
    def handle_error(self, request: t.Any, client_address: t.Any) -> None:
        """One line, for a client that went away or a page that failed."""
        logger.info("A request for a health page was not answered", exc_info=False)


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server
    timeout = _CLIENT_TIMEOUT

    def do_GET(self) -> None:
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        self._send(with_body=False)

    def _send(self, *, with_body: bool) -> None:
        page = self.server.answer(self.path)
        self.send_response(page.status)
        self.send_header("Content-Type", page.content_type)
        self.send_header("Content-Length", str(len(page.body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if with_body:
            self.wfile.write(page.body)

    @override
    def version_string(self) -> str:
        return "tap-oracle-wms"

    @override
    def log_message(self, format: str, *args: t.Any) -> None:
        """Probes come every few seconds: nothing to tell."""
