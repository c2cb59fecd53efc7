"""A service of a few lines, for answers that the simulator would never give."""

from __future__ import annotations

import dataclasses
import http.server
import json
import threading
import typing as t
from urllib.parse import parse_qsl, urlsplit

if t.TYPE_CHECKING:
    from types import TracebackType

Json: t.TypeAlias = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclasses.dataclass(frozen=True)
class Reply:
    """One answer; the body is bytes or something to be written as JSON."""

    body: t.Any = b""
    status: int = 200
    headers: t.Mapping[str, str] = dataclasses.field(default_factory=dict)

    def content(self) -> bytes:
        """The bytes of the body."""
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body).encode()


Responder: t.TypeAlias = t.Callable[[Asked], Reply]


class Service:
    """Answers each request by a function, in this process, on a port of its own."""

    def __init__(self, respond: Responder) -> None:
        """Take the function; it and ``sends_date`` may be changed at any time."""
        self.respond = respond
        self.asked: list[Asked] = []
        self.sends_date = True
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                asked = Asked(
                    self.command,
                    parts.path,
                    dict(parse_qsl(parts.query, keep_blank_values=True)),
                    {name.lower(): value for name, value in self.headers.items()},
                )
                self.rfile.read(int(asked.headers.get("content-length", 0)))
                outer.asked.append(asked)
                reply = outer.respond(asked)
                content = reply.content()
                self.send_response_only(reply.status)
                if outer.sends_date:
                    self.send_header("Date", self.date_time_string())
                headers = {"Content-Type": "application/json", **reply.headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_POST = do_GET  # noqa: N815 - the framework's name

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.02},
            daemon=True,
        )
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.base_url = f"{self.origin}/acme_test"

    def __enter__(self) -> Service:  # noqa: PYI034 - not meant for subclasses
        """Listen."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def config(self) -> Json:
        """A config for this service."""
        return {
            "base_url": self.base_url,
            "username": "acme_reader",
            "password": "acme-reader-password",
            "max_retries": 1,
        }


NOT_FOUND = Reply({"code": "NOT_FOUND", "message": "Not found."}, status=404)


def serving(*rows: str, link: str | None = None) -> Responder:
    """A responder that lists rows in the order given, by ``id__gt``.

    Args:
        rows: Rows as JSON text, so that they can hold what Python could not write.
        link: The ``next_page`` of every page.
    """
    numbers = [json.loads(row).get("id") for row in rows]

    def respond(asked: Asked) -> Reply:
        if asked.path.rstrip("/").endswith("/describe"):
            return Reply({"fields": {}})
        bound = asked.query.get("id__gt")
        kept = [
            row
            for row, number in zip(rows, numbers, strict=True)
            if bound is None or not isinstance(number, int) or number > int(bound)
        ]
        if not kept:
            return NOT_FOUND
        text = f'{{"next_page": {json.dumps(link)}, "results": [{",".join(kept)}]}}'
        return Reply(text.encode("utf-8", "surrogatepass"))

    return respond
