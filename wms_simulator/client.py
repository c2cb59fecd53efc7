"""Starts a simulator in a process of its own and talks to it.

This module imports no Django: its settings are global to a process, and the
simulator's work shall not be charged to the process under test.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import typing as t
import urllib.error
import urllib.request
from pathlib import Path

from wms_simulator.accounts import ACCOUNTS, CLIENT_ID, CLIENT_SECRET, DEFAULT

if t.TYPE_CHECKING:
    from types import TracebackType

    from wms_simulator._types import Json

Row = dict[str, t.Any]

_STOP_SECONDS = 5


class SimulatorError(RuntimeError):
    """The simulator did not start, or did not do what it was asked for."""


class Simulator:
    """A running simulator.

    Args:
        size: tiny, small, medium or large.
        seed: The same seed gives the same rows.
        switches: What the switches start with, and come back to.
        life: Steps of life per second, from the start.
        cache_dir: Where built warehouses are kept.
        database: A file to keep the rows in.
        port: The port; 0 for any.
        anchor: ISO time at which the seeded history ends.

    Attributes:
        base_url: What the tap takes as `base_url`.
        control_url: Where the control endpoints are.
        pid: The process.
        accounts: All API users, by name.
    """

    username = DEFAULT.username
    password = DEFAULT.password
    client_id = CLIENT_ID
    client_secret = CLIENT_SECRET
    accounts: t.ClassVar = ACCOUNTS

    def __init__(  # noqa: PLR0913 - all optional, all by keyword
        self,
        *,
        size: str = "small",
        seed: int = 7,
        switches: t.Mapping[str, t.Any] | None = None,
        life: float = 0.0,
        cache_dir: str | os.PathLike[str] | None = None,
        database: str | os.PathLike[str] | None = None,
        port: int = 0,
        anchor: str | None = None,
    ) -> None:
        """Choose what to start; nothing runs yet."""
        self._arguments = [
            *("--port", str(port), "--size", size, "--seed", str(seed)),
            *("--switches", json.dumps(dict(switches or {}))),
            *("--life", str(life), "--die-with-parent"),
        ]
        if cache_dir is not None:
            self._arguments += ["--cache-dir", os.fspath(cache_dir)]
        if database is not None:
            self._arguments += ["--database", os.fspath(database)]
        if anchor is not None:
            self._arguments += ["--anchor", anchor]
        self._process: subprocess.Popen[str] | None = None
        self.base_url = ""
        self.control_url = ""
        self.pid = 0
        # Proxies of the environment are for other hosts.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def __enter__(self) -> Simulator:  # noqa: PYI034 - not meant for subclasses
        """Start it."""
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.stop()

    def start(self) -> Simulator:
        """Start the process and wait until it listens.

        Raises:
            SimulatorError: If it ends instead.
        """
        environment = dict(os.environ)
        root = str(Path(__file__).parent.parent)
        paths = [root, environment.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        self._process = subprocess.Popen(  # noqa: S603 - this package, by this Python
            [sys.executable, "-m", "wms_simulator", "serve", *self._arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            self.stop()
            msg = "the simulator did not start; its error output says why"
            raise SimulatorError(msg)
        told = json.loads(line)
        self.base_url = told["base_url"]
        self.control_url = told["control_url"]
        self.pid = told["pid"]
        return self

    def stop(self) -> None:
        """Stop the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()

    def configure(self, **switches: t.Any) -> None:
        """Change switches; None takes one back to its default."""
        self._call("configure", switches)

    def restore(self) -> None:
        """Bring rows, switches, clock, tokens and log back to the start."""
        self._call("restore")

    @contextlib.contextmanager
    def configured(self, **switches: t.Any) -> t.Iterator[Simulator]:
        """Change switches for a while, then take them back to their defaults."""
        self.configure(**switches)
        try:
            yield self
        finally:
            self.configure(**dict.fromkeys(switches))

    def requests(
        self, *, entity: str | None = None, kind: str | None = None
    ) -> list[Row]:
        """Give the request log, oldest first, or a part of it."""
        return [
            one
            for one in t.cast("list[Row]", self._call("requests"))
            if entity in {None, one["entity"]} and kind in {None, one["kind"]}
        ]

    def clear_log(self) -> None:
        """Empty the request log."""
        self._call("clear_log")

    def max_in_flight(self) -> int:
        """Say how many requests were under way at once, since the log is empty."""
        return t.cast("int", self._call("max_in_flight"))

    def truth(
        self,
        entity: str,
        *,
        zone: str | None = None,
        fields: t.Sequence[str] | None = None,
    ) -> list[Row]:
        """Give every row as the API represents it, by ascending id.

        Args:
            entity: The entity.
            zone: The time zone of times; None for that of the usual user.
            fields: The fields to give; None for all that come unasked.
        """
        body: Row = {"entity": entity}
        if zone is not None:
            body["zone"] = zone
        if fields is not None:
            body["fields"] = list(fields)
        return t.cast("list[Row]", self._call("truth", body))

    def truth_by_id(
        self,
        entity: str,
        *,
        zone: str | None = None,
        fields: t.Sequence[str] = (),
    ) -> dict[int, Row]:
        """Give every row as the API represents it, by id."""
        wanted = ["id", *fields] if fields else None
        return {row["id"]: row for row in self.truth(entity, zone=zone, fields=wanted)}

    def count(self, entity: str) -> int:
        """Count an entity's rows."""
        return t.cast("int", self._call("count", {"entity": entity}))

    def insert(self, entity: str, values: t.Mapping[str, t.Any] | None = None) -> int:
        """Insert a row and give its id; times default to the server's clock."""
        body = {"entity": entity, "values": dict(values or {})}
        return t.cast("int", self._call("insert", body))

    def update(
        self, entity: str, number: int, values: t.Mapping[str, t.Any] | None = None
    ) -> bool:
        """Change a row; `mod_ts` defaults to the server's clock."""
        body = {"entity": entity, "id": number, "values": dict(values or {})}
        return t.cast("bool", self._call("update", body))

    def delete(self, entity: str, number: int) -> bool:
        """Delete a row; say whether it was there."""
        return t.cast("bool", self._call("delete", {"entity": entity, "id": number}))

    def change(self, entity: str, action: str) -> int | None:
        """Make one of the paging hook's changes now; give the row's id."""
        body = {"entity": entity, "action": action}
        return t.cast("int | None", self._call("change", body))

    def bulk(self, entity: str, n: int, **values: t.Any) -> list[int]:
        """Insert n rows alike; `{n}` in a text stands for the row's number."""
        body = {"entity": entity, "n": n, "values": values}
        return t.cast("list[int]", self._call("bulk", body))

    def life(
        self, steps: int = 1, kinds: t.Sequence[str] | None = None
    ) -> dict[str, int]:
        """Run the writer for some steps; say how often each kind happened."""
        body = {"steps": steps, "kinds": None if kinds is None else list(kinds)}
        return t.cast("dict[str, int]", self._call("life", body))

    def commit_held(self) -> int:
        """Commit what `late_commit` steps hold back; say how many there were."""
        return t.cast("int", self._call("commit_held"))

    def start_life(
        self, rate: float = 1.0, kinds: t.Sequence[str] | None = None
    ) -> None:
        """Let the writer go on by itself, with so many steps in a second."""
        body = {"rate": rate, "kinds": None if kinds is None else list(kinds)}
        self._call("start_life", body)

    def stop_life(self) -> None:
        """Stop the writer."""
        self._call("stop_life")

    def clock(self, **settings: t.Any) -> str:
        """Set the server's clock and say what it shows.

        Args:
            settings: `offset` (seconds), `frozen` (ISO time), `reset` (true)
                and `date_header` (ok, missing, absurd or seconds).
        """
        return str(self._call("clock", settings)["now"])

    def _call(self, verb: str, body: t.Mapping[str, t.Any] | None = None) -> Json:
        request = urllib.request.Request(  # noqa: S310 - a loopback address
            f"{self.control_url}{verb}",
            data=json.dumps(dict(body or {})).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        try:
            with self._opener.open(request) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                text = error.read().decode(errors="replace")
            msg = f"{verb}: {text}"
            raise SimulatorError(msg) from None
