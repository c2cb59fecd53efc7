"""Keep a copy of an entity in SQLite: run it again for what has changed since."""

from __future__ import annotations

import sqlite3
import sys

from tap_oracle_wms import WmsClient


def main(database: str) -> None:
    """Read the changes since the last run, and write them by their ids.

    Args:
        database: Path of the database.
    """
    with WmsClient.from_environment() as wms, sqlite3.connect(database) as db:
        db.execute("CREATE TABLE IF NOT EXISTS tokens (entity PRIMARY KEY, token)")
        db.execute(
            "CREATE TABLE IF NOT EXISTS inventory (id PRIMARY KEY, item, qty, mod_ts)",
        )
        row = db.execute("SELECT token FROM tokens WHERE entity = 'inventory'")
        (token,) = row.fetchone() or (None,)

        changes = wms.changes(
            "inventory",
            since=token,
            fields=["id", "item_id__key", "curr_qty", "mod_ts"],
        )
        rows = (
            # SQLite has no decimals: as text, every digit is kept.
            (one["id"], one["item_id__key"], str(one["curr_qty"]), str(one["mod_ts"]))
            for one in changes
        )
        written = db.executemany("REPLACE INTO inventory VALUES (?, ?, ?, ?)", rows)
        print(f"{written.rowcount} rows are new or have changed")

        # In the same transaction as the rows: both are kept, or neither.
        db.execute("REPLACE INTO tokens VALUES ('inventory', ?)", (changes.token,))


if __name__ == "__main__":
    main(sys.argv[1])
