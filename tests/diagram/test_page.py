"""The page: one file, nothing from elsewhere, and what it is given stays data."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import importlib.resources
import json
import re
import typing as t

import pytest

from tap_oracle_wms.diagram import diagram_of, page
from tap_oracle_wms.diagram.page import SCRIPTS, embedded_json, page_data, script_text
from tests.diagram.catalogs import CHAIN, drawn, stream

ASSETS = importlib.resources.files("tap_oracle_wms.diagram") / "assets"


class Reader(html.parser.HTMLParser):
    """Collects the elements, and the text of each kind of them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = dict(attrs).get("id") or tag

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._inside = ""

    def handle_data(self, data: str) -> None:
        self.texts[self._inside] = self.texts.get(self._inside, "") + data

    def data(self) -> dict[str, t.Any]:
        return t.cast("dict[str, t.Any]", json.loads(self.texts["data"]))


HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>",
    "&lt;",
    "<!--script-->",
    "\\u003c\\",
    "\u2028\u2029é",
    '"\n',
)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_the_catalog_says_it_is_data(text: str) -> None:
    note = {"type": ["string", "null"], "description": text}
    diagram = drawn(stream("item", **{text: note}))
    read = Reader(page(diagram, title=text))
    kinds = [tag for tag, _ in read.elements]
    assert kinds.count("script") == 2
    assert read.texts["title"] == text
    data = read.data()
    assert data["title"] == text
    (entity,) = data["entities"]
    name, _, number = entity["fields"][1]
    assert (name, data["notes"][number]) == (text, text)


def test_embedded_json_holds_no_markup() -> None:
    text = embedded_json([*HOSTILE])
    assert not set(text) & set("<>&\n\u2028\u2029")
    assert json.loads(text) == [*HOSTILE]


def test_the_policy_allows_its_own_script_and_style_and_nothing_else() -> None:
    read = Reader(page(CHAIN, title="A"))
    (policy,) = [
        attributes["content"] or ""
        for tag, attributes in read.elements
        if tag == "meta" and "http-equiv" in attributes
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules.pop("default-src") == "'none'"
    for kind, element in (("script", "script"), ("style", "style")):
        digest = hashlib.sha256(read.texts[element].encode()).digest()
        wanted = f"'sha256-{base64.b64encode(digest).decode()}'"
        assert rules.pop(f"{kind}-src") == wanted
    assert set(rules.values()) == {"'none'"}


def test_nothing_comes_from_elsewhere(full_catalog: dict[str, t.Any]) -> None:
    text = page(diagram_of(full_catalog), title="A")
    addresses = set(re.findall(r"[a-z]+://[^\s\"']+", text))
    assert addresses == {"http://www.w3.org/2000/svg"}  # a name, never asked for
    read = Reader(text)
    assert not [
        (tag, name)
        for tag, attributes in read.elements
        for name in attributes
        if name in {"src", "srcset", "action", "style"} or name.startswith("on")
    ]
    assert {tag for tag, _ in read.elements}.isdisjoint({"link", "iframe", "img"})
    assert len(text) < 400_000


def test_the_same_catalog_gives_the_same_page(full_catalog: dict[str, t.Any]) -> None:
    pages = {page(diagram_of(full_catalog), title="A") for _ in range(2)}
    assert len(pages) == 1


def test_the_page_is_given_each_entity_with_its_relations() -> None:
    data = page_data(CHAIN)
    fields = {entity["name"]: entity["fields"] for entity in data["entities"]}
    by_name = {field[0]: field[1:2] + field[3:] for field in fields["c"]}
    assert by_name == {
        "id": ["integer"],
        "d_id": ["relation", "d", "service"],
        "type_id": ["relation", None, None],
        "gone_id": ["relation", "gone", "service"],
    }
    assert [area["id"] for area in data["areas"]] == ["system", "lookups"]
    assert [area["foldable"] for area in data["areas"]] == [False, True]


def test_each_module_of_the_script_stands_after_those_that_it_needs() -> None:
    there = {one.name for one in ASSETS.iterdir() if one.name.endswith(".js")}
    assert there == {*SCRIPTS}
    for number, name in enumerate(SCRIPTS):
        text = (ASSETS / name).read_text(encoding="utf-8")
        needed = set(re.findall(r'from "\./(.+?)"', text))
        assert needed <= {*SCRIPTS[:number]}, name
    assert not re.search(r"^\s*(import|export)\b", script_text(), re.MULTILINE)
