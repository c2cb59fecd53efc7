"""The address of the environment, however it was pasted."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.settings import Settings
from tap_oracle_wms.settings.urls import is_loopback, normalise_base_url

Load: t.TypeAlias = t.Callable[..., Settings]

PLAIN = "https://wms.example.com/acme"


@pytest.mark.parametrize(
    "pasted",
    [
        PLAIN,
        f"{PLAIN}/",
        f"{PLAIN}//",
        f"  {PLAIN}\n",
        "HTTPS://WMS.example.com/acme",
        "https://wms.example.com//acme",
        f"{PLAIN}/wms/lgfapi",
        f"{PLAIN}/wms/lgfapi/",
        f"{PLAIN}/wms/lgfapi/v10",
        f"{PLAIN}/wms/lgfapi/v10/entity/order_hdr/?page_size=5#top",
        f"{PLAIN}//wms//lgfapi/v10/",
    ],
)
def test_a_pasted_address_is_cut_to_the_environment(pasted: str) -> None:
    assert normalise_base_url(pasted) == PLAIN


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("https://wms.example.com:443/acme/", "https://wms.example.com:443/acme"),
        ("https://wms.example.com/Acme_Test", "https://wms.example.com/Acme_Test"),
        (
            "https://wms.example.com/a/wms/lgfapix",
            "https://wms.example.com/a/wms/lgfapix",
        ),
        ("https://wms.example.com/a/b", "https://wms.example.com/a/b"),
        ("http://127.0.0.1:8000/acme", "http://127.0.0.1:8000/acme"),
        ("http://[::1]:8000/acme", "http://[::1]:8000/acme"),
        ("http://localhost/acme", "http://localhost/acme"),
        ("http://wms.localhost/acme", "http://wms.localhost/acme"),
    ],
)
def test_what_belongs_to_the_address_is_kept(text: str, plain: str) -> None:
    assert normalise_base_url(text) == plain


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1.example.com", "localhost.example.com", "10.0.0.1", "mylocalhost"],
)
def test_clear_text_goes_to_this_machine_only(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(ValueError, match="must use https"):
        normalise_base_url(f"http://{host}/acme")


def test_the_token_url_follows_the_address(load: Load) -> None:
    settings = load(base_url=f"{PLAIN}/wms/lgfapi/v10/")
    assert settings.base_url == PLAIN
    assert settings.token_url == f"{PLAIN}/api/oauth2/token/"
    other = "https://id.example.com/oauth2/v1/token"
    assert load(token_url=f" {other} ").token_url == other


@settings(deadline=None)
@given(
    st.from_regex(
        r"https://[a-z]{1,8}(:[0-9]{1,4})?(/{1,2}[a-zA-Z0-9_]{0,6}){0,4}",
        fullmatch=True,
    ),
    st.sampled_from(["", "/", "/wms/lgfapi", "/wms/lgfapi/v10/entity/x/?a=1"]),
)
def test_normalising_twice_changes_nothing(address: str, tail: str) -> None:
    once = normalise_base_url(address + tail)
    assert normalise_base_url(once) == once
    assert not once.endswith("/")
    assert normalise_base_url(address) in {once, normalise_base_url(once)}
