"""The files of a project that are the same for all catalogs, names aside."""

from __future__ import annotations

import importlib.resources
import typing as t

if t.TYPE_CHECKING:
    from importlib.abc import Traversable

_RENAMED = {"gitignore": ".gitignore"}


def template_files(room: str, values: t.Mapping[str, str]) -> dict[str, str]:
    """Read the templates of a room.

    Args:
        room: ``project`` or ``marts``.
        values: What stands in for ``@name@``.

    Returns:
        The contents by path in the project.
    """
    root = importlib.resources.files("tap_oracle_wms.dbt") / "templates" / room
    files = {}
    for path, content in _walk(root, ""):
        text = content
        for name, value in values.items():
            text = text.replace(f"@{name}@", value)
        files[_RENAMED.get(path, path)] = text
    return files


def _walk(folder: Traversable, prefix: str) -> t.Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_text(encoding="utf-8")
