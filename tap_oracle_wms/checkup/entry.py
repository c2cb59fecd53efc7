"""The first request: is there an API, and may the user in?"""

from __future__ import annotations

import typing as t

from tap_oracle_wms.checkup.report import Finding, Level, Problem
from tap_oracle_wms.discovery.listing import list_entities
from tap_oracle_wms.errors import DiscoveryError
from tap_oracle_wms.http import (
    AnswerError,
    ApiError,
    LinkError,
    RefusedError,
    SignInError,
)

if t.TYPE_CHECKING:
    from tap_oracle_wms.http import Client

_NOT_FOUND = 404
_FORBIDDEN = 403
STEP = "sign-in"

_WRONG_PATH = (
    "base_url must be https://<host>/<environment>, as in the address of the WMS "
    "screens: check the environment's name, and api_version if you have set it."
)


def enter(http: Client, method: str) -> tuple[Finding, list[str]]:
    """Ask for the listing of entities.

    Args:
        http: Asks the service.
        method: How it signs in, as the setting ``auth_method`` has it.

    Returns:
        What was found, and the names that are listed, none where it failed.
    """
    try:
        listed = list_entities(http)
    except (ApiError, DiscoveryError) as error:
        return _failure(error, method), []
    return Finding(STEP, Level.OK, f"accepted ({method})"), listed


def _failure(error: ApiError | DiscoveryError, method: str) -> Finding:
    problem, advice = _meaning(error, method)
    return Finding(STEP, Level.FAILURE, str(error), problem, advice)


def _meaning(error: ApiError | DiscoveryError, method: str) -> tuple[Problem, str]:
    if isinstance(error, SignInError):
        return Problem.UNAUTHORIZED, _sign_in_advice(error, method)
    if isinstance(error, DiscoveryError):
        if error.status == _NOT_FOUND:
            return Problem.WRONG_PATH, _WRONG_PATH
        return Problem.NOT_AN_API, _WRONG_PATH
    if isinstance(error, RefusedError) and error.status == _FORBIDDEN:
        advice = (
            "Sign-in works, but the user may not read by the API: give its group the "
            "permission lgfapi_read_access."
        )
        return Problem.FORBIDDEN, advice
    if isinstance(error, (AnswerError, LinkError, RefusedError)):
        advice = f"What answers there is not the API. {_WRONG_PATH}"
        return Problem.NOT_AN_API, advice
    advice = (
        "The service can't answer now: try again later, and look at Oracle's "
        "maintenance windows if it goes on."
    )
    return Problem.UNAVAILABLE, advice


def _sign_in_advice(error: SignInError, method: str) -> str:
    if error.request.startswith("POST"):
        return (
            "The token issuer refuses: check client_id, client_secret, token_url and, "
            "for oauth2_password, username and password."
        )
    if method == "basic":
        return (
            "User or password is wrong, the user is not active, or its password has "
            "expired: sign in to the WMS screens with it once. Too many failures lock "
            "a user."
        )
    return "The token is not accepted: get a new one, for this environment."
