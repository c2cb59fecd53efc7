"""Builds a warehouse into a file, and keeps what it built."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import tempfile
from datetime import datetime, timezone
from pathlib import Path

from wms_simulator.catalog.entities import digest
from wms_simulator.store import tables
from wms_simulator.warehouse import documents, lookups, masters
from wms_simulator.warehouse.drafting import Draft
from wms_simulator.warehouse.sizes import SIZES

ANCHOR = datetime(2025, 6, 30, 18, 0, tzinfo=timezone.utc)
"""Where seeded history ends: fixed, so that one seed always gives the same rows."""


def default_cache() -> Path:
    """Say where built warehouses are kept."""
    root = os.environ.get("XDG_CACHE_HOME")
    if root:
        return Path(root) / "wms-simulator"
    home = Path.home() / ".cache"
    if os.access(home, os.W_OK):
        return home / "wms-simulator"
    return Path(tempfile.gettempdir()) / f"wms-simulator-{os.getuid()}"


def template(
    size: str, seed: int, anchor: datetime = ANCHOR, cache: Path | None = None
) -> Path:
    """Find or build the file of a warehouse.

    Args:
        size: One of the names in `SIZES`.
        seed: Decides every choice.
        anchor: The instant at which its history ends.
        cache: Where built warehouses are kept.

    Returns:
        A file that must be copied before it is changed.
    """
    folder = cache or default_cache()
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{size}-{seed}-{anchor:%Y%m%d%H%M%S}"
    file = folder / f"{stem}-{digest()}.sqlite3"
    if file.exists():
        return file
    # Two processes may build at once: each builds its own file and the
    # renaming is atomic, so neither ever sees a half-built one.
    handle, name = tempfile.mkstemp(dir=folder, prefix="building-")
    os.close(handle)
    try:
        build(Path(name), size, seed, anchor)
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)
    # What older code built would never be asked for again.
    for old in folder.glob(f"{stem}-*.sqlite3"):
        if old != file:
            old.unlink(missing_ok=True)
    return file


def build(file: Path, size: str, seed: int, anchor: datetime = ANCHOR) -> None:
    """Build a warehouse into an empty file."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        tables.prepare(connection)
        # A build that is interrupted is thrown away, so it need not be durable.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("BEGIN")
        tables.create(connection)
        # Not for secrets: the same seed must give the same rows.
        draft = Draft(connection, random.Random(f"{size}:{seed}"), anchor)  # noqa: S311
        lookups.fill(draft)
        made = masters.fill(draft, SIZES[size])
        documents.fill(draft, made, SIZES[size])
        draft.flush()
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
