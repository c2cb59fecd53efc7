"""Where cards and panels lie, whatever entities there are."""

from __future__ import annotations

import itertools
import typing as t

from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.diagram import Diagram, diagram_of
from tap_oracle_wms.diagram.layout import FOLDABLE, Box, Layout, lay_out
from tap_oracle_wms.relations import KNOWN_ENTITIES
from tests.diagram.catalogs import drawn, stream

names = st.sampled_from(sorted(KNOWN_ENTITIES))


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


def check(diagram: Diagram, layout: Layout) -> None:
    assert layout.cards.keys() == diagram.entities.keys()
    for name, card in layout.cards.items():
        assert holds(layout.panels[diagram.entities[name].area], card), name
    for boxes in (layout.cards, layout.panels):
        for (one, a), (other, b) in itertools.combinations(boxes.items(), 2):
            assert not overlap(a, b), (one, other)
    upper = [box for area, box in layout.panels.items() if area not in FOLDABLE]
    for area in FOLDABLE:
        below = layout.panels.get(area)
        if below is not None:
            assert all(box.y + box.height < below.y for box in upper)


def test_the_whole_warehouse_has_room(full_catalog: dict[str, t.Any]) -> None:
    diagram = diagram_of(full_catalog)
    layout = lay_out(diagram)
    check(diagram, layout)
    # What is not folded can be read on a usual screen.
    height = layout.panels["staging"].y
    assert min(1060 / layout.width, 800 / height) > 0.6


@given(st.sets(names, min_size=1, max_size=60))
def test_any_part_of_it_has_room(some: set[str]) -> None:
    streams = [stream(name, "order_id>order_hdr") for name in sorted(some)]
    diagram = drawn(*streams)
    check(diagram, lay_out(diagram))


def test_the_same_diagram_lies_the_same(full_catalog: dict[str, t.Any]) -> None:
    backwards = {"streams": [*reversed(full_catalog["streams"])]}
    assert lay_out(diagram_of(full_catalog)) == lay_out(diagram_of(backwards))


def test_related_entities_are_neighbours() -> None:
    diagram = drawn(
        stream("order_hdr", "order_type_id>order_type"),
        stream("allocation", "wave_id>wave"),
        stream("order_type"),
        stream("wave"),
    )
    order = sorted(
        lay_out(diagram).cards.items(), key=lambda item: (item[1].x, item[1].y)
    )
    assert [name for name, _ in order] == [
        "allocation",
        "wave",
        "order_hdr",
        "order_type",
    ]
