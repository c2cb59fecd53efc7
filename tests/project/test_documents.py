"""The documents: links lead somewhere, pages are listed, what they name exists."""

from __future__ import annotations

import ast
import re
import typing as t

import pytest

from scripts import drawings, rooms
from scripts.settings_files import ROOT, between_marks
from tap_oracle_wms.command.main import commands
from tap_oracle_wms.settings.table import SETTINGS

if t.TYPE_CHECKING:
    from pathlib import Path

DOCS = ROOT / "docs"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
FROM_THE_ROOT = {"changelog.md", "contributing.md", "security.md"}
"""Pages of the site that scripts/docs_site.py takes from the repository's root."""

FENCE = re.compile(r"^(`{3,}).*?^\1$", re.DOTALL | re.MULTILINE)
HOLE = re.compile(r"…|\.\.\.")


def prose(path: Path) -> str:
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def anchors(path: Path) -> set[str]:
    """Anchors of the headings, as GitHub and the site make them."""
    heads = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    slugs = set()
    for head in heads:
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", head).strip().lower()
        slugs.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return slugs


@pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)
def test_local_links_lead_somewhere(path: Path) -> None:
    for link in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", prose(path)):
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        assert target.exists(), f"there is no {link}"
        if anchor:
            assert anchor in anchors(target), f"{link} leads to no heading"


def test_every_page_is_in_the_navigation_once() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1]
    listed = re.findall(r"([\w./-]+\.md)$", text, re.MULTILINE)
    pages = {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")}
    assert sorted(listed) == sorted(pages | FROM_THE_ROOT)


def test_every_decision_is_in_the_list_of_decisions() -> None:
    folder = DOCS / "decisions"
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", prose(folder / "index.md"))
    records = sorted(path.name for path in folder.glob("0*.md"))
    assert listed == records
    for number, name in enumerate(records, start=1):
        text = prose(folder / name)
        assert text.startswith(f"# {number}. ")
        heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert heads == ["Situation", "Decision", "What follows"]


def test_every_setting_and_command_is_told_of() -> None:
    settings = (DOCS / "settings.md").read_text(encoding="utf-8")
    assert [one.name for one in SETTINGS if f"### `{one.name}`" not in settings] == []
    command = (DOCS / "command.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = commands.list_commands(t.cast("t.Any", None))
    assert len(names) > 5
    assert [name for name in names if f"`{name}`" not in command] == []
    assert [name for name in names if f"`oracle-wms {name}" not in readme] == []


# What troubleshooting tells of


def texts_of_the_code() -> list[str]:
    """All texts of the package; what is put into them at run time is a hole."""
    texts = []
    for path in sorted((ROOT / "tap_oracle_wms").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(re.sub(r"%[-.\d]*[sdrf]", "…", node.value))
            elif isinstance(node, ast.JoinedStr):
                parts = (
                    one.value if isinstance(one, ast.Constant) else "…"
                    for one in node.values
                )
                texts.append("".join(map(str, parts)))
    return texts


def messages() -> list[str]:
    """What the page quotes: headings, first cells of its tables on messages."""
    text = prose(DOCS / "troubleshooting.md").split("## Without a message")[0]
    heads = re.findall(r"^### `(.+?)`$", text, re.MULTILINE)
    cells = re.findall(r"^\| `(.+?)` \| ", text, re.MULTILINE)
    lines = [line for line in text.splitlines() if line[:1] not in {"#", "|"}]
    spans = [span for line in lines for span in line.split("`")[1::2]]
    also = [span for span in spans if len(span.split()) > 2]
    return [*heads, *cells, *also]


def test_the_messages_of_troubleshooting_are_those_of_the_code() -> None:
    code = texts_of_the_code()
    quoted = messages()
    assert len(quoted) > 75
    for message in quoted:
        if message.startswith("HTTP "):
            continue
        parts = [part for part in HOLE.split(message) if len(part.strip()) > 1]
        assert parts, message
        assert any(
            all(part in HOLE.sub("…", text) for part in parts) for text in code
        ), message


# The rooms and their drawing


def test_rooms_know_what_the_file_of_rooms_says_and_nothing_else() -> None:
    found = rooms.imports(ROOT / "tap_oracle_wms")
    told = rooms.rooms()
    assert found.keys() == told.keys(), "bring scripts/rooms.yml up to date"
    for name, room in told.items():
        assert found[name] == {*room.knows}, (
            f"{name}: bring scripts/rooms.yml up to date, then make drawings"
        )


def test_data_flows_one_way() -> None:
    seen: set[str] = set()
    for name, room in rooms.rooms().items():
        assert {*room.knows} <= seen, f"{name} knows a room that stands below it"
        seen.add(name)


def test_drawing_again_would_change_nothing() -> None:
    for name, draw in drawings.DRAWINGS.items():
        assert (ROOT / name).read_text(encoding="utf-8") == draw(), "make drawings"
    text = (ROOT / drawings.ARCHITECTURE).read_text(encoding="utf-8")
    assert between_marks(text, rooms.table(), "rooms") == text, "make drawings"
    pages = "".join(path.read_text(encoding="utf-8") for path in DOCS.glob("*.md"))
    for name in drawings.DRAWINGS:
        assert f"]({name.removeprefix('docs/')})" in pages
