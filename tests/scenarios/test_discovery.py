"""Discovery: complete, deterministic, in parallel, and never dead for one entity."""

from __future__ import annotations

import collections
import json
import time
import typing as t

import pytest

from tests.reliability.service import Asked, Reply, Service
from tests.scenarios.steps import assert_fails, entry_of, metadata_of
from tests.support import run_tap

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]
Discover: t.TypeAlias = t.Callable[..., "Run"]

ENTITIES = 311


def names(run: Run) -> list[str]:
    assert run.exit_code == 0, run.stderr
    return [entry["tap_stream_id"] for entry in run.catalog["streams"]]


def properties(run: Run, stream: str) -> Json:
    assert run.exit_code == 0, run.stderr
    return t.cast("Json", entry_of(run.catalog, stream)["schema"]["properties"])


def kinds(simulator: Simulator) -> collections.Counter[str]:
    return collections.Counter(r["kind"] for r in simulator.requests())


# All of it


def test_the_whole_service_is_found_with_the_same_bytes_each_time(
    simulator: Simulator,
    discover: Discover,
    record_property: t.Callable[[str, object], None],
) -> None:
    simulator.configure(latency=[0.0, 0.02])
    first = discover(max_concurrent_requests=16)
    assert len(names(first)) == ENTITIES
    assert names(first) == sorted(names(first))
    assert 4 < simulator.max_in_flight() <= 16
    simulator.clear_log()
    simulator.configure(latency=0.05)
    started = time.monotonic()
    second = discover()
    seconds = time.monotonic() - started
    assert second.stdout == first.stdout
    asked = simulator.requests()
    record_property("seconds", round(seconds, 2))
    record_property("requests", len(asked))
    assert simulator.max_in_flight() == 4
    # The budget is used: nearly always four at once.
    assert sum(r["ended"] - r["started"] for r in asked) / seconds > 3
    counts = kinds(simulator)
    assert counts["listing"] == 1
    assert counts["describe"] == ENTITIES
    # A sample of each; the one that wants filters is asked without an order too, and
    # a row is looked for by its own time.
    assert ENTITIES <= counts["list"] <= ENTITIES + 2


def test_the_real_command_finds_the_same(
    full_catalog: Json,
    command_catalog: Json,
) -> None:
    assert command_catalog == full_catalog


def test_every_stream_has_a_target_safe_schema(full_catalog: Json) -> None:
    allowed = {"type", "format", "properties", "description"}
    for entry in full_catalog["streams"]:
        schema = entry["schema"]
        assert schema["type"] == "object"
        for name, prop in schema["properties"].items():
            assert prop.keys() <= allowed
            wanted = 1 if name == "id" and "id" in entry["key_properties"] else 2
            assert len(prop["type"]) == wanted
            if wanted == 2:
                assert prop["type"][1] == "null"


def test_keys_and_methods_are_right_for_all_entities(full_catalog: Json) -> None:
    without_id = []
    incremental = 0
    for entry in full_catalog["streams"]:
        fields = entry["schema"]["properties"]
        if "id" not in fields:
            without_id.append(entry["tap_stream_id"])
            assert entry["key_properties"] == []
        else:
            assert entry["key_properties"] == ["id"]
        if "id" in fields and "mod_ts" in fields:
            incremental += 1
            assert entry["replication_method"] == "INCREMENTAL"
            assert entry["replication_key"] == "mod_ts"
        else:
            assert entry["replication_method"] == "FULL_TABLE"
            assert entry.get("replication_key") is None
    assert without_id == [
        "rf_key_map",
        "stage_planned_parcel_shipment_dtl",
        "stage_planned_parcel_shipment_hdr",
    ]
    assert incremental == 186


def test_addresses_and_sets_are_not_selected_by_default(full_catalog: Json) -> None:
    for entry in full_catalog["streams"]:
        for name in entry["schema"]["properties"]:
            selected = metadata_of(entry, name).get("selected-by-default")
            if name == "url" or name.endswith("_set"):
                assert selected is False
            else:
                assert selected is not False


def test_the_catalog_names_no_host_and_no_credential(
    simulator: Simulator,
    full_catalog: Json,
) -> None:
    text = json.dumps(full_catalog)
    for word in ("127.0.0.1", simulator.username, simulator.password):
        assert word not in text


# Which entities


@pytest.mark.parametrize(
    ("entities", "excluded", "expected"),
    [
        (["uom", "company"], [], ["company", "uom"]),
        (["uom", "uom", "u?m"], [], ["uom"]),
        (["order_t*"], [], ["order_type"]),
        (["order_[st]*"], ["*_type"], ["order_status"]),
        (["*_class"], ["multi*", "uom*"], []),
    ],
)
def test_globs_choose(
    simulator: Simulator,
    discover: Discover,
    entities: list[str],
    excluded: list[str],
    expected: list[str],
) -> None:
    run = discover(*entities, exclude_entities=excluded)
    if not expected:
        assert_fails(run, "exclude_entities", "no entity")
        assert kinds(simulator) == {"listing": 1}
        return
    assert names(run) == expected
    assert {r["entity"] for r in simulator.requests() if r["entity"]} == {*expected}


@pytest.mark.parametrize("setting", ["entities", "exclude_entities"])
@pytest.mark.parametrize(
    ("pattern", "near"),
    [
        ("order_hdrs", "order_hdr"),
        ("orderhdr", "order_hdr"),
        ("ORDER_DTL", "order_dtl"),
        ("inventry", "inventory"),
        ("locations*", "location"),
    ],
)
def test_a_name_that_matches_nothing_lists_near_matches(
    simulator: Simulator,
    discover: Discover,
    setting: str,
    pattern: str,
    near: str,
) -> None:
    run = discover(**{setting: ["uom", pattern]})
    assert_fails(run, f"'{setting}'", repr(pattern), "did you mean", near)
    assert run.stdout == ""
    assert kinds(simulator) == {"listing": 1}


def test_a_name_like_nothing_is_an_error_without_a_guess(discover: Discover) -> None:
    run = discover("uom", "zzzzzzzzzz")
    assert_fails(run, "'zzzzzzzzzz'")
    assert "did you mean" not in run.stderr


def test_options_for_an_unknown_entity_are_warned_of(discover: Discover) -> None:
    run = discover("uom", entity_options={"order_hdrs": {"page_size": 5}})
    assert names(run) == ["uom"]
    assert "'order_hdrs'" in run.stderr
    assert "order_hdr" in run.stderr.replace("order_hdrs", "")


# Entities that can't be described


@pytest.mark.parametrize("status", [403, 404, 405, 500, 503])
def test_one_entity_that_can_t_be_described_is_left_out_with_its_reason(
    simulator: Simulator,
    discover: Discover,
    status: int,
) -> None:
    simulator.configure(describe_status={"value": status, "entities": ["uom"]})
    run = discover("uom", "company", "item", max_retries=2)
    assert names(run) == ["company", "item"]
    (warning,) = [line for line in run.stderr.splitlines() if "left out" in line]
    assert "'uom'" in warning
    assert str(status) in warning
    tries = simulator.requests(entity="uom", kind="describe")
    assert len(tries) == (3 if status >= 500 else 1)
    assert not simulator.requests(entity="uom", kind="list")


@pytest.mark.parametrize("kind", ["truncate", "login_page", "redirect"])
def test_an_odd_answer_to_describe_leaves_one_entity_out(
    simulator: Simulator,
    discover: Discover,
    kind: str,
) -> None:
    value = {"truncate": "json", "login_page": True, "redirect": "foreign"}[kind]
    rule = {"value": value, "entities": ["uom"], "kinds": ["describe"]}
    simulator.configure(**{kind: rule})
    run = discover("uom", "company", max_retries=1)
    assert names(run) == ["company"]
    assert "'uom' is left out" in run.stderr


@pytest.mark.parametrize("status", [403, 404, 500])
def test_it_fails_if_no_entity_can_be_described(
    simulator: Simulator,
    discover: Discover,
    status: int,
) -> None:
    simulator.configure(describe_status=status)
    run = discover("uom", "company", max_retries=1)
    assert_fails(run, "'uom'", "'company'", "None of the entities")
    assert run.stdout == ""


def test_many_failing_entities_are_no_service_that_is_down(
    simulator: Simulator,
    discover: Discover,
) -> None:
    simulator.configure(describe_status={"value": 500, "entities": ["stage_*"]})
    run = discover("stage_*", "uom", max_retries=0)
    assert names(run) == ["uom"]


@pytest.mark.parametrize("kind", ["listing", "describe", "list"])
def test_a_failing_sign_in_ends_discovery(
    simulator: Simulator,
    discover: Discover,
    kind: str,
) -> None:
    simulator.configure(unauthorized={"value": True, "kinds": [kind]})
    run = discover("uom", "company", "item", max_concurrent_requests=1)
    assert_fails(run, "401")
    assert run.stdout == ""
    assert len(simulator.requests()) <= 3


def test_a_dead_service_ends_discovery(
    simulator: Simulator,
    discover: Discover,
) -> None:
    simulator.configure(error={"value": 503, "after": 21})
    run = discover("stage_*", max_retries=1)
    assert_fails(run, "503", "everything")
    assert run.stdout == ""
    # Five entities fail before it counts as down; others were under way by then.
    assert len(simulator.requests()) < 21 + 40


# What describe says


def test_describe_may_be_a_list(simulator: Simulator, discover: Discover) -> None:
    usual = discover("uom", "order_hdr")
    simulator.configure(describe_as_list=True, describe_required_form="letter")
    assert names(usual) == ["order_hdr", "uom"]
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
    fields = properties(run, "order_hdr")
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
    fields = properties(run, "gadget")
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


# The sample


def test_the_sample_finds_what_describe_hides(
    simulator: Simulator,
    discover: Discover,
) -> None:
    simulator.configure(
        describe_hide=["create_ts", "mod_ts", "uom_class_id", "base_uom_flg"],
        extra_fields={
            "zz_number": 5,
            "zz_fraction": 1.5,
            "zz_flag": True,
            "zz_text": "x",
            "zz_nothing": None,
            "zz_relation": {"id": 5, "key": "K", "url": ""},
            "zz_object": {"a": 1},
            "zz_list": [1, 2],
            "zz_ts": "2026-01-01T00:00:00-03:00",
            "zz_text_ts": "tomorrow",
            "zz_flg": "Y",
            "zz_date": "2026-01-01",
            "zz_set": [],
        },
    )
    run = discover("uom")
    fields = properties(run, "uom")
    types = {
        name: (p["type"][0], p.get("format"))
        for name, p in fields.items()
        if name.startswith("zz")
    }
    assert types == {
        "zz_number": ("integer", None),
        "zz_fraction": ("number", None),
        "zz_flag": ("boolean", None),
        "zz_text": ("string", None),
        "zz_nothing": ("string", None),
        "zz_relation": ("integer", None),
        "zz_relation__key": ("string", None),
        "zz_object": ("string", None),
        "zz_list": ("string", None),
        "zz_ts": ("string", "date-time"),
        "zz_text_ts": ("string", None),
        "zz_flg": ("string", None),
        "zz_date": ("string", "date"),
        "zz_set": ("string", None),
    }
    assert fields["mod_ts"]["format"] == "date-time"
    assert fields["base_uom_flg"]["type"][0] == "boolean"
    assert "uom_class_id__key" in fields
    assert entry_of(run.catalog, "uom")["replication_key"] == "mod_ts"


def test_what_was_found_in_the_sample_can_be_read(
    simulator: Simulator,
    config: Json,
    discover: Discover,
) -> None:
    simulator.configure(
        describe_hide=["create_ts", "mod_ts", "uom_class_id"],
        extra_fields={"zz_relation": {"id": 5, "key": "K", "url": ""}, "zz_l": [1, 2]},
    )
    catalog = discover("uom").catalog
    run = run_tap(config=config, catalog=catalog)
    assert run.exit_code == 0, run.stderr
    (first, *_) = run.records("uom")
    shown = {name: first[name] for name in first if name.startswith("zz")}
    assert shown == {"zz_relation": 5, "zz_relation__key": "K", "zz_l": "[1,2]"}


def test_the_sample_is_the_first_row_by_id(
    simulator: Simulator,
    discover: Discover,
) -> None:
    discover("uom", "rf_key_map")
    (asked,) = simulator.requests(entity="uom", kind="list")
    assert asked["query"] == {"ordering": "id", "page_size": "1"}
    (asked,) = simulator.requests(entity="rf_key_map", kind="list")
    assert asked["query"] == {"page_size": "1"}


def test_an_order_that_is_refused_is_left_out(
    simulator: Simulator,
    discover: Discover,
) -> None:
    simulator.configure(ordering="refused")
    run = discover("uom")
    assert "url" in properties(run, "uom")
    first, second = simulator.requests(entity="uom", kind="list")
    assert (first["status"], second["status"]) == (400, 200)
    assert "ordering" not in second["query"]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500])
def test_a_sample_that_fails_only_means_no_sample(
    simulator: Simulator,
    discover: Discover,
    status: int,
) -> None:
    simulator.configure(list_status=status)
    run = discover("order_hdr", "uom", max_retries=1)
    assert names(run) == ["order_hdr", "uom"]
    assert "url" not in properties(run, "uom")
    # Known to be hidden by describe, sample or not.
    for name in ("facility_id", "facility_id__key", "company_id", "company_id__key"):
        assert name in properties(run, "order_hdr")
    assert "left out" not in run.stderr


def test_what_will_not_be_read_without_filters_is_told_of(discover: Discover) -> None:
    words = "A run that selects 'inventory_history' will fail: the service wants"
    assert words in discover("inventory_history", "uom").stderr
    filters = {
        "company_id__code": "ACME",
        "facility_id__code": "WH01",
        "history_activity_id": 1,
        "status_id": 0,
    }
    run = discover(
        "inventory_history",
        entity_options={"inventory_history": {"filters": filters}},
    )
    assert "will fail" not in run.stderr


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"results": [5]}', b"<html>", b"7"])
def test_a_sample_of_any_shape_does_no_harm(discover: Discover, body: bytes) -> None:
    def respond(asked: Asked) -> Reply:
        if asked.path.endswith("/describe/"):
            return Reply({"fields": {"id": {"type": "pk"}}})
        if asked.path.endswith("/entity/"):
            return Reply({"gadget": "?"})
        return Reply(body)

    with Service(respond) as service:
        run = discover(**service.config)
    assert [*properties(run, "gadget")] == ["id"]


def test_no_sample_is_asked_for_if_it_is_switched_off(
    simulator: Simulator,
    discover: Discover,
) -> None:
    run = discover("order_hdr", "uom", discovery_sample=False)
    assert not simulator.requests(kind="list")
    assert "url" not in properties(run, "uom")
    assert "facility_id__key" in properties(run, "order_hdr")


def test_the_sample_uses_the_entity_s_filters(
    simulator: Simulator,
    discover: Discover,
) -> None:
    options = {
        "filters": {"company_id__code": "ACME"},
        "partitions": [{"facility_id__code": "WH01", "status_id__in": [0, 10]}],
    }
    discover("order_hdr", entity_options={"order_hdr": options})
    (asked,) = simulator.requests(entity="order_hdr", kind="list")
    assert asked["query"] == {
        "ordering": "id",
        "page_size": "1",
        "company_id__code": "ACME",
        "facility_id__code": "WH01",
        "status_id__in": "0,10",
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
    fields = properties(run, "uom")
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


# The listing


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Reply([]), ("not an object", "base_url")),
        (Reply({}), ("no entities",)),
        (Reply({"../x": "?", "a b": "?"}), ("no entities",)),
        (
            Reply(b"<html>Sign in</html>", headers={"Content-Type": "text/html"}),
            ("web page", "base_url"),
        ),
        (Reply({"code": "NOT_FOUND"}, status=404), ("404", "base_url")),
        (Reply(b"<html>", status=404), ("404", "base_url")),
        (
            Reply({"code": "X", "message": "no read access"}, status=403),
            ("403", "no read access"),
        ),
        (
            Reply(b"", status=302, headers={"Location": "https://login.example.com/"}),
            ("302", "another host"),
        ),
    ],
    ids=["list", "empty", "odd", "page", "404", "404-page", "403", "redirect"],
)
def test_a_listing_that_is_none_is_a_clear_error(
    discover: Discover,
    answer: Reply,
    words: tuple[str, ...],
) -> None:
    with Service(lambda _: answer) as service:
        run = discover(**service.config)
        assert len(service.asked) == 1
    assert_fails(run, *words)
    assert run.stdout == ""


def test_listed_names_that_are_no_names_are_left_out(
    discover: Discover,
) -> None:
    def respond(asked: Asked) -> Reply:
        if asked.path.endswith("/entity/"):
            return Reply({"gadget": "?", "../etc": "?", "": "?", "a?b=c": "?"})
        if asked.path.endswith("/gadget/describe/"):
            return Reply({"fields": {"id": {"type": "pk"}}})
        return Reply({}, status=404)

    with Service(respond) as service:
        run = discover(**service.config)
        assert {asked.path.split("/entity/")[1] for asked in service.asked} == {
            "",
            "gadget/describe/",
            "gadget/",
        }
    assert names(run) == ["gadget"]
    assert "3 listed entities have unusable names" in run.stderr


def test_a_user_without_access_gets_the_service_s_reason(
    simulator: Simulator,
    discover: Discover,
) -> None:
    account = simulator.accounts["acme_noaccess"]
    run = discover("uom", username=account.username, password=account.password)
    assert_fails(run, "403", "lgfapi_read_access")


def test_a_service_that_is_not_there_is_a_clear_error(discover: Discover) -> None:
    with Service(lambda _: Reply({})) as service:
        gone = service.config
    run = discover(**gone)
    assert_fails(run, "refused")
