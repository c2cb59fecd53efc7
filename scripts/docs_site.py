"""What mkdocs does beyond its settings: pages of the root, drawings, no other host.

Documents are written so that their links lead somewhere in the repository. Here they
are led to pages of the site, or to copies of the files they name.
"""

from __future__ import annotations

import posixpath
import re
import typing as t
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

if t.TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
PAGES = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
}
"""Documents of the repository's root that are pages of the site."""

_README = {"#configure": "settings.md", "#settings": "settings.md"}
"""Pages for headings of README.md; for all else of it, the first page."""
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\]\[]*)\]\((?P<link>[^)\s]+)\)")
_DRAWING = re.compile(r"^!\[([^\]]*)\]\(([\w./-]+\.svg)\)$", re.MULTILINE)
_ELSEWHERE = re.compile(
    r"<(?:script|img|iframe|source|link)\b[^>]*\b(?:src|href)=[\"']?(?:https?:)?//[^>]*>"
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that stand outside of the folder of documents."""
    for name, page in PAGES.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=text))
    return files


def on_page_markdown(
    markdown: str, page: Page, config: MkDocsConfig, files: Files
) -> str:
    """Lead links to pages of the site, and put drawings into the page itself.

    Args:
        markdown: Text of the page.
        page: The page.
        config: Settings of the site; files that are linked to are added to it.
        files: Files of the site.

    Returns:
        The text for the site.
    """
    origin = page.file.src_uri
    source = {page: name for name, page in PAGES.items()}.get(origin, f"docs/{origin}")

    def lead(found: re.Match[str]) -> str:
        target = _target(found["link"], source, config, files)
        if target is None:
            return found[0]
        if not target:
            return found["text"]
        way = posixpath.relpath(target, posixpath.dirname(origin) or ".")
        return f"[{found['text']}]({way})"

    def draw(found: re.Match[str]) -> str:
        svg = ROOT / "docs" / posixpath.dirname(origin) / found[2]
        return f'<div class="drawing">\n{svg.read_text(encoding="utf-8")}</div>'

    return _LINK.sub(lead, _DRAWING.sub(draw, markdown))


def _target(link: str, source: str, config: MkDocsConfig, files: Files) -> str | None:
    """Give a link's target within the site: none for a folder, None for a good link."""
    path, mark, anchor = link.partition("#")
    if not path or re.match(r"[a-z]+:", path):
        return None
    place = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    if place == "README.md":
        return _README.get(mark + anchor, "index.md")
    if place in PAGES:
        return PAGES[place] + mark + anchor
    if (ROOT / place).is_dir():
        return ""
    inside = place.startswith("docs/")
    if (inside and source.startswith("docs/")) or not (ROOT / place).is_file():
        return None
    return (
        place.removeprefix("docs/") + mark + anchor
        if inside
        else _copy(place, config, files)
    )


def _copy(place: str, config: MkDocsConfig, files: Files) -> str:
    """Take a file of the repository into the site."""
    copy = f"files/{place}"
    if files.get_file_from_path(copy) is None:
        content = (ROOT / place).read_bytes()
        files.append(File.generated(config, copy, content=content))
    return copy


def on_post_build(config: MkDocsConfig) -> None:
    """Look through the site for anything that a browser would fetch from elsewhere.

    Raises:
        PluginError: If there is any.
    """
    for path in sorted(Path(config.site_dir).rglob("*.html")):
        found = _ELSEWHERE.search(path.read_text(encoding="utf-8"))
        if found and 'rel="canonical"' not in found[0]:
            msg = f"{path.name} asks another host: {found[0]}"
            raise PluginError(msg)
