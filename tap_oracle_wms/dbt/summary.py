"""What a project holds and what has changed in it, in words. Pure."""

from __future__ import annotations

import difflib
import typing as t

from tap_oracle_wms.dbt.naming import base_name

if t.TYPE_CHECKING:
    from tap_oracle_wms.dbt.project import Project
    from tap_oracle_wms.dbt.write import Change, Fate, Written

_SHOWN = 12
_FATES: tuple[tuple[Fate, str], ...] = (
    ("new", "new"),
    ("changed", "changed"),
    ("unchanged", "as they were"),
    ("removed", "removed"),
)


def summarize(
    project: Project, changes: t.Sequence[Change], written: Written | None
) -> t.Iterator[str]:
    """Say what a project holds, and what has come, gone and changed.

    Args:
        project: The project.
        changes: What becomes of each file.
        written: What was written before.

    Yields:
        Lines.
    """
    yield (
        f"{len(project.columns)} entities, {len(project.built_up)} of them built up "
        f"run by run, {len(project.marts)} marts"
    )
    for lacking in project.left_out:
        yield f"  mart {lacking.name} is left out: no {_some(lacking.missing)}"
    if written is not None:
        yield from _differences(written.columns, project)
    counts = []
    for fate, words in _FATES:
        number = sum(change.fate == fate for change in changes)
        if number:
            counts.append(f"{number} {words}")
    yield f"files: {', '.join(counts) or 'none'}"
    yield from _left_alone(changes)


def _differences(
    before: t.Mapping[str, t.Mapping[str, str]], project: Project
) -> t.Iterator[str]:
    after = project.columns
    added = [name for name in after if name not in before]
    gone = [name for name in before if name not in after]
    if added:
        yield f"  new entities: {_some(added)}"
    if gone:
        yield f"  entities gone: {_some(gone)}"
    rebuild = []
    for name in after:
        if name not in before or after[name] == before[name]:
            continue
        old, new = before[name], after[name]
        parts = [f"+ {column}" for column in new if column not in old]
        parts += [f"- {column}" for column in old if column not in new]
        parts += [
            f"{column}: {old[column]} -> {form}"
            for column, form in new.items()
            if old.get(column, form) != form
        ]
        yield f"  {name}: {_some(parts)}"
        if name in project.built_up:
            rebuild.append(base_name(name))
    if rebuild:
        yield (
            "  rows built up before lack what is new; build them again once: "
            f"dbt run --full-refresh --select {' '.join(rebuild)}"
        )


def _left_alone(changes: t.Sequence[Change]) -> t.Iterator[str]:
    for change in changes:
        if change.fate == "kept":
            more = ", though what is made for it has changed" if change.news else ""
            yield f"  kept, edited by hand{more}: {change.path}"
        elif change.fate == "absent":
            yield f"  not brought back, deleted by hand: {change.path}"
        elif change.fate == "stale":
            how = (
                "edited by hand: delete it yourself" if change.edited else "see --force"
            )
            yield f"  no longer part of the project: {change.path} ({how})"


def show_differences(changes: t.Sequence[Change]) -> t.Iterator[str]:
    """The files that differ from what is made for them, line by line.

    Args:
        changes: What becomes of each file.

    Yields:
        Lines of unified diffs.
    """
    for change in changes:
        if change.fate in {"changed", "kept"} and change.before and change.after:
            yield from difflib.unified_diff(
                change.before.splitlines(),
                change.after.splitlines(),
                f"{change.path} (there)",
                f"{change.path} (made)",
                lineterm="",
                n=1,
            )


def _some(names: t.Sequence[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    more = len(names) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
