"""Entities and fields, read from the packaged metadata."""

from __future__ import annotations

import functools
import hashlib
import json
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from wms_simulator.catalog.relations import UNLINKED, target_of

DATA_FILE = Path(__file__).parent.parent / "data" / "entity_metadata.json"

LEADING = ("id", "create_user", "create_ts", "mod_user", "mod_ts")
VIEWS = {
    "iblpn": ("container", "type = 'I'"),
    "oblpn": ("container", "type = 'O'"),
    "active_location": ("location", "type_id = 1"),
    "reserve_location": ("location", "type_id = 2"),
}
"""Entities that are a part of another: the same rows, seen under a second name."""

_HIDDEN = dict.fromkeys(
    ("order_hdr", "container", "iblpn", "oblpn"), ("facility_id", "company_id")
)
_HIDDEN_TEXT = dict.fromkeys(
    ("location", "active_location", "reserve_location"),
    ("ignore_attr_values_for_restrict_invn_attr",),
)
_ON_REQUEST = {("item", "image_data")}


@dataclass(frozen=True)
class Field:
    """One field of an entity.

    Attributes:
        name: Its name in records and filters.
        kind: pk, string, integer, decimal, boolean, datetime, date, time,
            relation or set.
        spec: What describe says of it.
        described: False for fields that records carry but describe hides.
        on_request: True for fields that come only when `fields` asks for them.
        target: For relations, the entity it points to, if it is a known one.
    """

    name: str
    kind: str
    spec: t.Mapping[str, t.Any]
    described: bool = True
    on_request: bool = False
    target: str | None = None

    @property
    def is_status(self) -> bool:
        """Whether this relation is represented by its bare number."""
        return self.name.endswith("status_id")

    @property
    def is_linked(self) -> bool:
        """Whether the representation of this relation carries a URL."""
        return self.target is not None and self.target not in UNLINKED


@dataclass(frozen=True)
class Entity:
    """One entity: its fields in the order in which records show them."""

    name: str
    fields: t.Mapping[str, Field]
    source: str
    condition: str = ""
    columns: tuple[Field, ...] = field(default=(), compare=False)

    @property
    def has_id(self) -> bool:
        """Whether records carry an `id`; three entities have none."""
        return "id" in self.fields

    @property
    def has_mod_ts(self) -> bool:
        """Whether the entity tracks modification."""
        return "mod_ts" in self.fields

    @property
    def key_column(self) -> str:
        """The primary key of the table, which is hidden if there is no `id`."""
        return "id" if self.has_id else "row_key"


@functools.cache
def entities() -> dict[str, Entity]:
    """Read all entities, by name, in alphabetical order."""
    raw: dict[str, dict[str, dict[str, t.Any]]] = json.loads(
        DATA_FILE.read_text(encoding="utf-8")
    )
    known = frozenset(raw)
    return {name: _entity(name, raw[name], known) for name in sorted(raw)}


@functools.cache
def digest() -> str:
    """Fingerprint the package's code and data, which decide what is built."""
    root = Path(__file__).parent.parent
    files = [
        DATA_FILE,
        *sorted((root / "catalog").glob("*.py")),
        *sorted((root / "store").glob("*.py")),
        *sorted((root / "warehouse").glob("*.py")),
    ]
    seen = hashlib.sha256()
    for file in files:
        seen.update(file.read_bytes())
    return seen.hexdigest()[:16]


def _entity(
    name: str, raw: dict[str, dict[str, t.Any]], known: frozenset[str]
) -> Entity:
    specs = dict(raw)
    hidden = _HIDDEN.get(name, ())
    specs.update((one, {"type": "relation", "required": True}) for one in hidden)
    texts = _HIDDEN_TEXT.get(name, ())
    specs.update((one, {"type": "string", "required": False}) for one in texts)
    first = [*LEADING, "facility_id", "company_id"]
    order = [key for key in first if key in specs]
    order += sorted(specs.keys() - set(order))
    fields = {
        key: Field(
            name=key,
            kind=specs[key]["type"],
            spec=specs[key],
            described=key not in hidden and key not in texts,
            on_request=(name, key) in _ON_REQUEST,
            target=target_of(name, key, known)
            if specs[key]["type"] == "relation"
            else None,
        )
        for key in order
    }
    source, condition = VIEWS.get(name, (name, ""))
    columns = tuple(one for one in fields.values() if one.kind != "set")
    return Entity(name, fields, source, condition, columns)
