"""Writing a project, and writing it again: nobody's work is lost."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import typing as t

from tap_oracle_wms.errors import UsageError

if t.TYPE_CHECKING:
    import pathlib

    from tap_oracle_wms.dbt.project import Project

MANIFEST = ".generated.json"

Fate: t.TypeAlias = t.Literal[
    "new", "changed", "unchanged", "kept", "absent", "removed", "stale"
]
"""What becomes of a file. new, changed, unchanged: as written. kept: edited by hand,
and left alone. absent: deleted by hand, and not brought back. removed: written once, no
longer part of the project, deleted. stale: the same, and still there."""


class UnusableFolderError(UsageError):
    """A folder that nothing can be written to; the message says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """What was written before.

    Attributes:
        options: The options of then.
        files: Hashes of contents by path.
        columns: Forms of columns by name, by entity.
    """

    options: t.Mapping[str, t.Any]
    files: t.Mapping[str, str]
    columns: t.Mapping[str, t.Mapping[str, str]]


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one file.

    Attributes:
        path: Path in the project.
        fate: What becomes of it.
        before: Its content on disk, None if it is not there.
        after: What was made for it, None if it is no longer part of the project.
        news: Whether something else was made for it than the last time.
        edited: Whether it is not as it was written.
    """

    path: str
    fate: Fate
    before: str | None
    after: str | None
    news: bool
    edited: bool


def read_manifest(folder: pathlib.Path) -> Written | None:
    """What was written to a folder before.

    Args:
        folder: The folder.

    Returns:
        It, or None for a new project.

    Raises:
        UnusableFolderError: If the folder holds something else.
    """
    path = folder / MANIFEST
    if not folder.exists():
        return None
    if not folder.is_dir():
        msg = f"{folder} is a file; --out names a folder"
        raise UnusableFolderError(msg)
    if not path.exists():
        if any(folder.iterdir()):
            msg = (
                f"{folder} holds files, but no {MANIFEST}: it was not written by this "
                "command. Choose an empty folder"
            )
            raise UnusableFolderError(msg)
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Written(
            dict(data["options"]), dict(data["files"]), dict(data["columns"])
        )
    except (ValueError, TypeError, KeyError) as error:
        msg = (
            f"{path} can't be read ({type(error).__name__}): bring it back from "
            "version control; without it nobody knows which files were edited by hand"
        )
        raise UnusableFolderError(msg) from error


def compare(
    project: Project, folder: pathlib.Path, written: Written | None, *, force: bool
) -> tuple[Change, ...]:
    """Decide what becomes of each file; nothing is written yet.

    Args:
        project: The project as it shall be.
        folder: Where it stands.
        written: What was written before.
        force: Whether files that were edited by hand are overwritten, and files that
            are no longer part of the project deleted; of those, edited ones stay.

    Returns:
        One change per file, by path.
    """
    known = written.files if written else {}
    changes = []
    for path in sorted({*project.files, *known}):
        on_disk = folder / path
        before = on_disk.read_text(encoding="utf-8") if on_disk.is_file() else None
        after = project.files.get(path)
        if after is None and before is None:
            continue
        news = after is not None and _hash(after) != known.get(path)
        edited = before is not None and _hash(before) != known.get(path)
        if before is None:
            fate: Fate = "new" if path not in known or force else "absent"
        else:
            fate = _fate(before, after, edited=edited, force=force)
        changes.append(Change(path, fate, before, after, news, edited))
    return tuple(changes)


def _fate(before: str, after: str | None, *, edited: bool, force: bool) -> Fate:
    """What becomes of a file that is there."""
    if after is None:
        return "removed" if force and not edited else "stale"
    if before == after:
        return "unchanged"
    return "changed" if force or not edited else "kept"


def apply(
    changes: t.Sequence[Change],
    project: Project,
    folder: pathlib.Path,
    written: Written | None,
) -> None:
    """Write what is to be written, and what was written down.

    Args:
        changes: What becomes of each file.
        project: The project.
        folder: Where it stands.
        written: What was written before.
    """
    known = written.files if written else {}
    files = {}
    for change in changes:
        path = folder / change.path
        if change.fate in {"new", "changed"} and change.after is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(change.after, encoding="utf-8", newline="\n")
        elif change.fate == "removed":
            path.unlink()
        if change.fate in {"new", "changed", "unchanged"} and change.after is not None:
            files[change.path] = _hash(change.after)
        elif change.fate != "removed" and change.path in known:
            # The hash of what was written stays, so that the edit stays known as one.
            files[change.path] = known[change.path]
        elif change.fate == "kept":
            files[change.path] = ""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {
        "options": project.options,
        "columns": project.columns,
        "files": files,
    }
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
