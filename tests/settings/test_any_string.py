"""Whatever text stands in a setting: settings, or a SettingsError without secrets."""

from __future__ import annotations

import typing as t

from hypothesis import given, settings
from hypothesis import strategies as st

from tap_oracle_wms.settings import SETTINGS, SettingsError, load_settings
from tap_oracle_wms.settings.table import BY_NAME

SECRET = "wHtNOq7-sEkReT"  # as no generator below writes it

NAMES = st.sampled_from([setting.name for setting in SETTINGS])
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet=st.characters(exclude_categories=())),
    st.from_regex(r"-?[0-9]{1,30}(\.[0-9]{1,5})?(e[0-9]{1,4})?", fullmatch=True),
    st.from_regex(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?"
        r"(Z|[+-][0-9]{2}:?[0-9]{2})?)?",
        fullmatch=True,
    ),
    st.from_regex(r"[0-9]{1,8} (second|month|year)s? ago", fullmatch=True),
    st.from_regex(r"https?://[^\s]{0,12}(:[0-9]{0,6})?(/[^\s]{0,8})?", fullmatch=True),
    st.from_regex(r"[\[{\"][\[\]{}\",:a-z0-9]{0,12}", fullmatch=True),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def try_to_load(changes: dict[str, t.Any]) -> None:
    config = {
        "base_url": "https://wms.example.com/acme",
        "username": "svc",
        "password": SECRET,
        "client_secret": SECRET,
        "refresh_token": SECRET,
        "access_token": SECRET,
        "http_headers": {"X-Key": SECRET},
        **changes,
    }
    try:
        loaded, _, warnings = load_settings(config)
    except SettingsError as error:
        assert error.errors  # noqa: PT017 - either outcome is right
        for line in error.errors:
            assert SECRET not in line
            assert line.isprintable()
    else:
        assert SECRET not in repr(loaded) + "".join(warnings)


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(NAMES, TEXTS, min_size=1, max_size=3))
def test_any_text(changes: dict[str, str]) -> None:
    try_to_load(changes)


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(NAMES, JSON, min_size=1, max_size=2))
def test_any_json(changes: dict[str, t.Any]) -> None:
    try_to_load(changes)


OPTIONS = st.sampled_from(
    [
        "filters",
        "partitions",
        "page_size",
        "replication_key",
        "lookback_window",
        "field_types",
    ],
)


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(OPTIONS, JSON, min_size=1, max_size=3))
def test_any_entity_options(options: dict[str, t.Any]) -> None:
    try_to_load({"entity_options": {"order_hdr": options}})


@settings(deadline=None, max_examples=100)
@given(
    st.text(max_size=30)
    .map(lambda text: text.replace(SECRET, ""))
    .filter(lambda name: name not in BY_NAME),  # texts of the code are drawn too
)
def test_any_unknown_name(name: str) -> None:
    try_to_load({name: SECRET})
