"""What describe says of an entity."""

from __future__ import annotations

import typing as t

from wms_simulator.service.errors import StatusError

if t.TYPE_CHECKING:
    from wms_simulator.catalog.entities import Entity, Field
    from wms_simulator.service._board import Board

_LIMIT = 99999999999


def describe(board: Board, entity: Entity) -> dict[str, t.Any]:
    """Describe an entity, after the switches.

    Raises:
        StatusError: If a switch gives describe another status.
    """
    status = board.get("describe_status", entity.name, "describe")
    if status is not None:
        raise StatusError(int(status))
    words = board.get("describe_type_words", entity.name, "describe") or {}
    hidden = set(board.get("describe_hide", entity.name, "describe") or ())
    letters = board.get("describe_required_form", entity.name, "describe") == "letter"
    fields: dict[str, dict[str, t.Any]] = {}
    for one in entity.fields.values():
        if not one.described or one.name in hidden:
            continue
        made = _field(one)
        made["type"] = words.get(one.name, words.get(one.kind, one.kind))
        if letters:
            made["required"] = "X" if made["required"] else "N"
        fields[one.name] = made
    parameters = sorted(name for name in fields if entity.fields[name].kind != "set")
    shown: t.Any = dict(sorted(fields.items()))
    if board.get("describe_as_list", entity.name, "describe"):
        shown = [{"name": name, **made} for name, made in shown.items()]
    return {"parameters": parameters, "fields": shown}


def _field(one: Field) -> dict[str, t.Any]:
    made: dict[str, t.Any] = {"type": one.kind, "required": bool(one.spec["required"])}
    if not made["required"] and "default" in one.spec:
        made["default"] = one.spec["default"]
    if one.kind == "string":
        if "max_length" in one.spec:
            made["max_length"] = one.spec["max_length"]
        made["allow_blank"] = not made["required"]
    if one.kind == "integer":
        made["min_value"], made["max_value"] = -_LIMIT, _LIMIT
    if "choices" in one.spec:
        made["choices"] = one.spec["choices"]
    return made
