"""The entity that a relation points to, as a sample row tells it.

Catalogs drop metadata of our own, while a field's description survives: so it is kept
there, in one form of words that can be read back.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from tap_oracle_wms.schema.fields import RELATION_NOTE

if t.TYPE_CHECKING:
    from tap_oracle_wms.schema.fields import Field

_LINK = re.compile(r"/entity/([A-Za-z0-9_]+)/[0-9]+/?$")
_NOTED = re.compile(r"\bRelation to ([A-Za-z0-9_]+)\.")


def note_targets(row: object, fields: t.Mapping[str, Field]) -> dict[str, Field]:
    """Fields whose target a record tells, with that in their notes.

    Args:
        row: One decoded record, or anything else, which tells nothing.
        fields: The fields of the entity.

    Returns:
        Those fields alone, by name. A link that is empty or leads to no row of an
        entity tells nothing.
    """
    if not isinstance(row, dict):
        return {}
    told = {}
    for name, field in fields.items():
        value = row.get(name)
        link = value.get("url") if isinstance(value, dict) else None
        found = _LINK.search(link) if isinstance(link, str) else None
        if field.kind == "relation" and found is not None:
            told[name] = dataclasses.replace(field, note=_note(field.note, found[1]))
    return told


def noted_target(description: object) -> str | None:
    """The target that a field's description names, if any.

    Args:
        description: Description of a property of a catalog.
    """
    found = _NOTED.search(description) if isinstance(description, str) else None
    return found[1] if found is not None else None


def is_noted_relation(description: object) -> bool:
    """Whether a field's description says that it is a relation.

    Args:
        description: Description of a property of a catalog.
    """
    if not isinstance(description, str):
        return False
    return (
        description.startswith(RELATION_NOTE) or noted_target(description) is not None
    )


def _note(note: str, target: str) -> str:
    words = f"Relation to {target}."
    if note.startswith(RELATION_NOTE):
        return words + note.removeprefix(RELATION_NOTE)
    return f"{words} {note}".rstrip()
