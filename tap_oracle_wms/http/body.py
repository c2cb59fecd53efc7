"""Bodies: JSON without binary floats, and telling it from a web page."""

from __future__ import annotations

import decimal
import json
import typing as t

if t.TYPE_CHECKING:
    from tap_oracle_wms.http.transport import Exchange


def decode_json(body: bytes) -> t.Any:  # noqa: ANN401 - JSON is of any shape
    """Decode JSON without going through binary floats.

    Raises:
        ValueError: If it is not JSON, or nested deeper than we can follow.
    """
    try:
        return json.loads(body, parse_float=decimal.Decimal, parse_constant=_refuse)
    except (RecursionError, decimal.InvalidOperation) as error:
        msg = "not decodable"
        raise ValueError(msg) from error


def _refuse(constant: str) -> t.NoReturn:
    msg = f"{constant} is not JSON"
    raise ValueError(msg)


def json_or_none(body: bytes) -> t.Any:  # noqa: ANN401 - JSON is of any shape
    """Decode JSON; None if it is none."""
    try:
        return decode_json(body)
    except ValueError:
        return None


def is_web_page(exchange: Exchange) -> bool:
    """Whether an answer is meant for people, as gateways and sign-in pages send."""
    content_type = exchange.headers.get("Content-Type", "").lower()
    return "html" in content_type or exchange.body.lstrip()[:1] == b"<"
