"""The diagram's page by keys and mouse, on paper and small screens, in a real browser.

Run by `make browser-test`; needs chromium.
"""

from __future__ import annotations

import typing as t

from tests.browser.steps import FOCUSED, TITLE, card, scale

if t.TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.chromium import Chromium


def test_all_can_be_done_by_keys(browser: Chromium, map_file: Path) -> None:
    browser.open(map_file)
    browser.press("ArrowRight")
    first = browser.run(FOCUSED)
    assert first
    browser.press("ArrowDown")
    second = browser.run(FOCUSED)
    assert second not in {None, first}
    browser.press("ArrowUp")
    assert browser.run(FOCUSED) == first
    browser.press("Enter")
    browser.wait_for(f"location.hash === '#{first}'")
    browser.press("Enter")
    browser.wait_for(f"location.hash === '#{first}/1'")
    # On from where one was.
    assert browser.run(FOCUSED) == first
    browser.press("ArrowRight")
    neighbour = browser.run(FOCUSED)
    assert neighbour != first
    browser.press("Enter")
    assert browser.run("location.hash") == f"#{neighbour}/1"
    browser.run("history.back()")
    browser.wait_for(f"document.querySelector('#panel h2').textContent === '{first}'")
    browser.press("Escape")
    browser.wait_for(f"location.hash === '#{first}'")
    browser.press("Escape")
    browser.wait_for("location.hash === ''")
    # One stop for all cards: the tab key leaves the map soon.
    tabbable = "document.querySelectorAll('.card[tabindex=\"0\"]').length"
    assert browser.run(tabbable) == 1


def test_every_card_and_button_has_a_name(browser: Chromium, map_file: Path) -> None:
    for hash_ in ("", "#order_hdr/1"):
        browser.open(map_file, hash_)
        nameless = browser.run(
            "[...document.querySelectorAll('[role=button], button, a, input')]"
            ".filter((one) => !one.getAttribute('aria-label')"
            "  && !one.textContent.trim()).length",
        )
        assert nameless == 0
        assert browser.text("#said") != ""


def test_one_moves_and_zooms(browser: Chromium, map_file: Path) -> None:
    browser.open(map_file)
    fitted = scale(browser)
    before = browser.middle(card("order_hdr"))
    browser.drag(600, 60, 680, 110)
    after = browser.middle(card("order_hdr"))
    assert (round(after[0] - before[0]), round(after[1] - before[1])) == (80, 50)
    assert browser.run("location.hash") == ""
    browser.wheel(*after, -400)
    browser.wait_for(
        f"document.getElementById('content').attributes[1].value"
        f".split('scale(')[1].slice(0, -1) > {fitted} * 1.2"
    )
    # What is under the pointer stays there.
    now = browser.middle(card("order_hdr"))
    assert abs(now[0] - after[0]) < 2
    assert abs(now[1] - after[1]) < 2
    browser.press("-")
    browser.press("0")
    browser.settle()
    assert abs(scale(browser) - fitted) < 0.001


def test_a_drag_over_a_card_chooses_nothing(browser: Chromium, map_file: Path) -> None:
    browser.open(map_file)
    x, y = browser.middle(card("order_hdr"))
    browser.drag(x, y, x + 60, y + 30)
    browser.settle()
    assert browser.run("location.hash") == ""


def test_hovering_shows_relations(browser: Chromium, map_file: Path) -> None:
    browser.open(map_file)
    browser.hover(card("order_hdr"))
    browser.wait_for("document.querySelectorAll('.is-marked path').length > 5")
    assert browser.run("location.hash") == ""


def test_light_and_dark(browser: Chromium, map_file: Path) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    browser.open(map_file)
    light = browser.run(paper)
    browser.prefer("dark")
    dark = browser.run(paper)
    assert dark != light
    browser.click("#theme")
    assert browser.run(paper) == light
    browser.click("#theme")
    assert browser.run(paper) == dark


def test_it_is_usable_on_a_small_screen(browser: Chromium, map_file: Path) -> None:
    browser.resize(390, 800)
    browser.open(map_file, "#inventory")
    width = browser.run("document.documentElement.scrollWidth")
    assert width <= 390
    assert browser.middle(TITLE)[1] < 800


def test_it_can_be_printed(
    browser: Chromium,
    map_file: Path,
    tmp_path: Path,
) -> None:
    browser.open(map_file, "#order_hdr")
    browser.print_to(tmp_path / "map.pdf")
    assert (tmp_path / "map.pdf").stat().st_size > 20_000
    # And the page is as it was.
    assert scale(browser) > 0
    assert browser.run("document.getElementById('stage').hasAttribute('viewBox')") is (
        False
    )
