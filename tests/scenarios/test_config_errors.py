"""A wrong config: one clear line for each fault, no request, and no secret told."""

from __future__ import annotations

import json
import typing as t

import pytest

from tests.scenarios.steps import assert_asks_nothing, assert_fails
from tests.support import run_cli, run_tap

if t.TYPE_CHECKING:
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]

SECRET = "correct-horse-battery"

# A wrong setting, and what the message must say.
FAULTS: tuple[tuple[str, Json, tuple[str, ...]], ...] = (
    ("page-size-word", {"page_size": "lots"}, ("page_size", "whole number", "1000")),
    ("page-size-over", {"page_size": 1251}, ("page_size", "1 to 1250")),
    ("page-size-zero", {"page_size": 0}, ("page_size", "1 to 1250")),
    ("page-size-half", {"page_size": 10.5}, ("page_size", "whole number")),
    ("page-size-boolean", {"page_size": True}, ("page_size", "whole number")),
    ("workers", {"max_concurrent_requests": 33}, ("max_concurrent_requests", "32")),
    ("rate", {"max_requests_per_second": 0}, ("max_requests_per_second", "not 0")),
    ("timeout", {"request_timeout": -1}, ("request_timeout",)),
    ("lookback", {"lookback_window": -1}, ("lookback_window",)),
    ("method", {"auth_method": "ntlm"}, ("auth_method", "oauth2_password")),
    ("relations", {"relations": "nested"}, ("relations", "flat", "object")),
    ("boolean", {"discovery_sample": "perhaps"}, ("discovery_sample", "true or false")),
    ("entities", {"entities": {"order_hdr": True}}, ("entities", "list of names")),
    ("start", {"start_date": "last spring"}, ("start_date", "2026-01-01")),
    ("day", {"start_date": "2026-02-30"}, ("start_date",)),
    (
        "dates",
        {"start_date": "2026-02-01", "end_date": "2026-01-01"},
        ("end_date", "later than start_date"),
    ),
    ("http", {"base_url": "http://wms.example.com/acme"}, ("base_url", "https://")),
    ("no-scheme", {"base_url": "wms.example.com/acme"}, ("base_url", "https://")),
    (
        "user-in-url",
        {"base_url": f"https://svc:{SECRET}@wms.example.com/acme"},
        ("base_url", "credentials"),
    ),
    (
        "token-url",
        {
            "auth_method": "oauth2_client_credentials",
            "client_id": "acme",
            "client_secret": SECRET,
            "token_url": "http://idp.example.com/token",
        },
        ("token_url", "https://"),
    ),
    ("ca-file", {"verify_ssl": "/no/such/ca.pem"}, ("verify_ssl", "exist")),
    ("version", {"api_version": "../v10"}, ("api_version", "v10")),
    (
        "option-name",
        {"entity_options": {"item": {"filter": {}}}},
        ("entity_options", "'filter'", "'filters'"),
    ),
    (
        "option-type",
        {"entity_options": {"item": {"field_types": {"code": "text"}}}},
        ("entity_options", "item.field_types.code", "string"),
    ),
    (
        "option-filter",
        {"entity_options": {"item": {"filters": {"page_size": 5}}}},
        ("entity_options", "page_size", "the tap itself"),
    ),
    (
        "option-partition",
        {"entity_options": {"item": {"partitions": [{}]}}},
        ("entity_options", "item.partitions[0]", "empty"),
    ),
    ("misspelt", {"pasword": SECRET}, ("pasword", "'password'")),
    ("misspelt-other", {"stream_map": {}}, ("stream_map", "'stream_maps'")),
    ("map-type", {"stream_maps": "order_hdr"}, ("stream_maps", "object")),
    ("flattening", {"flattening_max_depth": "deep"}, ("flattening_max_depth",)),
    ("batch", {"batch_config": {"encoding": {"format": 5}}}, ("batch_config",)),
    ("password-number", {"password": 12345678}, ("password", "text")),
    ("password-list", {"password": [SECRET]}, ("password", "text")),
    ("headers-text", {"http_headers": SECRET}, ("http_headers", "object")),
    ("headers-value", {"http_headers": {"X-Api-Key": 12345678}}, ("http_headers",)),
    ("headers-break", {"http_headers": {"X-Key": f"{SECRET}\r\nX: y"}}, ("X-Key",)),
    (
        "headers-authorization",
        {"http_headers": {"authorization": f"Bearer {SECRET}"}},
        ("http_headers", "auth_method"),
    ),
    (
        "token-break",
        {"auth_method": "bearer", "access_token": f"{SECRET}\n"},
        ("access_token", "line break"),
    ),
)


@pytest.mark.parametrize(
    ("fault", "words"),
    [pytest.param(fault, words, id=name) for name, fault, words in FAULTS],
)
def test_a_fault_is_told_before_any_request(
    simulator: Simulator,
    config: Json,
    fault: Json,
    words: tuple[str, ...],
) -> None:
    for flags in ((), ("--discover",)):
        run = run_tap(*flags, config={**config, **fault})
        assert_fails(run, *words)
        assert run.stdout == ""
        for secret in (SECRET, "12345678", config["password"]):
            assert secret not in run.stderr
    assert_asks_nothing(simulator)


@pytest.mark.parametrize(
    ("method", "missing"),
    [
        ("basic", ("username", "password")),
        (
            "oauth2_password",
            ("client_id", "client_secret", "username", "password"),
        ),
        ("oauth2_client_credentials", ("client_id", "client_secret")),
        ("bearer", ("access_token",)),
    ],
)
def test_what_a_sign_in_method_needs_is_named(
    simulator: Simulator,
    method: str,
    missing: tuple[str, ...],
) -> None:
    run = run_tap(config={"base_url": simulator.base_url, "auth_method": method})
    assert_fails(run, *missing, method)
    assert_asks_nothing(simulator)


def test_the_real_command_tells_all_faults_at_once(
    simulator: Simulator,
    config: Json,
) -> None:
    run = run_cli(
        config={
            **config,
            "page_size": "lots",
            "relations": "nested",
            "max_retries": "many",
            "pasword": SECRET,
        },
    )
    assert_fails(run)
    told = [line for line in run.stderr.splitlines() if "| ERROR" in line]
    for word in ("page_size", "relations", "max_retries", "pasword"):
        assert sum(f"'{word}'" in line for line in told) == 1
    assert run.stdout == ""
    assert SECRET not in run.stderr
    assert_asks_nothing(simulator)


def test_the_real_command_checks_the_environment_alike(
    simulator: Simulator,
    config: Json,
) -> None:
    run = run_cli(
        "--config=ENV",
        config=config,
        environment={
            "TAP_ORACLE_WMS_PAGE_SIZE": "lots",
            "TAP_ORACLE_WMS_HTTP_HEADERS": f"X-Api-Key: {SECRET}",
            "TAP_ORACLE_WMS_ENTITY_OPTIONS": "{'item': 1}",
        },
    )
    assert_fails(run, "page_size", "http_headers", "entity_options")
    assert SECRET not in run.stderr
    assert_asks_nothing(simulator)


@pytest.mark.parametrize("flag", ["--test", "--discover"])
def test_the_real_command_refuses_clear_text(flag: str) -> None:
    run = run_cli(
        flag,
        config={
            "base_url": "http://wms.example.com/acme",
            "username": "svc_extract",
            "password": SECRET,
        },
    )
    assert_fails(run, "base_url", "https://")
    assert SECRET not in run.stderr
    assert run.stdout == ""


def test_a_setting_that_resembles_none_is_only_warned_of(config: Json) -> None:
    run = run_tap(
        "--discover",
        config={**config, "entities": ["uom"], "zzz_department": SECRET},
    )
    assert run.exit_code == 0
    assert "zzz_department" in run.stderr
    assert SECRET not in run.stderr


def test_pasted_addresses_are_brought_into_form(
    simulator: Simulator,
    config: Json,
) -> None:
    for tail in ("/", "/wms/lgfapi", "/wms/lgfapi/v10/", "/wms/lgfapi/v10/entity/uom/"):
        simulator.clear_log()
        pasted = {**config, "base_url": simulator.base_url + tail, "entities": ["uom"]}
        run = run_tap("--discover", config=pasted)
        assert run.exit_code == 0, run.stderr
        (listing,) = simulator.requests(kind="listing")
        assert listing["path"].endswith("/acme_test/wms/lgfapi/v10/entity/")


def test_strings_stand_for_any_type(simulator: Simulator, config: Json) -> None:
    run = run_tap(
        config={
            **config,
            "entities": "uom, company",
            "page_size": "2",
            "discovery_sample": "false",
            "max_concurrent_requests": "2",
            "verify_ssl": "true",
            "entity_options": json.dumps({"company": {"page_size": 1}}),
            "flattening_enabled": "false",
            "stream_maps": "",
        },
    )
    assert run.exit_code == 0, run.stderr
    assert len(run.records("uom")) == simulator.count("uom")
    sizes = {
        stream: {
            r["query"]["page_size"]
            for r in simulator.requests(entity=stream, kind="list")
        }
        for stream in ("uom", "company")
    }
    assert sizes == {"uom": {"2"}, "company": {"1"}}
