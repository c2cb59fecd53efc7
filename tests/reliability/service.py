"""A service of a few lines, for answers that the simulator would never give."""

from __future__ import annotations

import dataclasses
import json
import typing as t
from urllib.parse import parse_qsl, urlsplit

from typing_extensions import override

from tests.support.loopback import Handler, LoopbackServer

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


class Service(LoopbackServer):
    """Answers each request by a function."""

    def __init__(self, respond: Responder) -> None:
        """Take the function; it and ``sends_date`` may be changed at any time."""
        super().__init__()
        self.respond = respond
        self.asked: list[Asked] = []
        self.sends_date = True
        self.base_url = f"{self.origin}/acme_test"

    @override
    def serve(self, handler: Handler) -> None:
        parts = urlsplit(handler.path)
        asked = Asked(
            handler.command,
            parts.path,
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            {name.lower(): value for name, value in handler.headers.items()},
        )
        handler.rfile.read(int(asked.headers.get("content-length", 0)))
        self.asked.append(asked)
        reply = self.respond(asked)
        content = reply.content()
        handler.send_response_only(reply.status)
        if self.sends_date:
            handler.send_header("Date", handler.date_time_string())
        headers = {"Content-Type": "application/json", **reply.headers}
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

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
