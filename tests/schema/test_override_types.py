"""Types that the user sets, applied to the schema of a given catalog."""

from __future__ import annotations

import copy
import typing as t

import pytest

from tap_oracle_wms.schema import Field, entity_schema, override_types
from tap_oracle_wms.settings.options import FIELD_TYPES

FIELDS = {
    field.name: field
    for field in (
        Field("id", "integer"),
        Field("company_id", "relation", "Relation."),
        Field("qty", "number", "Note."),
        Field("mod_ts", "date-time"),
        Field("code", "string"),
    )
}


def made(relations: str = "flat", **field_types: str) -> dict[str, t.Any]:
    return entity_schema(FIELDS, relations=relations, field_types=field_types)


@pytest.mark.parametrize("relations", ["flat", "object"])
@pytest.mark.parametrize("name", ["company_id", "qty", "mod_ts", "code"])
@pytest.mark.parametrize("kind", FIELD_TYPES)
def test_a_given_catalog_gets_what_discovery_would_make(
    relations: str,
    name: str,
    kind: str,
) -> None:
    if (name, kind) == ("company_id", "integer"):
        return  # as it was: the catalog may well have its key column
    given = made(relations)
    assert override_types(given, {name: kind}) == made(relations, **{name: kind})


def test_the_given_schema_is_left_as_it_was() -> None:
    given = made()
    before = copy.deepcopy(given)
    override_types(given, {"company_id": "string", "qty": "string"})
    assert given == before


def test_an_unknown_field_is_no_reason_to_invent_one() -> None:
    assert override_types(made(), {"none": "string"}) == made()


def test_further_keys_of_an_unchanged_field_stay() -> None:
    given = {"properties": {"qty": {"type": ["number", "null"], "x-note": 1}}}
    assert override_types(given, {"qty": "number"}) == given
