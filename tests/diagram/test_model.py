"""What a diagram holds, and parts of it."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.diagram import diagram_of, excerpt, without_lookups
from tap_oracle_wms.diagram.model import MANY_REFERRERS
from tests.diagram.catalogs import CHAIN, drawn, stream
from tests.support import run_tap

Json: t.TypeAlias = dict[str, t.Any]


def test_relations_to_what_is_there_are_edges() -> None:
    assert [(one.name, field.name, to) for one, field, to in CHAIN.edges] == [
        ("a", "b_id", "b"),
        ("b", "c_id", "c"),
        ("b", "own_id", "b"),
        ("c", "d_id", "d"),
        ("d", "e_status_id", "e_status"),
        ("z", "d_id", "d"),
    ]
    named = {field.name for field in CHAIN.entities["c"].relations}
    assert named == {"d_id", "type_id", "gone_id"}


def test_the_key_of_a_relation_is_no_field_of_its_own() -> None:
    text = {"type": ["string", "null"]}
    (entity,) = drawn(
        stream("a", "b_id>b", lonely__key=text, note=text),
    ).entities.values()
    names = [field.name for field in entity.fields]
    assert names == ["id", "b_id", "lonely__key", "note"]


@pytest.mark.parametrize(
    ("prop", "word"),
    [
        ({"type": ["string", "null"], "format": "date-time"}, "date-time"),
        ({"type": ["null", "number"]}, "number"),
        ({"type": "boolean"}, "boolean"),
        ({"type": ["null"]}, "string"),
        ({}, "string"),
    ],
)
def test_the_type_of_a_field_is_one_word(prop: Json, word: str) -> None:
    (entity,) = drawn(stream("a", x=prop)).entities.values()
    assert [field.type for field in entity.fields] == ["integer", word]


@pytest.mark.parametrize(
    ("names", "hops", "near"),
    [
        (["b"], 0, "b"),
        (["b"], 1, "a b c"),
        (["b"], 2, "a b c d"),
        (["b"], 3, "a b c d e_status z"),
        (["a", "z"], 1, "a b d z"),
        (["e_status"], 1, "d e_status"),
    ],
)
def test_a_part_is_what_is_near(names: list[str], hops: int, near: str) -> None:
    part = excerpt(CHAIN, names, hops)
    assert " ".join(part.entities) == near
    assert part.named == tuple(names)


def test_what_everything_points_to_is_not_walked_through() -> None:
    many = [stream(f"m{n}", "hub_id>hub") for n in range(MANY_REFERRERS + 1)]
    whole = drawn(stream("hub", "up_id>up"), stream("up"), *many)
    assert list(excerpt(whole, ["m0"], 9).entities) == ["hub", "m0", "up"]
    assert len(excerpt(whole, ["hub"], 1).entities) == len(many) + 2
    fewer = drawn(stream("hub"), *many[1:])
    assert len(excerpt(fewer, ["m1"], 2).entities) == len(many)


def test_lists_of_values_can_be_left_out() -> None:
    assert "e_status" not in without_lookups(CHAIN).entities
    named = excerpt(CHAIN, ["e_status"], 1)
    assert without_lookups(named).entities == named.entities


def test_flat_relations_and_objects_are_drawn_alike(config: Json) -> None:
    flat, objects = (
        diagram_of(
            run_tap(
                "--discover",
                config={**config, "entities": ["order_*"], "relations": form},
            ).catalog,
        )
        for form in ("flat", "object")
    )
    assert flat == objects
    assert ("order_dtl", "order_hdr") in {(a.name, to) for a, _, to in flat.edges}
