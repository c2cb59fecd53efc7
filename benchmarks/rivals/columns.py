"""Which conversion each column of a catalog wants; worked out before any row."""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass
class Plan:
    """Columns by what is done to them."""

    plain: list[str] = dataclasses.field(default_factory=list)
    times: list[str] = dataclasses.field(default_factory=list)
    blank_is_null: list[str] = dataclasses.field(default_factory=list)
    numbers: list[str] = dataclasses.field(default_factory=list)
    relations: list[tuple[str, str, str | None]] = dataclasses.field(
        default_factory=list
    )


def plan_of(stream: dict[str, t.Any]) -> Plan:
    """Sort the selected columns of a stream of a catalog."""
    off = {
        entry["breadcrumb"][1]
        for entry in stream["metadata"]
        if entry["breadcrumb"]
        and not entry["metadata"].get(
            "selected", entry["metadata"].get("selected-by-default", True)
        )
    }
    properties = stream["schema"]["properties"]
    plan = Plan()
    for name, prop in properties.items():
        if name in off or name.endswith("__key"):
            continue
        form = prop.get("format")
        if name.endswith("_id"):
            key = f"{name}__key" if f"{name}__key" in properties else None
            plan.relations.append((name, name, key))
        elif form == "date-time":
            plan.times.append(name)
        elif form in {"date", "time"}:
            plan.blank_is_null.append(name)
        elif "number" in prop["type"]:
            plan.numbers.append(name)
        else:
            plan.plain.append(name)
    return plan
