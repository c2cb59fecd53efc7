"""A diagram as Mermaid's text for entity-relationship diagrams."""

from __future__ import annotations

import re
import typing as t

if t.TYPE_CHECKING:
    from tap_oracle_wms.diagram.model import Diagram, Entity, Field

MOST_CHARACTERS = 50_000
"""What Mermaid draws at most unless it is told otherwise (`maxTextSize`)."""

MOST_RELATIONS = 500
"""What Mermaid draws at most unless it is told otherwise (`maxEdges`)."""

_INDENT = "    "
_ODD = re.compile(r"[^A-Za-z0-9_]")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_KEYWORDS = frozenset(
    {"accdescr", "acctitle", "class", "classdef", "direction", "end", "many", "one"}
    | {"only", "optionally", "style", "subgraph", "title", "to", "u", "zero"}
)
_MARKS = frozenset({"FK", "PK", "UK"})


def mermaid_text(diagram: Diagram, *, all_fields: bool = False) -> str:
    """Write a diagram down for Mermaid.

    Args:
        diagram: What to show.
        all_fields: Whether to name all fields, rather than keys and relations alone.

    Returns:
        Lines of text. A relation that the service requires leads to exactly one row
        (``||``), any other to one or none (``|o``).
    """
    lines = ["erDiagram"]
    for entity in diagram.entities.values():
        lines += _entity(entity, all_fields=all_fields)
    for entity, field, target in diagram.edges:
        one = "||" if field.is_required else "|o"
        lines.append(
            f"{_INDENT}{_name(target)} {one}--o{{ {_name(entity.name)} : "
            f"{_name(field.name)}"
        )
    return "\n".join(lines) + "\n"


def _entity(entity: Entity, *, all_fields: bool) -> t.Iterator[str]:
    shown = [
        field
        for field in entity.fields
        if all_fields or field.name in entity.key or field.relation is not None
    ]
    if not shown:
        yield f"{_INDENT}{_name(entity.name)}"
        return
    yield f"{_INDENT}{_name(entity.name)} {{"
    for field in shown:
        yield f"{_INDENT * 2}{_field(entity, field)}"
    yield f"{_INDENT}}}"


def _field(entity: Entity, field: Field) -> str:
    target = field.relation.target if field.relation is not None else None
    kind = "integer" if field.relation is not None else _word(field.type)
    marks = []
    if field.name in entity.key:
        marks.append("PK")
    if target is not None:
        marks.append("FK")
    parts = [kind, _word(field.name), ", ".join(marks)]
    if target is not None:
        parts.append(_quoted(target))
    return " ".join(part for part in parts if part)


def _word(text: str) -> str:
    """A type or a field's name: letters, digits and underscores, a letter first."""
    plain = _ODD.sub("_", text)
    return plain if plain[:1].isalpha() and plain not in _MARKS else f"x{plain}"


def _name(text: str) -> str:
    """A name, in quotes where it is odd or a word of the grammar."""
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _KEYWORDS
    return text if is_plain else _quoted(text)


def _quoted(text: str) -> str:
    return '"' + (re.sub(r'["%\\\s]+', "_", text) or "_") + '"'
