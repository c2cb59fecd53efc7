"""The JSON schema of an entity, in both forms of relations."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.schema import Field, entity_schema

Types: t.TypeAlias = dict[str, t.Any]

INTEGER = {"type": ["integer", "null"]}
STRING = {"type": ["string", "null"]}


def properties(
    *fields: Field,
    relations: str = "flat",
    field_types: dict[str, str] | None = None,
) -> Types:
    schema = entity_schema(
        {field.name: field for field in fields},
        relations=relations,
        field_types=field_types or {},
    )
    assert schema.keys() == {"type", "properties"}
    assert schema["type"] == "object"
    made: Types = schema["properties"]
    return made


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        ("integer", INTEGER),
        ("number", {"type": ["number", "null"]}),
        ("boolean", {"type": ["boolean", "null"]}),
        ("date-time", {"type": ["string", "null"], "format": "date-time"}),
        ("date", {"type": ["string", "null"], "format": "date"}),
        ("time", {"type": ["string", "null"], "format": "time"}),
        ("set", STRING),
        ("string", STRING),
    ],
)
@pytest.mark.parametrize("relations", ["flat", "object"])
def test_each_kind(kind: t.Any, schema: Types, relations: str) -> None:  # noqa: ANN401
    assert properties(Field("f", kind), relations=relations) == {"f": schema}


@pytest.mark.parametrize("kind", ["integer", "string", "relation"])
def test_only_the_id_is_never_null(kind: t.Any) -> None:  # noqa: ANN401
    assert properties(Field("id", kind)) == {"id": {"type": ["integer"]}}


def test_a_flat_relation_has_an_id_and_a_key() -> None:
    made = properties(Field("company_id", "relation", "Relation."))
    assert made == {
        "company_id": {**INTEGER, "description": "Relation."},
        "company_id__key": STRING,
    }


def test_a_relation_as_an_object() -> None:
    made = properties(Field("company_id", "relation"), relations="object")
    assert made == {
        "company_id": {
            "type": ["object", "null"],
            "properties": {"id": INTEGER, "key": STRING, "url": STRING},
        },
    }


@pytest.mark.parametrize("name", ["status_id", "vas_status_id", "wave_mhe_status_id"])
@pytest.mark.parametrize("relations", ["flat", "object"])
def test_a_status_is_a_bare_integer(name: str, relations: str) -> None:
    made = properties(Field(name, "relation"), relations=relations)
    assert made == {name: INTEGER}


def test_the_id_comes_first_and_the_rest_by_name() -> None:
    fields = [Field(name, "string") for name in ("zone", "code", "id", "area")]
    assert list(properties(*fields)) == ["id", "area", "code", "zone"]
    assert properties(*fields) == properties(*reversed(fields))


@pytest.mark.parametrize("relations", ["flat", "object"])
def test_a_type_of_the_user_wins(relations: str) -> None:
    made = properties(
        Field("company_id", "relation"),
        Field("qty", "number", "Note."),
        relations=relations,
        field_types={"company_id": "string", "qty": "integer", "none": "date"},
    )
    assert made == {"company_id": STRING, "qty": {**INTEGER, "description": "Note."}}


def test_the_id_is_never_null_by_a_type_of_the_user_either() -> None:
    made = properties(Field("id", "integer"), field_types={"id": "string"})
    assert made == {"id": {"type": ["string"]}}


def test_schemas_share_no_parts() -> None:
    # The SDK and users change schemas in place.
    made = properties(Field("a", "integer"), Field("b", "integer"))
    again = properties(Field("a", "integer"))
    assert made["a"]["type"] is not made["b"]["type"]
    assert made["a"]["type"] is not again["a"]["type"]
