"""Bodies: exact numbers, web pages in disguise, and errors decoded."""

from __future__ import annotations

import decimal
import gzip
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_oracle_wms.http import AnswerError, RefusedError, UnavailableError, decode_json
from tap_oracle_wms.http.errors import ErrorBody
from tests.http.server import Reply, Server

Ask: t.TypeAlias = t.Callable[..., t.Any]


def test_numbers_never_go_through_binary_floats(server: Server, ask: Ask) -> None:
    server.replies(Reply(b'{"a": 0.1000000000000000000001, "b": 10.50, "c": 7}'))
    data = ask()
    assert str(data["a"]) == "0.1000000000000000000001"
    assert str(data["b"]) == "10.50"
    assert isinstance(data["b"], decimal.Decimal)
    assert type(data["c"]) is int


def test_a_compressed_answer_is_understood(server: Server, ask: Ask) -> None:
    body = gzip.compress(b'{"ok": true}')
    server.replies(Reply(body, headers={"Content-Encoding": "gzip"}))
    assert ask() == {"ok": True}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nothing",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e99999999999999999999}',
        b"[" * 100_000,
        b"\xff",
    ],
    ids=["empty", "cut", "word", "nan", "infinity", "exponent", "deep", "bytes"],
)
def test_what_is_not_json(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_json(body)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html>Sign in</html>", headers={"Content-Type": "text/html"}),
        Reply(b"  <!DOCTYPE html>", headers={"Content-Type": "application/json"}),
        Reply(b"{}", headers={"Content-Type": "Text/HTML; charset=utf-8"}),
    ],
    ids=["html", "disguised", "claimed"],
)
def test_a_web_page_instead_of_data_is_an_error(
    server: Server,
    ask: Ask,
    reply: Reply,
) -> None:
    server.replies(reply)
    with pytest.raises(AnswerError, match="a web page came instead of data"):
        ask()
    assert len(server.log) == 1


def test_a_404_of_the_service_is_told_from_one_of_a_web_server(
    server: Server,
    ask: Ask,
) -> None:
    for body, is_page in ((b'{"code": "NOT_FOUND"}', False), (b"<html/>", True)):
        server.replies(Reply(body, status=404))
        with pytest.raises(RefusedError) as caught:
            ask()
        assert caught.value.web_page is is_page
        assert caught.value.date is not None
        assert caught.value.seconds >= 0


def test_the_account_of_the_service_is_in_the_message(server: Server, ask: Ask) -> None:
    server.replies(
        Reply(
            {
                "reference": "5b0c6f1e-0000-4000-8000-000000000000",
                "code": "VALIDATION_ERROR",
                "message": "Invalid field 'foo'",
                "details": {"foo": ["DETAIL"]},
            },
            status=400,
        ),
    )
    with pytest.raises(RefusedError) as caught:
        ask()
    assert str(caught.value) == (
        "GET /acme/wms/lgfapi/v10/entity/item/: HTTP 400 Bad Request "
        "[VALIDATION_ERROR: Invalid field 'foo'] "
        "(reference 5b0c6f1e-0000-4000-8000-000000000000, "
        f"request {server.log[0].headers['x-request-id']})"
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"MARK",
        b"<html>MARK</html>",
        b'["MARK"]',
        b'{"detail": "MARK"}',
        b'{"code": {"a": "MARK"}, "message": ["MARK"], "reference": null}',
    ],
    ids=["empty", "text", "page", "list", "other", "odd"],
)
def test_a_body_of_another_form_is_not_shown(
    server: Server,
    ask: Ask,
    body: bytes,
) -> None:
    server.replies(Reply(body, status=500))
    with pytest.raises(UnavailableError) as caught:
        ask(max_retries=0)
    assert str(caught.value) == (
        "GET /acme/wms/lgfapi/v10/entity/item/: HTTP 500 Internal Server Error "
        f"(request {server.log[0].headers['x-request-id']})"
    )


def test_a_query_is_never_in_a_message(server: Server, ask: Ask) -> None:
    for reply in (Reply(status=400), Reply(status=503), Reply(reset=True)):
        server.replies(reply)
        with pytest.raises(Exception, match="GET /acme/") as caught:
            ask(max_retries=0)
        assert "page_size" not in str(caught.value)
        assert "127.0.0.1" not in str(caught.value)


def test_an_unknown_status_has_no_name(server: Server, ask: Ask) -> None:
    server.replies(Reply(status=599))
    with pytest.raises(AnswerError, match=r"HTTP 599 \(request \w{16}\) - unexpected"):
        ask()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["code", "message", "reference", "details"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(JSON)
def test_any_error_body_becomes_short_lines(data: object) -> None:
    body = ErrorBody.from_data(data)
    for text in (body.code, body.message, body.reference):
        assert len(text) <= 300
        assert text.isprintable()
