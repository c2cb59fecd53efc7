"""The columns of a stream, read off its schema: where each value comes from."""

from __future__ import annotations

import dataclasses
import typing as t

from tap_oracle_wms.schema.jsonschema import KEY_SUFFIX

Form: t.TypeAlias = t.Literal[
    "integer",
    "number",
    "boolean",
    "date-time",
    "date",
    "time",
    "string",
    "relation",
    "relation-id",
    "relation-key",
]

_FORMATS = frozenset({"date-time", "date", "time"})


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """One column of a stream.

    Attributes:
        name: Name in the record that is written.
        source: Name of the field in the row that the service sends.
        form: How the value is converted; see `tap_oracle_wms.values.CONVERTERS`.
        members: Members that are kept, for a relation as an object.
        blank_is_null: Whether an empty text means that there is no value.
    """

    name: str
    source: str
    form: Form
    members: tuple[str, ...] = ()

    @property
    def blank_is_null(self) -> bool:
        """Whether an empty text means that there is no value."""
        return self.form != "string"


def columns_of(
    schema: dict[str, t.Any],
    is_selected: t.Callable[[tuple[str, ...]], bool],
) -> tuple[Column, ...]:
    """Columns of the selected properties, in the order of the schema.

    Args:
        schema: JSON schema of the stream, from discovery or a catalog.
        is_selected: Says of a breadcrumb whether it is selected.

    Returns:
        The columns. The schema alone decides how a value is converted, so that a
        given catalog needs no discovery.
    """
    properties: dict[str, dict[str, t.Any]] = schema.get("properties", {})
    columns = []
    for name, prop in properties.items():
        if not is_selected(("properties", name)):
            continue
        source = name.removesuffix(KEY_SUFFIX)
        if source != name and source in properties:
            columns.append(Column(name, source, "relation-key"))
            continue
        form = _form(name, prop, has_key=name + KEY_SUFFIX in properties)
        members = tuple(
            member
            for member in prop.get("properties", {})
            if is_selected(("properties", name, "properties", member))
        )
        columns.append(Column(name, name, form, members if form == "relation" else ()))
    return tuple(columns)


def _form(name: str, prop: dict[str, t.Any], *, has_key: bool) -> Form:
    types = prop.get("type", [])
    kinds = {types} if isinstance(types, str) else set(types)
    if "object" in kinds and "id" in prop.get("properties", {}):
        return "relation"
    if "string" in kinds:
        wanted = prop.get("format")
        return t.cast("Form", wanted) if wanted in _FORMATS else "string"
    if "integer" in kinds:
        return "relation-id" if has_key or name.endswith("_id") else "integer"
    scalars: tuple[Form, ...] = ("number", "boolean")
    for kind in scalars:
        if kind in kinds:
            return kind
    return "string"
