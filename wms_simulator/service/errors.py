"""Errors in the service's standard body."""

from __future__ import annotations

import typing as t
import uuid

from django.http import HttpResponse, JsonResponse
from rest_framework import exceptions, status
from rest_framework.response import Response

if t.TYPE_CHECKING:
    from django.http.response import HttpResponseBase

if t.TYPE_CHECKING:
    from wms_simulator._types import Json


CODES = {
    400: "VALIDATION_ERROR",
    401: "AUTHENTICATION_FAILED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    408: "REQUEST_TIMEOUT",
    409: "CONFLICT",
    429: "TOO_MANY_REQUESTS",
    500: "INTERNAL_ERROR",
    503: "SERVICE_UNAVAILABLE",
}
_MESSAGES = {
    404: "Resource not found.",
    408: "The request took too long to arrive.",
    409: "The record was changed by a concurrent operation. Please try again.",
    429: "Too many requests.",
    500: "An unhandled error occurred. Please contact support.",
    503: "The service is temporarily unavailable.",
}


GATEWAY = frozenset({502, 503, 504})


class InvalidRequest(exceptions.APIException):
    """400: the service does not understand a parameter.

    Args:
        message: What is wrong.
        parameter: The parameter at fault.
    """

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, message: str, parameter: str = "") -> None:
        """Remember what is wrong."""
        super().__init__(message)
        self.details = {parameter: [message]} if parameter else None


class StatusError(exceptions.APIException):
    """Any status, as a switch asked for it.

    Args:
        code: The HTTP status.
    """

    def __init__(self, code: int) -> None:
        """Choose the message that goes with the status."""
        super().__init__(_MESSAGES.get(code, "The request was refused."))
        self.status_code = code


def body(code: int, message: str = "", details: Json = None) -> dict[str, t.Any]:
    """Make an error body."""
    made: dict[str, t.Any] = {
        "reference": str(uuid.uuid4()),
        "code": CODES.get(code, "ERROR"),
        "message": message or _MESSAGES.get(code, "The request was refused."),
    }
    if details:
        made["details"] = details
    return made


def handle(error: Exception, context: dict[str, t.Any]) -> HttpResponseBase | None:
    """Turn an exception of a view into an answer (DRF's EXCEPTION_HANDLER)."""
    del context
    if not isinstance(error, exceptions.APIException):
        return None
    if error.status_code in GATEWAY:
        return gateway_error(error.status_code)
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    text = str(error.detail) if isinstance(error.detail, str) else ""
    made = body(error.status_code, text, getattr(error, "details", None))
    return Response(made, status=error.status_code, headers=headers)


def gateway_error(code: int, text: str | None = None) -> HttpResponse:
    """Make the answer of a gateway, which does not know the standard body."""
    title = f"{code} {CODES.get(code, 'Gateway error').replace('_', ' ').title()}"
    page = (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    )
    return HttpResponse(
        page if text is None else text, status=code, content_type="text/html"
    )


def plain_error(code: int, message: str = "") -> JsonResponse:
    """Make an error answer outside of a view."""
    return JsonResponse(body(code, message), status=code)
