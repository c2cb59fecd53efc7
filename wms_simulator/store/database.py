"""The live warehouse: a private copy of a template, with one writer."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import threading
import typing as t
from datetime import timezone
from pathlib import Path

from wms_simulator._moments import parse_moment
from wms_simulator.catalog.entities import entities
from wms_simulator.store.tables import empty_row, insert_statement, plain, prepare

if t.TYPE_CHECKING:
    from wms_simulator._types import Json, Stored
    from wms_simulator.catalog.entities import Field


class Database:
    """A warehouse that many read and one at a time writes.

    Args:
        template: The file to start from, and to come back to.
        folder: Where the live copy is kept.
        keep: A file to work on instead, which outlives the server.
    """

    def __init__(self, template: Path, folder: Path, keep: Path | None = None) -> None:
        """Make the live copy."""
        self._template = _held(template, folder)
        self._folder = folder
        self._keep = keep
        self._lock = threading.RLock()
        self._dirty = False
        self.generation = 0
        self.file = keep or folder / "live-0.sqlite3"
        if not self.file.exists():
            shutil.copyfile(template, self.file)
        self._writer = self._open()

    def restore(self) -> None:
        """Go back to the template.

        Readers under way keep the old file until they are done, because they
        hold it open: only the name changes.
        """
        with self._lock:
            if not self._dirty:
                return
            self._writer.close()
            old = self.file
            self.generation += 1
            if not self._keep:
                self.file = self._folder / f"live-{self.generation}.sqlite3"
            for end in ("", "-wal", "-shm"):
                Path(f"{old}{end}").unlink(missing_ok=True)
            shutil.copyfile(self._template, self.file)
            self._writer = self._open()
            self._dirty = False

    @contextlib.contextmanager
    def writing(self) -> t.Iterator[sqlite3.Connection]:
        """Run one short transaction."""
        with self._lock:
            self._dirty = True
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")

    def insert(self, entity: str, values: t.Mapping[str, t.Any]) -> int:
        """Insert a row and give its id."""
        row = empty_row(entity) | store_values(entity, values)
        with self.writing() as connection:
            if "id" in row and row["id"] is None:
                row["id"] = next_id(connection, entity)
            connection.execute(insert_statement(entity), tuple(row.values()))
        return int(row.get("id") or 0)

    def bulk(self, entity: str, n: int, values: t.Mapping[str, t.Any]) -> list[int]:
        """Insert n rows alike in one transaction and give their ids.

        In texts, `{n}` stands for the row's number, from 0.
        """
        row = empty_row(entity) | store_values(entity, values)
        texts = [
            name for name, one in row.items() if isinstance(one, str) and "{n}" in one
        ]
        with self.writing() as connection:
            first = next_id(connection, entity) if "id" in row else 0
            rows = []
            for index in range(n):
                made = dict(row)
                if "id" in row:
                    made["id"] = first + index
                made.update(
                    (name, row[name].replace("{n}", str(index))) for name in texts
                )
                rows.append(tuple(made.values()))
            connection.executemany(insert_statement(entity), rows)
        return list(range(first, first + n))

    def update(self, entity: str, number: int, values: t.Mapping[str, t.Any]) -> bool:
        """Change a row; say whether it was there."""
        stored = store_values(entity, values)
        source = entities()[entity].source
        pairs = ", ".join(f'"{name}" = ?' for name in stored)
        with self.writing() as connection:
            done = connection.execute(
                f'UPDATE "{source}" SET {pairs} WHERE id = ?',  # noqa: S608
                (*stored.values(), number),
            )
        return done.rowcount > 0

    def delete(self, entity: str, number: int) -> bool:
        """Delete a row; say whether it was there."""
        source = entities()[entity].source
        with self.writing() as connection:
            done = connection.execute(
                f'DELETE FROM "{source}" WHERE id = ?',  # noqa: S608
                (number,),
            )
        return done.rowcount > 0

    @contextlib.contextmanager
    def reading(self) -> t.Iterator[sqlite3.Connection]:
        """Give the writer's connection to read what is committed."""
        with self._lock:
            yield self._writer

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._writer.close()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.file, isolation_level=None, check_same_thread=False, timeout=30
        )
        prepare(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        return connection


def _held(template: Path, folder: Path) -> Path:
    """Keep a template although another version's start may tidy it away."""
    held = folder / "template.sqlite3"
    try:
        os.link(template, held)
    except OSError:  # another file system, or one without links
        shutil.copyfile(template, held)
    return held


def next_id(connection: sqlite3.Connection, entity: str) -> int:
    """Give the id that follows the greatest one."""
    source = entities()[entity].source
    row = connection.execute(f'SELECT max(id) FROM "{source}"').fetchone()  # noqa: S608
    return int(row[0] or 1000) + 1


def store_values(entity: str, values: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Bring values given from outside into the form in which they are stored.

    Raises:
        KeyError: If the entity has no such field.
    """
    known = empty_row(entity)
    unknown = sorted(values.keys() - known.keys())
    if unknown:
        msg = f"{entity} has no field {', '.join(unknown)}"
        raise KeyError(msg)
    fields = entities()[entity].fields
    return {name: _stored(fields[name], value) for name, value in values.items()}


def _stored(field: Field, value: Json) -> Stored:
    if field.kind == "datetime" and isinstance(value, str) and value:
        moment = parse_moment(value).astimezone(timezone.utc)
        return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
    if field.kind == "decimal" and value is not None:
        return plain(str(value))
    if isinstance(value, bool):
        return int(value)
    # A relation may be given as the API shows it.
    return value.get("id") if isinstance(value, dict) else value
