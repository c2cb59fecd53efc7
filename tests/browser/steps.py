"""Where things are in the diagram's page."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from tests.browser.chromium import Chromium


CARDS = "[...document.querySelectorAll('.card')].map((card) => card.dataset.entity)"
FOCUSED = "document.activeElement.dataset.entity"
TITLE = "#panel h2"


def scale(browser: Chromium) -> float:
    transform: str = browser.run(
        "document.getElementById('content').attributes[1].value"
    )
    return float(transform.split("scale(")[1].rstrip(")"))


def card(name: str) -> str:
    return f'.card[data-entity="{name}"]'
