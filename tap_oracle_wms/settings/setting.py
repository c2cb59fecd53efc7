"""The shape of a setting, as the table has one in each row."""

from __future__ import annotations

import dataclasses
import typing as t

Kind = t.Literal[
    "string",
    "integer",
    "number",
    "boolean",
    "array",
    "object",
    "date-time",
    "boolean-or-path",
]

_JSON_TYPES: dict[str, list[str]] = {
    "string": ["string", "null"],
    "integer": ["integer", "null"],
    "number": ["number", "null"],
    "boolean": ["boolean", "null"],
    "array": ["array", "null"],
    "object": ["object", "null"],
    "date-time": ["string", "null"],
    "boolean-or-path": ["boolean", "string", "null"],
}


@dataclasses.dataclass(frozen=True)
class Setting:
    """One setting as users know it."""

    name: str
    kind: Kind
    title: str
    description: str
    example: t.Any
    default: t.Any = None
    secret: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    items: dict[str, t.Any] | None = None

    def jsonschema(self) -> dict[str, t.Any]:
        """JSON schema of this setting, as ``--about`` shows it."""
        schema: dict[str, t.Any] = {
            "type": _JSON_TYPES[self.kind],
            "title": self.title,
            "description": self.description,
        }
        if self.required:
            schema["type"] = [kind for kind in schema["type"] if kind != "null"]
        if self.default is not None:
            schema["default"] = self.default
        if self.choices:
            schema["enum"] = [*self.choices]
        if self.minimum is not None:
            schema["minimum"] = self.minimum
        if self.maximum is not None:
            schema["maximum"] = self.maximum
        if self.kind == "array":
            schema["items"] = {"type": "string"}
        if self.items is not None:
            schema["additionalProperties"] = self.items
        if self.secret:
            schema |= {"secret": True, "writeOnly": True}
        else:
            schema["examples"] = [self.example]
        return schema
