"""A PostgreSQL server for the session."""

from __future__ import annotations

import typing as t

import pytest

from tests.support.postgresql import PostgresServer


@pytest.fixture(scope="session")
def postgres() -> t.Iterator[PostgresServer]:
    """A running server, its own time zone far from UTC."""
    with PostgresServer() as server:
        yield server
