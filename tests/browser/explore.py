"""The diagram's page, used as a person does, in a real browser.

Run by `make browser-test`; needs chromium.
"""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.diagram import excerpt, page
from tests.browser.steps import CARDS, TITLE, card
from tests.diagram.catalogs import drawn, stream
from tests.diagram.test_page import HOSTILE

if t.TYPE_CHECKING:
    from pathlib import Path

    from tap_oracle_wms.diagram import Diagram
    from tests.browser.chromium import Chromium


def test_the_map_shows_all_but_what_is_folded(
    browser: Chromium,
    map_file: Path,
) -> None:
    browser.open(map_file)
    shown = browser.run(CARDS)
    assert len(shown) == len(set(shown)) == 311 - 51 - 113
    assert browser.text(TITLE) == "The map"
    assert browser.run("document.title") == "Warehouse"
    # All of it is in sight, and no letter is out of its card.
    assert browser.run(
        "[...document.querySelectorAll('.card')].every((card) => {"
        "  const stage = document.getElementById('stage').getBoundingClientRect();"
        "  const box = card.querySelector('.card-body').getBoundingClientRect();"
        "  const text = card.querySelector('text').getBoundingClientRect();"
        "  return box.left >= stage.left && box.right <= stage.right"
        "    && box.top >= stage.top && box.bottom <= stage.bottom"
        "    && text.right <= box.right; })",
    )


def test_the_page_asks_for_nothing_but_itself(
    browser: Chromium,
    map_file: Path,
) -> None:
    browser.open(map_file)
    browser.press("l")
    browser.click(card("order_hdr"))
    browser.settle()
    assert browser.requests == [map_file.as_uri()]


def test_the_policy_stops_whatever_would_ask(
    browser: Chromium,
    map_file: Path,
) -> None:
    browser.open(map_file)
    refused = browser.run("fetch('http://127.0.0.1:9/').then(() => 0, () => 1)")
    assert refused == 1
    assert any("Content Security Policy" in error for error in browser.errors)
    browser.errors.clear()


def test_a_search_finds_an_entity(browser: Chromium, map_file: Path) -> None:
    browser.open(map_file)
    browser.press("/")
    browser.type("order hd")
    assert browser.text("#results li .name") == "order_hdr"
    browser.press("Enter")
    browser.wait_for("location.hash === '#order_hdr'")
    browser.wait_for("document.querySelector('#panel h2').textContent === 'order_hdr'")
    assert browser.run("document.querySelector('#results').hidden")
    assert browser.run("document.querySelector('#query').value") == ""


def test_a_search_finds_a_field_and_shows_it(
    browser: Chromium,
    map_file: Path,
) -> None:
    browser.open(map_file)
    browser.press("/")
    browser.type("order_nbr_to_replace")
    assert browser.text("#results li .name") == "order_hdr.order_nbr_to_replace"
    browser.press("ArrowDown")
    browser.press("ArrowUp")
    browser.press("Enter")
    browser.wait_for("document.querySelector('.is-found') !== null")
    assert browser.text(".is-found th").startswith("order_nbr_to_replace")
    box = browser.middle(".is-found")
    assert 0 < box[1] < 900


def test_a_search_for_nothing_says_so(browser: Chromium, map_file: Path) -> None:
    browser.open(map_file)
    browser.press("/")
    browser.type("qqqq")
    assert browser.text("#results") == "Nothing of that name"
    browser.press("Enter")
    browser.press("Escape")
    assert browser.run("document.querySelector('#results').hidden")
    assert browser.run("location.hash") == ""


def test_a_click_tells_of_an_entity_and_its_relations(
    browser: Chromium,
    map_file: Path,
) -> None:
    browser.open(map_file)
    browser.click(card("order_dtl"))
    browser.wait_for("location.hash === '#order_dtl'")
    assert browser.text(TITLE) == "order_dtl"
    assert "Points to (7)" in browser.text("#panel")
    assert "Pointed to by (5)" in browser.text("#panel")
    assert "status_id→not told" in browser.text("#panel")
    marked = "[...document.querySelectorAll('{}')].map((one) => one.dataset.entity)"
    targets = browser.run(marked.format(".card.is-target"))
    assert {"batch_number", "item", "order_hdr", "uom"} <= {*targets}
    referrers = browser.run(marked.format(".card.is-referrer"))
    assert {"allocation", "order_instruction"} <= {*referrers}
    # Beside the map: nothing is chosen any more.
    browser.click("#stage")
    browser.press("Escape")
    browser.wait_for("location.hash === ''")
    assert browser.text(TITLE) == "The map"


def test_one_walks_along_relations_and_back(
    browser: Chromium,
    map_file: Path,
) -> None:
    browser.open(map_file, "#order_dtl")
    browser.click('#panel [data-go="order_hdr"]')
    browser.wait_for("document.querySelector('#panel h2').textContent === 'order_hdr'")
    browser.click('#panel [data-go="inventory_history"]')
    browser.wait_for("location.hash === '#inventory_history'")
    browser.run("history.back()")
    browser.wait_for("document.querySelector('#panel h2').textContent === 'order_hdr'")


def test_a_neighbourhood_shows_both_sides(browser: Chromium, map_file: Path) -> None:
    browser.open(map_file, "#order_dtl")
    browser.press("1")
    browser.wait_for("location.hash === '#order_dtl/1'")
    near = browser.run(CARDS)
    assert {"order_dtl", "order_hdr", "item", "uom", "allocation"} < {*near}
    middle = browser.middle(card("order_dtl"))[0]
    assert browser.middle(card("order_hdr"))[0] > middle
    assert browser.middle(card("allocation"))[0] < middle
    assert "within 1 step" in browser.text("#caption")
    browser.press("2")
    browser.wait_for("location.hash === '#order_dtl/2'")
    assert {*near} < {*browser.run(CARDS)}
    # On to a neighbour, which is the middle then.
    browser.press("1")
    browser.wait_for("location.hash === '#order_dtl/1'")
    browser.click(card("order_hdr"))
    browser.wait_for("location.hash === '#order_hdr/1'")
    assert browser.run("document.querySelector('.is-center').dataset.entity") == (
        "order_hdr"
    )
    browser.press("m")
    browser.wait_for("location.hash === '#order_hdr'")


def test_what_everything_points_to_is_not_walked_through(
    browser: Chromium,
    map_file: Path,
) -> None:
    browser.open(map_file, "#order_hdr/3")
    shown = {*browser.run(CARDS)}
    assert {"facility", "company"} < shown
    assert shown.isdisjoint({"dock", "printer_type", "user_facility"})


def test_cards_of_a_neighbourhood_do_not_overlap(
    browser: Chromium,
    map_file: Path,
) -> None:
    for hash_ in ("#facility/1", "#allocation/2", "#order_hdr/3", "#user/2"):
        browser.open(map_file, hash_)
        boxes = browser.run(
            "[...document.querySelectorAll('.card > .card-body')].map((body) => {"
            "  const b = body.getBBox(); return [b.x, b.y, b.width, b.height]; })",
        )
        assert len(boxes) > 10
        for number, (x, y, width, height) in enumerate(boxes):
            for x2, y2, width2, height2 in boxes[:number]:
                assert (
                    x >= x2 + width2
                    or x2 >= x + width
                    or y >= y2 + height2
                    or y2 >= y + height
                ), hash_


def test_lookup_tables_are_hidden_until_asked_for(
    browser: Chromium,
    map_file: Path,
) -> None:
    browser.open(map_file, "#order_hdr/1")
    assert "order_status" not in browser.run(CARDS)
    assert "2 lookup tables hidden" in browser.text("#caption")
    browser.click("#lookups")
    assert {"order_status", "payment_method"} < {*browser.run(CARDS)}
    browser.open(map_file)
    browser.click('[data-fold="lookups"]')
    assert len(browser.run(CARDS)) == 311 - 51
    browser.press("l")
    assert len(browser.run(CARDS)) == 311 - 51 - 113
    # One that is linked to is shown, wherever it lies.
    browser.open(map_file, "#order_status")
    assert "order_status" in browser.run(CARDS)


@pytest.mark.parametrize(
    ("hash_", "title"),
    [
        ("#order_hdr", "order_hdr"),
        ("#order_hdr/2", "order_hdr"),
        ("#order_hdr/99", "order_hdr"),
        ("#order_hdr/x", "order_hdr"),
        ("#no_such_entity", "The map"),
        ("#no_such_entity/2", "The map"),
        ("#%", "The map"),
        ("#/", "The map"),
        ("#__proto__", "The map"),
    ],
)
def test_an_address_leads_to_what_it_names(
    browser: Chromium,
    map_file: Path,
    hash_: str,
    title: str,
) -> None:
    browser.open(map_file, hash_)
    assert browser.text(TITLE) == title


def test_fields_can_be_filtered(browser: Chromium, map_file: Path) -> None:
    browser.open(map_file, "#order_hdr")
    browser.run("document.querySelector('.filter').focus()")
    browser.type("shipto_f")
    shown = "[...document.querySelectorAll('.fields tr')].filter((one) => !one.hidden)"
    assert browser.run(f"{shown}.map((one) => one.dataset.field)") == [
        "shipto_facility_id",
    ]


def test_a_part_begins_with_what_was_named(
    browser: Chromium,
    part_file: Path,
) -> None:
    browser.open(part_file)
    assert browser.run("document.querySelector('.is-center').dataset.entity") == (
        "order_hdr"
    )
    browser.press("m")
    browser.wait_for("document.querySelector('.map') !== null")
    assert "not in this map" not in browser.text("#panel")
    browser.press("Escape")
    browser.wait_for("document.querySelector('#panel h2').textContent === 'The map'")


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["stage_item"], {"stage_item", "stage_status"}),
        (["order_status"], {"order_status"}),
    ],
)
def test_what_was_named_is_not_folded(
    browser: Chromium,
    whole: Diagram,
    tmp_path: Path,
    names: list[str],
    shown: set[str],
) -> None:
    path = tmp_path / "named.html"
    path.write_text(page(excerpt(whole, names, 1), title="A"), encoding="utf-8")
    browser.open(path, "#/")
    browser.press("m")
    browser.press("Escape")
    browser.wait_for("document.querySelector('#panel h2').textContent === 'The map'")
    assert shown <= {*browser.run(CARDS)}


def test_hostile_names_are_shown_as_they_are(
    browser: Chromium,
    tmp_path: Path,
) -> None:
    streams = [stream(text, **{text: {"type": ["string"]}}) for text in HOSTILE]
    path = tmp_path / "hostile.html"
    path.write_text(page(drawn(*streams), title=HOSTILE[0]), encoding="utf-8")
    browser.open(path)
    shown = browser.run(
        "[...document.querySelectorAll('.card > text')].map((one) => one.textContent)",
    )
    assert sorted(shown) == sorted(HOSTILE)
    for text in HOSTILE:
        browser.run(f"location.hash = encodeURIComponent({text!r})")
        browser.wait_for(
            f"document.querySelector('#panel h2').textContent === {text!r}",
        )
