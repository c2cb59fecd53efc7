"""What describe says: lists, words of types, and what the user sets over it."""

from __future__ import annotations

import typing as t

import pytest

from tests.reliability.service import Asked, Reply, Service
from tests.scenarios.steps import assert_fails, entry_of, properties_of, stream_names

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
Discover: t.TypeAlias = t.Callable[..., "Run"]


# What describe says


def test_describe_may_be_a_list(simulator: Simulator, discover: Discover) -> None:
    usual = discover("uom", "order_hdr")
    simulator.configure(describe_as_list=True, describe_required_form="letter")
    assert stream_names(usual) == ["order_hdr", "uom"]
    assert discover("uom", "order_hdr").stdout == usual.stdout


@pytest.mark.parametrize(
    "words",
    [
        {"relation": "related", "decimal": "number", "datetime": "timestamp"},
        {"relation": "ForeignKey", "decimal": "Float", "datetime": "date-time"},
        {"integer": "Big Integer", "boolean": "bool", "string": "varchar"},
        {"string": "text", "datetime": "DateTime", "pk": "AutoField"},
    ],
)
def test_synonyms_of_types_change_nothing(
    simulator: Simulator,
    discover: Discover,
    words: dict[str, str],
) -> None:
    usual = discover("uom", "order_hdr").stdout
    simulator.configure(describe_type_words=words)
    assert discover("uom", "order_hdr").stdout == usual


def test_unknown_words_fall_back_to_the_suffix(
    simulator: Simulator,
    discover: Discover,
) -> None:
    words = ("pk", "relation", "datetime", "boolean", "date", "decimal", "integer")
    simulator.configure(describe_type_words=dict.fromkeys(words, "quux"))
    run = discover("order_hdr", "item", discovery_sample=False)
    fields = properties_of(run, "order_hdr")
    assert fields["id"] == {"type": ["integer"], **_note(fields["id"])}
    assert fields["mod_ts"]["format"] == "date-time"
    assert fields["ord_date"]["format"] == "date"
    assert fields["stop_ship_flg"]["type"] == ["boolean", "null"]
    assert fields["order_type_id"]["type"] == ["integer", "null"]
    assert fields["order_type_id__key"]["type"] == ["string", "null"]
    assert fields["priority"]["type"] == ["string", "null"]
    assert "status_id__key" not in fields
    entry = entry_of(run.catalog, "order_hdr")
    assert entry["replication_key"] == "mod_ts"


def _note(prop: Json) -> Json:
    return {key: value for key, value in prop.items() if key == "description"}


def test_type_words_that_are_no_words_do_no_harm(discover: Discover) -> None:
    odd: dict[str, t.Any] = {
        "id": {"type": "pk"},
        "mod_ts": {"type": None},
        "active_flg": {},
        "code": {"type": ["string"]},
        "qty": {"type": 7},
        "note": None,
        "company_id": "relation",
        "choice": {"type": "string", "choices": "?", "max_length": "x"},
    }

    def respond(asked: Asked) -> Reply:
        if asked.path.endswith("/describe/"):
            return Reply({"fields": odd})
        if asked.path.endswith("/entity/"):
            return Reply({"gadget": "?"})
        return Reply({"code": "NOT_FOUND"}, status=404)

    with Service(respond) as service:
        run = discover(**service.config)
    fields = properties_of(run, "gadget")
    types = {name: (p["type"][0], p.get("format")) for name, p in fields.items()}
    assert types == {
        "id": ("integer", None),
        "active_flg": ("boolean", None),
        "choice": ("string", None),
        "code": ("string", None),
        "company_id": ("integer", None),
        "company_id__key": ("string", None),
        "mod_ts": ("string", "date-time"),
        "note": ("string", None),
        "qty": ("string", None),
    }


# What the user sets


def test_types_and_keys_of_options_are_in_the_catalog(discover: Discover) -> None:
    run = discover(
        "uom",
        "company",
        "order_status",
        entity_options={
            "*": {"replication_key": "create_ts"},
            "uom": {"field_types": {"uom_class_id": "string", "uom_code": "integer"}},
        },
    )
    fields = properties_of(run, "uom")
    assert fields["uom_class_id"]["type"] == ["string", "null"]
    assert "uom_class_id__key" not in fields
    assert fields["uom_code"]["type"] == ["integer", "null"]
    keys = {
        e["tap_stream_id"]: e.get("replication_key") for e in run.catalog["streams"]
    }
    assert keys == {"uom": "create_ts", "company": "create_ts", "order_status": None}


def test_a_replication_key_that_is_no_time_is_an_error(discover: Discover) -> None:
    run = discover("uom", entity_options={"uom": {"replication_key": "uom_code"}})
    assert_fails(run, "entity_options", "'uom_code'", "'uom'")
