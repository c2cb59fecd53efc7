"""A page server that is never what is waited for: rows are rendered beforehand.

Ids have no gaps. It knows what the programs that are measured ask for: keyset by
``id__gt`` and ``id__lte``, ``ordering=-id``, ``fields``, ``page_size``, windows in
which nothing has changed. ``/stats`` tells what was asked since it was asked last.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import dataclasses
import email.utils
import functools
import json
import pathlib
import socket
import sys
import time
import typing as t
from urllib.parse import parse_qs, urlsplit

_NOT_FOUND = b'{"reference":"0","code":"NOT_FOUND","message":"none","details":{}}'
_MARK = '"@id@"'
_KEPT = 64
"""Pages that are kept put together: those of streams that have no more."""

_Query: t.TypeAlias = dict[str, list[str]]


@dataclasses.dataclass
class Stats:
    """What was asked."""

    requests: int = 0
    in_flight: int = 0
    most: int = 0
    first: float | None = None

    def tell(self) -> bytes:
        """The figures so far, which begin anew."""
        told = json.dumps(dataclasses.asdict(self)).encode()
        self.requests = self.in_flight = self.most = 0
        self.first = None
        return told


class Shape:
    """Rows of one shape, cut in two where the id belongs."""

    def __init__(self, rows: list[dict[str, t.Any]]) -> None:
        """Take the rows that repeat."""
        self._rows = rows
        self._rendered: dict[str, list[list[bytes]]] = {}

    def page(self, ids: t.Sequence[int], fields: str) -> bytes:
        """The rows with these ids, as JSON."""
        halves = self._rendered.get(fields)
        if halves is None:
            halves = self._rendered[fields] = [*self._render(fields)]
        count = len(halves)
        cut = (halves[number % count] for number in ids)
        return b",".join(
            [
                before + b"%d" % number + after
                for number, (before, after) in zip(ids, cut, strict=True)
            ]
        )

    def _render(self, fields: str) -> t.Iterator[list[bytes]]:
        wanted = set(fields.split(",")) if fields else None
        for row in self._rows:
            kept = {k: v for k, v in row.items() if wanted is None or k in wanted}
            text = json.dumps(kept | {"id": "@id@"}, separators=(",", ":"))
            yield text.encode().split(_MARK.encode())


class Server:
    """Answers; every answer to a list or describe request waits for the latency."""

    def __init__(self, plan: dict[str, t.Any]) -> None:
        """Take the plan: shapes, entities with shape and rows, latency in seconds."""
        self._shapes = {name: Shape(rows) for name, rows in plan["shapes"].items()}
        self._entities: dict[str, dict[str, t.Any]] = plan["entities"]
        self._describe = json.dumps(plan.get("describe", {})).encode()
        self._latency: float = plan["latency"]
        self._stats = Stats()
        self._serving: set[asyncio.Task[None]] = set()
        # Many requests end at the same moment: the last is not to wait for the pages
        # of all others to be put together.
        self._put_together = functools.lru_cache(_KEPT)(self._body)

    async def listen(self, listener: socket.socket) -> None:
        """Accept connections for ever."""
        loop = asyncio.get_running_loop()
        while True:
            connection, _ = await loop.sock_accept(listener)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            serving = loop.create_task(self._serve(connection))
            self._serving.add(serving)
            serving.add_done_callback(self._serving.discard)

    async def _serve(self, connection: socket.socket) -> None:
        """Answer the requests of one connection.

        On the bare socket: a stream of asyncio would copy each page once more, and
        those who wait for the next one with it.
        """
        loop = asyncio.get_running_loop()
        received = b""
        with connection, contextlib.suppress(ConnectionError):
            while True:
                head, end, received = received.partition(b"\r\n\r\n")
                if not end:
                    more = await loop.sock_recv(connection, 65536)
                    if not more:
                        return
                    received = head + more
                    continue
                address = urlsplit(head.split(b" ", 2)[1].decode())
                status, body = await self._answer(address.path, parse_qs(address.query))
                date = email.utils.formatdate(usegmt=True)
                head = (
                    f"HTTP/1.1 {status} X\r\nDate: {date}\r\n"
                    "Content-Type: application/json\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n"
                ).encode()
                await loop.sock_sendall(connection, head)
                await loop.sock_sendall(connection, body)

    async def _answer(self, path: str, query: _Query) -> tuple[int, bytes]:
        if path == "/stats":
            return 200, self._stats.tell()
        stats = self._stats
        stats.first = stats.first or time.time()
        stats.requests += 1
        stats.in_flight += 1
        stats.most = max(stats.most, stats.in_flight)
        await asyncio.sleep(self._latency)
        answer = self._look_up(path.strip("/").split("/"), query)
        stats.in_flight -= 1
        return answer

    def _look_up(self, parts: list[str], query: _Query) -> tuple[int, bytes]:
        if parts[-1] == "entity":
            return 200, json.dumps(dict.fromkeys(self._entities, "")).encode()
        if parts[-1] == "describe":
            return 200, self._describe
        return self._page(self._entities[parts[-1]], query)

    def _page(self, entity: dict[str, t.Any], query: _Query) -> tuple[int, bytes]:
        given = {name: values[0] for name, values in query.items()}
        if "mod_ts__gte" in given or "create_ts__gte" in given:
            return 404, _NOT_FOUND
        low, high = int(given.get("id__gt", 0)), int(given.get("id__lte", 10**18))
        ids = range(low + 1, min(high, entity["rows"]) + 1)
        if given.get("ordering") == "-id":
            ids = ids[::-1]
        taken = ids[: int(given.get("page_size", 125))]
        if not taken:
            return 404, _NOT_FOUND
        more = len(ids) > len(taken)
        shape, fields = entity["shape"], given.get("fields", "")
        return 200, self._put_together(shape, fields, taken, more)

    def _body(self, shape: str, fields: str, ids: range, more: bool) -> bytes:  # noqa: FBT001
        link = b"null"
        if more:
            cursor = base64.b64encode(b"p=%d" % ids[-1]).decode()
            link = json.dumps(f"http://127.0.0.1/?cursor={cursor}").encode()
        rows = self._shapes[shape].page(ids, fields)
        return b'{"next_page":' + link + b',"results":[' + rows + b"]}"


async def _main(plan: dict[str, t.Any]) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        listener.setblocking(False)  # noqa: FBT003 - has no name
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        await Server(plan).listen(listener)


if __name__ == "__main__":
    asyncio.run(_main(json.loads(pathlib.Path(sys.argv[1]).read_text())))
