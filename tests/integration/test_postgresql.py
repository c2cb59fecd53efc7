"""The server of the tests: private, closed to others, and gone afterwards."""

from __future__ import annotations

import pwd
import tempfile
from pathlib import Path

import psycopg
import pytest

from tests.support.postgresql import (
    PostgresNotFoundError,
    PostgresServer,
    PostgresStartError,
)


def data_folder(connection: psycopg.Connection) -> Path:
    row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    return Path(row[0])


def test_it_serves_from_a_folder_of_its_own_and_leaves_nothing() -> None:
    with PostgresServer() as server:
        with psycopg.connect(server.dsn) as connection:
            folder = data_folder(connection)
            assert folder.stat().st_uid != 0
            assert connection.execute("SHOW TimeZone").fetchone() == (
                "America/Sao_Paulo",
            )
            (process,) = connection.execute("SELECT pg_backend_pid()").fetchone() or ()
            owner = pwd.getpwuid(Path(f"/proc/{process}").stat().st_uid).pw_name
            assert owner != "root"
        assert folder.exists()
    assert not folder.parent.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.dsn)


def test_it_lets_no_one_in_without_the_password(postgres: PostgresServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(postgres.dsn.replace(postgres.password, "another"))


def test_two_do_not_meet() -> None:
    with PostgresServer() as one, PostgresServer() as other:
        assert one.port != other.port
        assert one.password != other.password
        with psycopg.connect(one.dsn) as a, psycopg.connect(other.dsn) as b:
            assert data_folder(a) != data_folder(b)


def test_a_start_that_fails_says_why_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.support.postgresql._TRIES", 1)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        server = PostgresServer(time_zone="Nowhere/Land", parent=folder)
        with pytest.raises(PostgresStartError, match="Nowhere/Land"):
            server.start()
        assert [*Path(folder).iterdir()] == []


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.postgresql._PROGRAMS", ("no-such-program",))
    with pytest.raises(PostgresNotFoundError, match="apt-get install postgresql"):
        PostgresServer().start()
