"""A browser for the session, and the page of the whole simulated warehouse."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.diagram import Diagram, diagram_of, excerpt, page
from tests.browser.chromium import Chromium

if t.TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def chromium() -> t.Iterator[Chromium]:
    with Chromium() as running:
        yield running


@pytest.fixture
def browser(chromium: Chromium) -> t.Iterator[Chromium]:
    """The browser, as usual for each test; a page that complains fails it."""
    chromium.errors.clear()
    chromium.resize(1440, 900)
    chromium.prefer("light")
    yield chromium
    assert chromium.errors == []


@pytest.fixture(scope="session")
def whole(full_catalog: dict[str, t.Any]) -> Diagram:
    return diagram_of(full_catalog)


@pytest.fixture(scope="session")
def map_file(whole: Diagram, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "map.html"
    path.write_text(page(whole, title="Warehouse"), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def part_file(whole: Diagram, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "part.html"
    part = excerpt(whole, ["order_hdr"], 1)
    path.write_text(page(part, title="Orders"), encoding="utf-8")
    return path
