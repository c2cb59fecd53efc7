"""All entities of a real tenant: schemas that every common target takes."""

from __future__ import annotations

import json
import pathlib
import random
import typing as t

import jsonschema
import pytest

import wms_simulator
from tap_oracle_wms.schema import columns_of, entity_schema, read_describe
from tap_oracle_wms.values import CONVERTERS

DATA = pathlib.Path(wms_simulator.__file__).parent / "data" / "entity_metadata.json"
ENTITIES: dict[str, dict[str, t.Any]] = json.loads(DATA.read_text(encoding="utf-8"))

SCALARS = [
    {"type": ["integer", "null"]},
    {"type": ["number", "null"]},
    {"type": ["boolean", "null"]},
    {"type": ["string", "null"]},
    {"type": ["string", "null"], "format": "date-time"},
    {"type": ["string", "null"], "format": "date"},
    {"type": ["string", "null"], "format": "time"},
]


def schema_of(entity: str, relations: str) -> dict[str, t.Any]:
    fields = read_describe(entity, {"fields": ENTITIES[entity]})
    return entity_schema(fields, relations=relations, field_types={})


def plain(prop: dict[str, t.Any]) -> dict[str, t.Any]:
    return {key: value for key, value in prop.items() if key != "description"}


def test_there_are_311() -> None:
    assert len(ENTITIES) == 311


@pytest.mark.parametrize("relations", ["flat", "object"])
def test_only_the_subset_that_targets_take_is_emitted(relations: str) -> None:
    kinds = set()
    for entity in ENTITIES:
        schema = schema_of(entity, relations)
        kinds |= {json.dumps(plain(prop)) for prop in schema["properties"].values()}
        assert schema.keys() == {"type", "properties"}
        for name, prop in schema["properties"].items():
            if name == "id":
                assert plain(prop) == {"type": ["integer"]}
            elif "object" in prop["type"]:
                assert relations == "object"
                assert plain(prop).keys() == {"type", "properties"}
                assert prop["type"] == ["object", "null"]
                assert all(member in SCALARS for member in prop["properties"].values())
            else:
                assert plain(prop) in SCALARS
    for kind in kinds:
        jsonschema.Draft7Validator.check_schema(json.loads(kind))


@pytest.mark.parametrize("relations", ["flat", "object"])
def test_every_described_field_has_its_column(relations: str) -> None:
    for entity, described in ENTITIES.items():
        schema = schema_of(entity, relations)
        columns = columns_of(schema, lambda _: True)
        assert [column.name for column in columns] == list(schema["properties"])
        assert described.keys() <= {column.source for column in columns}
        assert all(column.form in CONVERTERS for column in columns)


def test_the_types_are_those_of_the_contract() -> None:
    wanted = {
        "pk": ("integer", None),
        "integer": ("integer", None),
        "decimal": ("number", None),
        "boolean": ("boolean", None),
        "datetime": ("string", "date-time"),
        "date": ("string", "date"),
        "time": ("string", "time"),
        "relation": ("integer", None),
        "set": ("string", None),
    }
    for entity, described in ENTITIES.items():
        properties = schema_of(entity, "flat")["properties"]
        for name, meta in described.items():
            kind = meta["type"]
            if kind == "string":
                continue
            prop = properties[name]
            assert (prop["type"][0], prop.get("format")) == wanted[kind], (entity, name)
            has_key = kind == "relation" and not name.endswith("status_id")
            assert (f"{name}__key" in properties) is has_key


def test_text_stays_text_unless_the_suffix_says_more() -> None:
    suffixes = ("_ts", "_date", "_flg", "_id", "_set")
    for entity, described in ENTITIES.items():
        properties = schema_of(entity, "flat")["properties"]
        for name, meta in described.items():
            if meta["type"] == "string" and not name.endswith(suffixes):
                assert plain(properties[name]) == {"type": ["string", "null"]}


@pytest.mark.parametrize("relations", ["flat", "object"])
def test_the_same_description_makes_the_same_bytes(relations: str) -> None:
    shuffle = random.Random(7)  # noqa: S311 - no secret
    for entity, described in ENTITIES.items():
        names = list(described)
        shuffle.shuffle(names)
        fields = read_describe(entity, {"fields": {n: described[n] for n in names}})
        again = entity_schema(fields, relations=relations, field_types={})
        assert json.dumps(again) == json.dumps(schema_of(entity, relations))
