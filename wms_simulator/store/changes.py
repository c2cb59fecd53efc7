"""Single changes of rows, named so that tests and switches can ask for them."""

from __future__ import annotations

import typing as t
from datetime import timedelta

from wms_simulator.catalog.entities import entities
from wms_simulator.store.database import next_id
from wms_simulator.store.tables import insert_statement, stamp

if t.TYPE_CHECKING:
    import random
    import sqlite3
    from datetime import datetime

    from wms_simulator.store.database import Database

ACTIONS = (
    "touch_random",
    "touch_first",
    "touch_last",
    "touch_last_read",
    "insert",
    "insert_backdated",
    "late_commit",
    "delete_random",
    "delete_first",
    "delete_last",
    "delete_last_read",
)
_PICKS = {
    "random": "ORDER BY (id * 7919 + ?) % 10007, id LIMIT 1",
    "first": "WHERE ? >= 0 ORDER BY id LIMIT 1",
    "last": "WHERE ? >= 0 ORDER BY id DESC LIMIT 1",
    "last_read": "WHERE id <= ? ORDER BY id DESC LIMIT 1",
}


def apply(  # noqa: PLR0913 - one change has this many circumstances
    database: Database,
    action: str,
    entity: str,
    *,
    now: datetime,
    rng: random.Random,
    last_read: int = 0,
) -> int | None:
    """Make a change and give the id of the row, or None if there was none.

    Raises:
        ValueError: If there is no such change.
    """
    if action not in ACTIONS:
        msg = f"no change {action!r}; there are: {', '.join(ACTIONS)}"
        raise ValueError(msg)
    verb, _, which = action.partition("_")
    if verb in {"touch", "delete"}:
        with database.writing() as connection:
            number = _pick(connection, entity, which, rng, last_read)
            if number is not None:
                _touch_or_delete(connection, entity, number, verb, stamp(now))
        return number
    created, changed = now, now
    if action == "insert_backdated":
        changed = now - timedelta(days=2)
    elif action == "late_commit":
        created = changed = now - timedelta(minutes=30)
    with database.writing() as connection:
        return _copy(connection, entity, rng, stamp(created), stamp(changed))


def _pick(
    connection: sqlite3.Connection,
    entity: str,
    which: str,
    rng: random.Random,
    last_read: int,
) -> int | None:
    bound = last_read if which == "last_read" else rng.randrange(10007)
    row = connection.execute(
        f'SELECT id FROM "{entity}" {_PICKS[which]}',  # noqa: S608
        (bound,),
    ).fetchone()
    return int(row[0]) if row else None


def _touch_or_delete(
    connection: sqlite3.Connection, entity: str, number: int, verb: str, now: str
) -> None:
    source = entities()[entity].source
    if verb == "delete":
        connection.execute(f'DELETE FROM "{source}" WHERE id = ?', (number,))  # noqa: S608
    elif entities()[entity].has_mod_ts:
        connection.execute(
            f'UPDATE "{source}" SET mod_ts = ? WHERE id = ?',  # noqa: S608
            (now, number),
        )


def _copy(
    connection: sqlite3.Connection,
    entity: str,
    rng: random.Random,
    created: str,
    changed: str,
) -> int | None:
    template = _pick(connection, entity, "random", rng, 0)
    if template is None:
        return None
    columns = [one.name for one in entities()[entity].columns]
    names = ", ".join(f'"{name}"' for name in columns)
    found = connection.execute(
        f'SELECT {names} FROM "{entity}" WHERE id = ?',  # noqa: S608
        (template,),
    ).fetchone()
    row = dict(zip(columns, found, strict=True))
    row["id"] = next_id(connection, entity)
    row.update(
        {
            name: value
            for name, value in (("create_ts", created), ("mod_ts", changed))
            if name in row
        }
    )
    connection.execute(insert_statement(entity), tuple(row.values()))
    return int(row["id"])
