"""A diagram as one HTML page that needs nothing else: no network, no other file."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import html
import importlib.resources
import json
import re
import typing as t

from tap_oracle_wms.diagram.layout import CARD_HEIGHT, FOLDABLE, HEADER, TITLES, lay_out
from tap_oracle_wms.diagram.model import MANY_REFERRERS
from tap_oracle_wms.relations import AREAS

if t.TYPE_CHECKING:
    from tap_oracle_wms.diagram.layout import Box
    from tap_oracle_wms.diagram.model import Diagram, Entity

SCRIPTS = (
    "model.js",
    "svg.js",
    "viewport.js",
    "map.js",
    "stacks.js",
    "near.js",
    "panel.js",
    "search.js",
    "main.js",
)
"""The script's modules, each after those that it imports."""

_ASSETS = importlib.resources.files("tap_oracle_wms.diagram") / "assets"
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:class|const|function) (\w+))", re.MULTILINE)


def page(diagram: Diagram, *, title: str) -> str:
    """Write a diagram as a page.

    Args:
        diagram: What to show.
        title: The page's title.

    Returns:
        The HTML. A policy inside forbids it all network; what the catalog holds is
        data to it, never markup or script.
    """
    style = _asset("style.css")
    script = script_text()
    filled = {
        "title": html.escape(title),
        "style": style,
        "script": script,
        "style-hash": _hash(style),
        "script-hash": _hash(script),
        "data": embedded_json({"title": title, **page_data(diagram)}),
    }
    return re.sub(
        r"<!--(title|style|script|style-hash|script-hash|data)-->",
        lambda found: filled[found[1]],
        _asset("page.html"),
    )


def embedded_json(data: object) -> str:
    """JSON that can stand inside of a ``script`` element, whatever texts it holds.

    Args:
        data: What to write.
    """
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def script_text() -> str:
    """The modules of the script as one script that imports nothing.

    Each becomes a function that returns what it exports, so that its own names stay its
    own. A page from a file can't load modules, nor could it be one file then.
    """
    return "\n".join(["", '"use strict";', *map(_as_function, SCRIPTS)])


def _as_function(name: str) -> str:
    text = _asset(name)
    exported = ", ".join(_EXPORT.findall(text))
    body = _EXPORT.sub("", _IMPORT.sub(r"const \1 = \2Module;", text))
    module = name.removesuffix(".js")
    return f"const {module}Module = (() => {{\n{body}return {{ {exported} }};\n}})();\n"


def page_data(diagram: Diagram) -> dict[str, t.Any]:
    """What the page's script is given.

    Args:
        diagram: What to show.

    Returns:
        JSON data. Fields are lists ``[name, type, note, target, source]``, where note
        is an index into ``notes`` and the last two stand for relations only.
    """
    layout = lay_out(diagram)
    notes: dict[str, int] = {"": 0}

    def fields(entity: Entity) -> list[list[t.Any]]:
        rows: list[list[t.Any]] = []
        for field in entity.fields:
            note = notes.setdefault(field.note, len(notes))
            row: list[t.Any] = [field.name, field.type, note]
            if field.relation is not None:
                row += [field.relation.target, field.relation.source]
            rows.append(row)
        return rows

    entities = [
        {
            "name": entity.name,
            "area": entity.area,
            "key": [*entity.key],
            "replicationKey": entity.replication_key,
            "box": _numbers(layout.cards[entity.name]),
            "fields": fields(entity),
        }
        for entity in diagram.entities.values()
    ]
    return {
        "areas": [
            {
                "id": area,
                "title": TITLES[area],
                "box": _numbers(layout.panels[area]),
                "foldable": area in FOLDABLE,
            }
            for area in AREAS
            if area in layout.panels
        ],
        "entities": entities,
        "notes": [*notes],
        "named": [*diagram.named],
        "header": HEADER,
        "cardHeight": CARD_HEIGHT,
        "manyReferrers": MANY_REFERRERS,
    }


def _numbers(box: Box) -> list[float]:
    return [*dataclasses.astuple(box)]


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()
