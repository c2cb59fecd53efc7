"""Discovery: complete, deterministic, in parallel, and never dead for one entity."""

from __future__ import annotations

import collections
import json
import time
import typing as t

import pytest

from tests.reliability.service import Asked, Reply, Service
from tests.scenarios.steps import assert_fails, metadata_of, stream_names

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator


Json: t.TypeAlias = dict[str, t.Any]

Discover: t.TypeAlias = t.Callable[..., "Run"]

ENTITIES = 311


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
    assert len(stream_names(first)) == ENTITIES
    assert stream_names(first) == sorted(stream_names(first))
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
    assert stream_names(run) == expected
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
    assert stream_names(run) == ["uom"]
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
    assert stream_names(run) == ["company", "item"]
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
    assert stream_names(run) == ["company"]
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
    assert stream_names(run) == ["uom"]


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
    assert stream_names(run) == ["gadget"]
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
