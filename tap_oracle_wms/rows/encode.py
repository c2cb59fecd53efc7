"""Records as JSON, numbers digit by digit."""

from __future__ import annotations

import decimal
import typing as t

import msgspec

from tap_oracle_wms.values import ExactNumber, json_text


def _as_raw(value: object) -> msgspec.Raw:
    if isinstance(value, decimal.Decimal):
        return msgspec.Raw(str(ExactNumber(value)).encode())
    raise TypeError(type(value).__name__)


encoder = msgspec.json.Encoder(enc_hook=_as_raw, decimal_format="number")


def encode_json(value: object) -> bytes:
    """JSON of a value, in UTF-8.

    Args:
        value: A record or a part of one; decimals are written as they are.

    Returns:
        The JSON. Text that is no valid Unicode (a lone surrogate) is escaped.
    """
    try:
        return encoder.encode(value)
    except UnicodeEncodeError:
        return json_text(value, ensure_ascii=True).encode()


Encode: t.TypeAlias = t.Callable[[t.Any], bytes]
