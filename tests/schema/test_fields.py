"""Fields of an entity: what describe says, what it hides, what a row shows."""

from __future__ import annotations

import typing as t

import pytest

from tap_oracle_wms.schema import Field, read_describe, read_sample


def test_describe_names_the_fields() -> None:
    fields = read_describe(
        "allocation",
        {
            "parameters": ["id"],
            "fields": {
                "id": {"type": "pk", "required": True},
                "order_dtl_id": {"type": "relation", "required": "X"},
                "create_user": {"type": "string", "required": False, "max_length": 30},
                "in_out": {
                    "type": "string",
                    "required": "N",
                    "choices": [["IN", "In"], ["OUT", "Out"], "ANY"],
                },
                "qty": {"type": "decimal", "default": 0.0},
            },
        },
    )
    assert fields == {
        "id": Field("id", "integer", "Required by the service on input."),
        "order_dtl_id": Field(
            "order_dtl_id",
            "relation",
            "Relation. Required by the service on input.",
        ),
        "create_user": Field("create_user", "string", "At most 30 characters."),
        "in_out": Field("in_out", "string", "One of: IN, OUT, ANY."),
        "qty": Field("qty", "number"),
    }


def test_the_fields_may_come_as_a_list() -> None:
    listed = [{"name": "id", "type": "pk"}, {"name": "qty", "type": "decimal"}]
    odd: list[object] = ["qty", None, {"type": "pk"}, {"name": 7}]
    fields = read_describe("item", {"fields": [*listed, *odd]})
    assert fields == {"id": Field("id", "integer"), "qty": Field("qty", "number")}


def test_a_field_may_be_a_mere_type_word() -> None:
    fields = read_describe(
        "item", {"fields": {"id": "pk", "qty": "decimal", "x": None}}
    )
    assert [field.kind for field in fields.values()] == ["integer", "number", "string"]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "fields",
        {},
        {"fields": None},
        {"fields": {}},
        {"fields": []},
        {"fields": ["id"]},
        {"fields": "id"},
        {"parameters": ["id"]},
    ],
    ids=repr,
)
def test_an_answer_that_describes_nothing_is_an_error(data: object) -> None:
    with pytest.raises(ValueError, match="describes no fields"):
        read_describe("item", data)


@pytest.mark.parametrize(
    "details",
    [
        {"required": ["X"]},
        {"max_length": "30"},
        {"max_length": True},
        {"choices": "IN"},
        {"choices": []},
        {"choices": [[str(n), str(n)] for n in range(1000)]},
    ],
    ids=lambda details: f"{details!r:.20}",
)
def test_odd_details_are_passed_over(details: dict[str, t.Any]) -> None:
    fields = read_describe("item", {"fields": {"code": {"type": "string", **details}}})
    assert fields["code"] == Field("code", "string")


@pytest.mark.parametrize("entity", ["order_hdr", "container", "iblpn", "oblpn"])
def test_facility_and_company_are_known_where_describe_hides_them(entity: str) -> None:
    fields = read_describe(entity, {"fields": {"id": {"type": "pk"}}})
    assert fields["facility_id"].kind == "relation"
    assert fields["company_id"].kind == "relation"


def test_they_are_not_made_up_elsewhere() -> None:
    assert set(read_describe("item", {"fields": {"id": {"type": "pk"}}})) == {"id"}


def test_what_describe_says_of_them_holds() -> None:
    described = {"fields": {"company_id": {"type": "integer"}}}
    assert read_describe("order_hdr", described)["company_id"].kind == "integer"


def test_a_row_shows_the_further_fields() -> None:
    described = {"id": Field("id", "integer")}
    row = {"id": 1, "facility_id": {"id": 2}, "ranking": "A", "url": "https://x"}
    note = "Not described by the service."
    assert read_sample(row, described) == {
        "facility_id": Field("facility_id", "relation", note),
        "ranking": Field("ranking", "string", note),
        "url": Field("url", "string", note),
    }


@pytest.mark.parametrize("row", [None, [], "row", 7])
def test_anything_but_a_row_shows_nothing(row: object) -> None:
    assert read_sample(row, {}) == {}
