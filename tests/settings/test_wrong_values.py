"""A wrong value is named, with its problem and an example, and never a secret."""

from __future__ import annotations

import math
import typing as t

import pytest

from tap_oracle_wms.settings import SETTINGS

ErrorsOf: t.TypeAlias = t.Callable[..., list[str]]

WHOLE = "must be a whole number"
DATE = "must be a date, a date-time or a form such as '6 months ago'"

CASES: list[tuple[str, object, str]] = [
    ("base_url", 7, "must be text"),
    ("base_url", "wms.example.com/acme", "must start with https:// and a host"),
    ("base_url", "ftp://wms.example.com/acme", "must start with https:// and a host"),
    ("base_url", "https://", "must start with https:// and a host"),
    ("base_url", "http://wms.example.com/acme", "must use https://"),
    ("base_url", "https://wms.example.com:port/acme", "is not a valid address"),
    ("base_url", "https://[wms/acme", "is not a valid address"),
    ("base_url", "https://wms.example.com/a b", "must not contain spaces"),
    ("base_url", "https://wms.example.com/a\nb", "must not contain spaces"),
    ("auth_method", "kerberos", "must be one of basic, oauth2_password"),
    ("auth_method", ["basic"], "must be text"),
    ("username", "svc\nextract", "must not contain control characters"),
    ("username", 7, "must be text"),
    ("password", 7, "must be text"),
    ("token_url", "http://id.example.com/token", "must use https://"),
    ("token_url", "id.example.com/token", "must start with https:// and a host"),
    ("http_headers", "X-Key: abc", "must be an object"),
    ("http_headers", ["X-Key"], "must be an object"),
    ("http_headers", {"X-Key": 7}, "must be an object of header names to texts"),
    ("http_headers", {"X Key": "a"}, "must be an object of header names to texts"),
    ("http_headers", {"": "a"}, "must be an object of header names to texts"),
    ("http_headers", {"X-Key": "a\r\nX-B: c"}, "must not contain control characters"),
    ("http_headers", {"authorization": "a"}, "can't set Authorization"),
    ("api_version", "10", "must be a version such as v10"),
    ("api_version", "v10/../x", "must be a version such as v10"),
    ("entities", {"order_hdr": True}, "must be a list of names"),
    ("entities", ["order_hdr", 7], "must be a list of names"),
    ("entities", ["order_hdr", ""], "must be a list of names"),
    ("entities", '["order_hdr"', "must be a list of names"),
    ("entities", "[" * 100_000, "must be a list of names"),
    ("exclude_entities", 7, "must be a list of names"),
    ("start_date", "yesteryear", DATE),
    ("start_date", "2026-13-01", DATE),
    ("start_date", "2026-02-30", DATE),
    ("start_date", "2026", DATE),
    ("start_date", 20260101, DATE),
    ("start_date", "999999 years ago", DATE),
    ("end_date", "0001-01-01T00:00:00+14:00", DATE),
    ("page_size", 0, "must be from 1 to 1250"),
    ("page_size", 1251, "must be from 1 to 1250"),
    ("page_size", "-5", "must be from 1 to 1250"),
    ("page_size", 10.5, WHOLE),
    ("page_size", "10.5", WHOLE),
    ("page_size", "many", WHOLE),
    ("page_size", True, WHOLE),
    ("page_size", [100], WHOLE),
    ("page_size", math.inf, WHOLE),
    ("page_size", math.nan, WHOLE),
    ("page_size", "9" * 5000, WHOLE),
    ("lookback_window", -1, "must be from 0 to"),
    ("lookback_window", "10m", WHOLE),
    ("max_concurrent_requests", 0, "must be from 1 to 32"),
    ("max_concurrent_requests", 33, "must be from 1 to 32"),
    ("max_requests_per_second", 0, "must be from 0.001 to 10000"),
    ("max_requests_per_second", 10001, "must be from 0.001 to 10000"),
    ("max_requests_per_second", "fast", "must be a number"),
    ("max_requests_per_second", "nan", "must be a number"),
    ("max_requests_per_second", "inf", "must be a number"),
    ("max_requests_per_second", 10**400, "must be a number"),
    ("max_requests_per_second", True, "must be a number"),
    ("request_timeout", 0, "must be from 1 to 86400"),
    ("max_retries", -1, "must be from 0 to 100"),
    ("max_retries", "lots", WHOLE),
    ("relations", "nested", "must be one of flat, object"),
    ("discovery_sample", "maybe", "must be true or false"),
    ("discovery_sample", 2, "must be true or false"),
    ("entity_options", "order_hdr", "must be an object"),
    ("entity_options", "{", "must be an object"),
    ("entity_options", '{"a":' * 50_000, "must be an object"),
    ("entity_options", [], "must be an object"),
    ("verify_ssl", "/no/such/bundle.pem", "names a file that does not exist"),
    ("verify_ssl", "a" * 5000, "names a file that does not exist"),
    ("verify_ssl", "bundle\0.pem", "names a file that does not exist"),
    ("verify_ssl", 2, "must be true, false or the path of a file"),
    ("user_agent", "acme\r\nX-Evil: 1", "must not contain control characters"),
]


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    CASES,
    ids=[f"{name}={value!r:.30}".replace("\0", "") for name, value, _ in CASES],
)
def test_the_error_says_what_is_wrong_and_what_would_be_right(
    errors_of: ErrorsOf,
    name: str,
    value: object,
    problem: str,
) -> None:
    (error,) = errors_of(**{name: value})
    assert error.startswith(f"Setting '{name}' {problem}")
    assert ". Example: " in error
    assert "\n" not in error
    assert len(error) < 700


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("access_token", "tok-123456\n"),
        ("access_token", "tok-\u2603-123456"),
        ("user_agent", "acme-\u2603"),
        ("http_headers", {"X-Api-Key": " leads-with-a-space"}),
        ("http_headers", {"X-Api-Key": "key-\u2603"}),
    ],
    ids=["token-newline", "token-unicode", "agent", "header-space", "header-unicode"],
)
def test_what_no_header_can_carry_is_found_before_the_first_request(
    errors_of: ErrorsOf,
    name: str,
    value: object,
) -> None:
    changes = {name: value}
    if name == "access_token":
        changes["auth_method"] = "bearer"
    (error,) = errors_of(**changes)
    assert error.startswith(f"Setting '{name}' ")
    assert ". Example: " in error


def test_everything_that_is_wrong_is_named_at_once(errors_of: ErrorsOf) -> None:
    errors = errors_of(base_url=None, password=None, page_size=0, relations="x")
    assert sorted(error.split("'")[1] for error in errors) == [
        "base_url",
        "page_size",
        "password",
        "relations",
    ]


def test_a_value_that_is_no_secret_is_shown_shortened(errors_of: ErrorsOf) -> None:
    assert 'not "many"' in errors_of(page_size="many")[0]
    (error,) = errors_of(relations="x" * 1000)
    assert "x" * 40 in error
    assert "x" * 100 not in error


@pytest.mark.parametrize("name", [s.name for s in SETTINGS if s.secret])
@pytest.mark.parametrize("wrong", [["SEKRET"], {"X-Key": ["SEKRET"]}, "SEKRET\r\n"])
def test_a_secret_is_never_shown(
    errors_of: ErrorsOf,
    name: str,
    wrong: object,
) -> None:
    errors = errors_of(**{name: wrong}, page_size=0)
    assert not any("SEKRET" in error for error in errors)


@pytest.mark.parametrize("name", ["base_url", "token_url"])
@pytest.mark.parametrize(
    "address",
    [
        "https://svc:SEKRET@wms.example.com/acme",
        "https://SEKRET@wms.example.com/acme",
        "https://:SEKRET@wms.example.com/acme",
        "http://svc:SEKRET@wms.example.com/acme",
        "https://svc:SEKRET@wms.example.com:port/acme",
        "svc:SEKRET@wms.example.com/acme",
        "https://svc:SEK\tRET SEKRET@wms.example.com/acme",
    ],
)
def test_an_address_with_credentials_is_refused_and_not_shown(
    errors_of: ErrorsOf,
    name: str,
    address: str,
) -> None:
    (error,) = errors_of(**{name: address})
    assert error.startswith(f"Setting '{name}' ")
    assert "SEKRET" not in error


def test_an_end_before_the_start_is_an_error(errors_of: ErrorsOf) -> None:
    (error,) = errors_of(start_date="2026-01-02", end_date="2026-01-02")
    assert error.startswith("Setting 'end_date' must be later than start_date")
