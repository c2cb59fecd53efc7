"""Starts the service in this process and runs it to its end."""

from __future__ import annotations

import ipaddress
import os
import shutil
import signal
import tempfile
import threading
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from wms_simulator.service import settings, state
from wms_simulator.store.database import Database
from wms_simulator.warehouse import builder
from wms_simulator.warehouse.life import Life

if t.TYPE_CHECKING:
    from datetime import datetime

    from wms_simulator.service.server import Server

_WATCH_SECONDS = 0.2


@dataclass(frozen=True)
class Options:
    """How to run the service.

    Attributes:
        host: A loopback address.
        port: The port, or 0 for any.
        size: The warehouse's size.
        seed: Decides everything that is left to chance.
        anchor: Where the warehouse's history ends.
        cache: Where built warehouses are kept.
        database: A file to keep the rows in.
        switches: What the switches start with.
        life: Steps of life per second; 0 for none.
        die_with_parent: Whether to end when the starting process does.
    """

    host: str = "127.0.0.1"
    port: int = 0
    size: str = "small"
    seed: int = 7
    anchor: datetime = builder.ANCHOR
    cache: Path | None = None
    database: Path | None = None
    switches: t.Mapping[str, t.Any] = field(default_factory=dict)
    life: float = 0.0
    die_with_parent: bool = False


def check_loopback(host: str) -> str:
    """Accept only addresses that nobody else can reach.

    Raises:
        ValueError: If it is another address.
    """
    if host == "localhost":
        return "127.0.0.1"
    if not ipaddress.ip_address(host).is_loopback:
        msg = f"{host} is not a loopback address; only those can be served"
        raise ValueError(msg)
    return host


def run(options: Options, ready: t.Callable[[State], None]) -> None:
    """Serve until a signal, or the end of the parent, stops it.

    Args:
        options: How.
        ready: Called when the server listens.
    """
    host = check_loopback(options.host)
    parent = os.getppid()
    template = builder.template(
        options.size, options.seed, options.anchor, options.cache
    )
    folder = Path(tempfile.mkdtemp(prefix="wms-simulator-"))
    try:
        database = Database(template, folder, options.database)
        settings.configure(database.file)
        # Django must be set up before its models can be imported.
        from wms_simulator.service.server import Server  # noqa: PLC0415

        clock = state.Clock()
        life = Life(database, options.seed, clock.now)
        shared = state.State(database, life, options.seed, options.switches, clock)
        state.use(shared)
        server = Server(host, options.port, shared)
        _serve(server, options, parent, ready)
        database.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _serve(
    server: Server, options: Options, parent: int, ready: t.Callable[[State], None]
) -> None:
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - as above

    server.set_app(get_wsgi_application())
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    worker = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    worker.start()
    if options.life:
        server.state.life.start(options.life)
    ready(server.state)
    while not stopping.wait(_WATCH_SECONDS):
        if options.die_with_parent and os.getppid() != parent:
            break
    server.state.stopping.set()
    server.state.life.stop()
    server.shutdown()
    server.stop()


State = state.State
