"""The fields of an entity, from its description and from one record."""

from __future__ import annotations

import dataclasses
import typing as t

from tap_oracle_wms.schema.kinds import Kind, kind_by_value, kind_by_word

RELATION_NOTE = "Relation."
"""How the description of a relation begins, until its target is known."""

_MAX_CHOICES = 40


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One field of an entity.

    Attributes:
        note: What is known of it beyond its kind, in words.
    """

    name: str
    kind: Kind
    note: str = ""


# Their descriptions hide these two, which every record has (observed shapes,
# section 2); without them an order would lose its facility and its company.
_HIDDEN = ("company_id", "facility_id")
_ENTITIES_THAT_HIDE = frozenset({"container", "iblpn", "oblpn", "order_hdr"})


def read_describe(entity: str, data: object) -> dict[str, Field]:
    """Fields that the service describes.

    Args:
        entity: Name of the entity.
        data: Decoded answer to describe: ``{"parameters": [...], "fields": {...}}``,
            where ``fields`` may also be a list of objects with a ``name``.

    Returns:
        The fields by name, those included that are known to be hidden.

    Raises:
        ValueError: If the answer describes nothing.
    """
    raw = _described(data)
    if not raw:
        msg = "it describes no fields"
        raise ValueError(msg)
    fields = {}
    for name, meta in raw.items():
        details = meta if isinstance(meta, dict) else {"type": meta}
        kind = kind_by_word(name, details.get("type"))
        fields[name] = Field(name, kind, _note(details, kind))
    if entity in _ENTITIES_THAT_HIDE:
        for name in _HIDDEN:
            fields.setdefault(name, Field(name, "relation"))
    return fields


def described_names(data: object) -> frozenset[str]:
    """Names of the fields that an answer to describe holds itself."""
    return frozenset(_described(data))


def _described(data: object) -> dict[str, t.Any]:
    raw = data.get("fields") if isinstance(data, dict) else None
    if isinstance(raw, list):
        return {
            item["name"]: item
            for item in raw
            if isinstance(item, dict) and isinstance(item.get("name"), str)
        }
    return raw if isinstance(raw, dict) else {}


def read_sample(row: object, described: t.Mapping[str, Field]) -> dict[str, Field]:
    """Fields that only a record shows.

    Args:
        row: One decoded record, or anything else, which shows nothing.
        described: Fields that are known already.

    Returns:
        The further fields by name.
    """
    if not isinstance(row, dict):
        return {}
    return {
        name: Field(name, kind_by_value(name, value), "Not described by the service.")
        for name, value in row.items()
        if name not in described
    }


def _note(details: dict[str, t.Any], kind: Kind) -> str:
    """What describe knows and a target-safe schema can't say."""
    parts = []
    if kind == "relation":
        parts.append(RELATION_NOTE)
    if str(details.get("required")).lower() in {"true", "x", "y", "yes", "1"}:
        parts.append("Required by the service on input.")
    length = details.get("max_length")
    if isinstance(length, int) and not isinstance(length, bool):
        parts.append(f"At most {length} characters.")
    choices = details.get("choices")
    if isinstance(choices, list) and 0 < len(choices) <= _MAX_CHOICES:
        words = [
            choice[0] if isinstance(choice, list) and choice else choice
            for choice in choices
        ]
        parts.append(f"One of: {', '.join(str(word) for word in words)}.")
    return " ".join(parts)
