"""One request to the service: sign-in, retries, errors, clock."""

from __future__ import annotations

from tap_oracle_wms.http.body import decode_json
from tap_oracle_wms.http.client import Answer, Client
from tap_oracle_wms.http.clock import Clock, ServerClock
from tap_oracle_wms.http.errors import (
    AnswerError,
    ApiError,
    LinkError,
    RefusedError,
    ServiceDownError,
    SignInError,
    UnavailableError,
)

__all__ = [
    "Answer",
    "AnswerError",
    "ApiError",
    "Client",
    "Clock",
    "LinkError",
    "RefusedError",
    "ServerClock",
    "ServiceDownError",
    "SignInError",
    "UnavailableError",
    "decode_json",
]
