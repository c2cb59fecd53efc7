"""A PostgreSQL server of a test's own: private, unprivileged and short-lived."""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import typing as t
from pathlib import Path

if t.TYPE_CHECKING:
    from types import TracebackType

_PROGRAMS = ("initdb", "postgres", "pg_isready", "createdb")
_USERS = ("postgres", "nobody")
_PARENT = "/tmp"  # noqa: S108 - a folder of its own is made in it
_TRIES = 5
_START_SECONDS = 60.0
_LINES_SHOWN = 20
_SETTINGS = {
    # Rows are made up and gone at the end: no need to wait for the disk.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "50",
    "shared_buffers": "64MB",
    "listen_addresses": "127.0.0.1",
}


class PostgresNotFoundError(Exception):
    """The programs of a PostgreSQL server are not installed."""


class PostgresStartError(Exception):
    """The server did not start."""


def find_programs() -> Path:
    """Find the folder with initdb and postgres, the newest where there are more.

    Raises:
        PostgresNotFoundError: If there is none.
    """
    installed = [*Path("/usr/lib/postgresql").glob("*/bin")]
    places = sorted(installed, key=lambda path: -float(path.parent.name))
    places += [Path(one).resolve().parent for one in [shutil.which("initdb")] if one]
    for place in places:
        if all((place / program).exists() for program in _PROGRAMS):
            return place
    msg = "no PostgreSQL server is installed: apt-get install postgresql"
    raise PostgresNotFoundError(msg)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class PostgresServer:
    """A running server with a cluster of its own in a temporary folder.

    It listens on a free port of 127.0.0.1, and asks for a password made up for it. It
    never touches a cluster of the system. Root can't run PostgreSQL: started by root
    it runs as a user without rights.

    Args:
        time_zone: The server's time zone, which a target must not depend on.
        parent: Where its folder is made. Its path must be short, because that of a
            socket is limited, and open to all users.

    Attributes:
        host: Where it listens.
        port: Where it listens.
        user: A superuser of the cluster.
        password: The user's password.
        database: A database that is there.
    """

    host = "127.0.0.1"
    user = "warehouse"
    database = "warehouse"

    def __init__(
        self, *, time_zone: str = "America/Sao_Paulo", parent: str = _PARENT
    ) -> None:
        """Choose what to start; nothing runs yet."""
        self.port = 0
        self.password = secrets.token_urlsafe(12)
        self._time_zone = time_zone
        self._parent = parent
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._as: dict[str, t.Any] = {}

    def __enter__(self) -> PostgresServer:  # noqa: PYI034 - not meant for subclasses
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

    @property
    def dsn(self) -> str:
        """How a client of PostgreSQL names it."""
        return (
            f"host={self.host} port={self.port} user={self.user} "
            f"password={self.password} dbname={self.database}"
        )

    def start(self) -> PostgresServer:
        """Make the cluster, start the server and wait until it takes connections.

        Returns:
            This server.

        Raises:
            PostgresNotFoundError: If PostgreSQL is not installed.
            PostgresStartError: If it does not start.
        """
        programs = find_programs()
        self._folder = Path(tempfile.mkdtemp(prefix="pg-", dir=self._parent))
        self._be_unprivileged()
        try:
            self._make_cluster(programs)
            for _ in range(_TRIES):
                self.port = _free_port()
                if self._listen(programs):
                    self._run(
                        [programs / "createdb", "--host", self._folder, self.database]
                    )
                    return self
        except BaseException:
            self.stop()
            raise
        log = self._log()
        self.stop()
        msg = f"PostgreSQL does not start:\n{log}"
        raise PostgresStartError(msg)

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        process, self._process = self._process, None
        if process is not None:
            # Fast shutdown: connections that are open are cut.
            process.send_signal(signal.SIGINT)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _be_unprivileged(self) -> None:
        if os.geteuid() != 0 or self._folder is None:
            return
        for name in _USERS:
            with contextlib.suppress(KeyError):
                user = pwd.getpwnam(name)
                self._as = {
                    "user": user.pw_uid,
                    "group": user.pw_gid,
                    "extra_groups": [],
                }
                os.chown(self._folder, user.pw_uid, user.pw_gid)
                return

    def _make_cluster(self, programs: Path) -> None:
        folder = t.cast("Path", self._folder)
        secret = folder / "password"
        secret.write_text(self.password, encoding="utf-8")
        if self._as:
            os.chown(secret, self._as["user"], self._as["group"])
        self._run(
            [
                programs / "initdb",
                f"--pgdata={folder / 'data'}",
                f"--username={self.user}",
                f"--pwfile={secret}",
                "--auth-local=trust",
                "--auth-host=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
            ]
        )

    def _listen(self, programs: Path) -> bool:
        folder = t.cast("Path", self._folder)
        settings = {
            **_SETTINGS,
            "port": str(self.port),
            "unix_socket_directories": str(folder),
            "timezone": self._time_zone,
        }
        options = [part for pair in settings.items() for part in ("-c", "=".join(pair))]
        with (folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", *options],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self._as,
            )
        end = time.monotonic() + _START_SECONDS
        ready = [
            str(programs / "pg_isready"),
            f"--host={folder}",
            f"--port={self.port}",
        ]
        while time.monotonic() < end and self._process.poll() is None:
            done = subprocess.run(ready, capture_output=True, check=False)
            if done.returncode == 0:
                return True
            time.sleep(0.05)
        self._process.kill()
        self._process.wait()
        self._process = None
        return False

    def _run(self, command: list[str | Path]) -> None:
        environment = {"PATH": os.environ.get("PATH", ""), "PGUSER": self.user}
        if self.port:
            environment["PGPORT"] = str(self.port)
        done = subprocess.run(
            command,
            cwd=self._folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            **self._as,
        )
        if done.returncode:
            msg = f"{Path(command[0]).name}: {done.stderr.strip()}"
            raise PostgresStartError(msg)

    def _log(self) -> str:
        log = t.cast("Path", self._folder) / "log"
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-_LINES_SHOWN:])
