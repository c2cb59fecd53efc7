"""Addresses that the service hands out, held against the configured one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.http.links import resolve_link, same_origin

BASE = "https://wms.example.com/acme"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        (f"{BASE}/x?a=1", f"{BASE}/x?a=1"),
        ("https://wms.example.com:443/acme/x", f"{BASE}/x"),
        ("https://WMS.EXAMPLE.COM/acme/x", f"{BASE}/x"),
        ("HTTPS://wms.example.com/acme/x", f"{BASE}/x"),
        ("/other/x", "https://wms.example.com/other/x"),
        ("?page=2", f"{BASE}/?page=2"),
        (f" {BASE}/x ", f"{BASE}/x"),
        (f"{BASE}/x?a=%2B1&b=2%20c#f", f"{BASE}/x?a=%2B1&b=2%20c"),
        ("https://wms.example.com./acme", None),
        ("https://wms.example.com:8443/acme", None),
        ("http://wms.example.com/acme", None),
        ("http://wms.example.com:443/acme", None),
        ("https://wms.example.com.evil.org/acme", None),
        ("https://evil.org/wms.example.com", None),
        ("https://user@wms.example.com/acme", None),
        ("https://user:pw@wms.example.com/acme", None),
        ("https://wms.example.com@evil.org/acme", None),
        ("//evil.org/acme", None),
        ("https:///acme/x", f"{BASE}/x"),
        ("https://[wms/acme", None),
        ("https://wms.example.com:port/acme", None),
        ("mailto:jane@example.com", None),
    ],
)
def test_the_origin_is_ours_or_the_link_is_refused(link: str, url: str | None) -> None:
    assert resolve_link(link, BASE) == url
    assert same_origin(link, BASE) is (url is not None)


def test_the_default_port_may_stand_on_either_side() -> None:
    with_port = "https://wms.example.com:443/acme"
    assert resolve_link(f"{BASE}/x", with_port) == f"{with_port}/x"
    assert same_origin("http://127.0.0.1:80/x", "http://127.0.0.1/acme")


@settings(deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"(https?:)?//[^\s]{0,30}", fullmatch=True))
def test_no_link_leads_away(link: str) -> None:
    url = resolve_link(link, BASE)
    assert url is None or url.startswith("https://wms.example.com/")
