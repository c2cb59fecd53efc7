"""How bytes may come: in chunks, compressed, in drips, and broken off."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import json
import random
import socket
import threading
import time
import typing as t

import pytest

from tap_oracle_wms.http import UnavailableError
from tests.http.server import Reply, Server

Ask: t.TypeAlias = t.Callable[..., t.Any]

ROWS = {"results": [{"id": number, "code": "x" * 40} for number in range(200)]}
GZIP = {"Content-Encoding": "gzip"}


@pytest.mark.parametrize("compressed", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize("chunked", [True, False], ids=["chunked", "length"])
@pytest.mark.parametrize("drip", [0.0, 0.00001], ids=["at-once", "drip"])
def test_every_way_of_transfer(
    server: Server,
    ask: Ask,
    drip: float,
    chunked: bool,  # noqa: FBT001
    compressed: bool,  # noqa: FBT001
) -> None:
    rows = {"results": ROWS["results"][:5]} if drip else ROWS
    body = json.dumps(rows).encode()
    server.replies(
        Reply(
            gzip.compress(body) if compressed else body,
            headers=GZIP if compressed else {},
            chunked=chunked,
            drip=drip,
        ),
    )
    assert ask() == rows
    assert len(server.log) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(ROWS, chunked=True, length=1),
        Reply(gzip.compress(json.dumps(ROWS).encode())[:-60], headers=GZIP),
        Reply(
            gzip.compress(json.dumps(ROWS).encode())[:-60],
            headers=GZIP,
            chunked=True,
            length=1,
        ),
    ],
    ids=["chunks", "gzip", "both"],
)
def test_a_transfer_that_breaks_off_is_repeated(
    server: Server,
    ask: Ask,
    reply: Reply,
) -> None:
    server.replies(reply, Reply(ROWS))
    assert ask() == ROWS
    assert len(server.log) == 2


def test_a_body_that_swells_is_cut_before_it_fills_the_memory(
    server: Server,
    ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tap_oracle_wms.http.transport.MAX_BODY", 10_000_000)
    server.replies(Reply(gzip.compress(b" " * 50_000_000, 1), headers=GZIP))
    with pytest.raises(UnavailableError, match="larger than") as caught:
        ask(max_retries=0)
    assert caught.value.heavy


def test_a_large_answer_comes_whole(server: Server, ask: Ask) -> None:
    digits = random.Random(7).randbytes(1_500_000).hex()  # noqa: S311 - no secret
    server.replies(Reply({"text": digits}))
    assert ask() == {"text": digits}


# Bounds on the whole exchange


def dripping(parts: t.Iterable[bytes], pause: float) -> t.Iterator[str]:
    """A server of one connection that sends parts with a pause between them."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.recv(65536)
            for part in parts:
                connection.sendall(part)
                time.sleep(pause)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/acme"
    thread.join(5)


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
UNTIL_THE_END = HEAD + b"Connection: close\r\n\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        itertools.chain([HEAD, b"X-Slow: "], itertools.repeat(b"x")),
        itertools.chain([HEAD], itertools.repeat(b"X-Slow: x\r\n", 90)),
        itertools.chain([CHUNKED], itertools.repeat(b"0")),
        itertools.chain([UNTIL_THE_END, b'{"results": []}'], itertools.repeat(b" ")),
    ],
    ids=["a header", "many headers", "the length of a chunk", "a body without end"],
)
def test_a_drip_of_any_part_ends_in_time(
    ask: Ask,
    parts: t.Iterable[bytes],
) -> None:
    """Each wait is short, so the timeout of the socket never strikes."""
    with contextlib.contextmanager(dripping)(parts, 0.2) as base_url:
        began = time.monotonic()
        with pytest.raises(UnavailableError, match="did not end within 1 s") as caught:
            ask(base_url=base_url, request_timeout=1, max_retries=0)
    assert caught.value.heavy
    assert time.monotonic() - began < 6
