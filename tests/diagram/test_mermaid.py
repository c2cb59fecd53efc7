"""The text for Mermaid. That Mermaid takes it is shown by `make browser-test`."""

from __future__ import annotations

import re
import typing as t

import pytest

from scripts.settings_files import ROOT
from tap_oracle_wms.diagram import diagram_of, excerpt, mermaid_text
from tests.diagram.catalogs import CHAIN, drawn, stream


def test_keys_and_relations_are_named() -> None:
    assert mermaid_text(excerpt(CHAIN, ["b"], 1)) == (
        "erDiagram\n"
        "    a {\n"
        "        integer id PK\n"
        '        integer b_id FK "b"\n'
        "    }\n"
        "    b {\n"
        "        integer id PK\n"
        '        integer c_id FK "c"\n'
        '        integer own_id FK "b"\n'
        "    }\n"
        "    c {\n"
        "        integer id PK\n"
        '        integer d_id FK "d"\n'
        "        integer type_id\n"
        '        integer gone_id FK "gone"\n'
        "    }\n"
        "    b |o--o{ a : b_id\n"
        "    c ||--o{ b : c_id\n"
        "    b |o--o{ b : own_id\n"
    )


def test_all_fields_can_be_named() -> None:
    when = {"type": ["string", "null"], "format": "date-time"}
    diagram = drawn(stream("a", mod_ts=when, note={"type": ["string", "null"]}))
    assert mermaid_text(diagram) == "erDiagram\n    a {\n        integer id PK\n    }\n"
    assert "        date_time mod_ts\n        string note\n" in mermaid_text(
        diagram, all_fields=True
    )


def test_an_entity_without_keys_is_a_name() -> None:
    bare = {"tap_stream_id": "a", "schema": {"properties": {"x": {"type": "string"}}}}
    assert mermaid_text(drawn(bare)) == "erDiagram\n    a\n"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("order_hdr", "order_hdr"),
        ("class", '"class"'),
        ("End", '"End"'),
        ("1st", '"1st"'),
        ("odd name", '"odd_name"'),
        ('a"b%c\\d\ne', '"a_b_c_d_e"'),
        ("é", '"é"'),
    ],
)
def test_odd_names_stand_in_quotes(name: str, written: str) -> None:
    text = mermaid_text(drawn(stream(name)))
    assert text.splitlines()[1] == f"    {written} {{"


@pytest.mark.parametrize(
    ("name", "written"),
    [("x", "x"), ("1st", "x1st"), ("_x", "x_x"), ("PK", "xPK"), ("a-é b", "a___b")],
)
def test_odd_fields_become_words(name: str, written: str) -> None:
    diagram = drawn(stream("a", **{name: {"type": "string"}}))
    lines = mermaid_text(diagram, all_fields=True).splitlines()
    assert lines[3].split() == ["string", written]


def test_the_drawing_in_the_documents_is_what_the_command_writes(
    full_catalog: dict[str, t.Any],
) -> None:
    page = (ROOT / "docs" / "diagram.md").read_text(encoding="utf-8")
    (drawn_there,) = re.findall(r"```mermaid\n(.*?)```", page, re.DOTALL)
    names = ("allocation", "order_dtl", "order_hdr", "wave")
    part = excerpt(diagram_of(full_catalog), names, 0)
    assert drawn_there == mermaid_text(part)
