"""Mermaid itself takes what is written for it, and draws it.

Run by `make browser-test`, which fetches Mermaid; needs chromium.
"""

from __future__ import annotations

import json
import os
import typing as t
from pathlib import Path

import pytest

from tap_oracle_wms.diagram import Diagram, excerpt, mermaid_text
from tap_oracle_wms.relations import KNOWN_ENTITIES
from tests.diagram.catalogs import drawn, stream
from tests.diagram.test_page import HOSTILE

if t.TYPE_CHECKING:
    from tests.browser.chromium import Chromium

MERMAID = Path(os.environ.get("MERMAID", "")) / "dist" / "mermaid.min.js"

pytestmark = pytest.mark.skipif(
    not MERMAID.exists(),
    reason="MERMAID names no folder of Mermaid's package; see `make browser-test`",
)


@pytest.fixture
def mermaid(browser: Chromium, tmp_path: Path) -> Chromium:
    """A page with Mermaid in it."""
    path = tmp_path / "mermaid.html"
    path.write_text(
        "<!doctype html><meta charset=utf-8><title>Mermaid</title><body>"
        f'<script src="{MERMAID.as_uri()}"></script>',
    )
    browser.open(path)
    browser.run(
        "mermaid.initialize({startOnLoad: false, maxTextSize: 1e6, maxEdges: 1000})",
    )
    return browser


def parse(mermaid: Chromium, text: str) -> str:
    script = f"mermaid.parse({json.dumps(text)}).then((found) => found.diagramType)"
    return t.cast("str", mermaid.run(script))


@pytest.mark.parametrize("all_fields", [False, True], ids=["keys", "all-fields"])
def test_the_whole_warehouse_is_taken(
    mermaid: Chromium,
    whole: Diagram,
    *,
    all_fields: bool,
) -> None:
    assert parse(mermaid, mermaid_text(whole, all_fields=all_fields)) == "er"


def test_a_part_is_drawn(mermaid: Chromium, whole: Diagram) -> None:
    part = excerpt(whole, ["order_dtl"], 1)
    text = json.dumps(mermaid_text(part))
    drawing = mermaid.run(f"mermaid.render('a', {text}).then((made) => made.svg)")
    assert all(f">{name}<" in drawing for name in part.entities)
    assert "ordered_uom_id" in drawing


WORDS = (
    *("accDescr", "accTitle", "class", "classDef", "direction", "end", "End", "many"),
    *("one", "only", "optionally", "style", "title", "to", "u", "zero", "TB", "LR"),
    *("default", "subgraph", "number", "1st", "_x", "é", "a-b", "a.b", "x y"),
    *("PK", "FK", "UK", "PK_x", "one_x", "to_x", "toString", "constructor"),
    *HOSTILE,
)


@pytest.mark.parametrize("word", [*WORDS, "", "[]", "{", "}"])
def test_odd_names_are_taken(mermaid: Chromium, word: str) -> None:
    fields = {word: {"type": ["string", "null"]}, f"{word}_id": {"type": ["integer"]}}
    other = stream("other", f"{word}_id>{word}", **fields)
    text = mermaid_text(drawn(stream(word, **fields), other), all_fields=True)
    assert parse(mermaid, text) == "er"


def test_every_known_entity_is_taken_by_its_name(mermaid: Chromium) -> None:
    for name in sorted(KNOWN_ENTITIES):
        text = mermaid_text(drawn(stream(name, f"x_id>{name}")))
        assert '"' not in text.splitlines()[1]
        assert parse(mermaid, text) == "er", name
