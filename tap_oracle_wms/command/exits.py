"""Exit codes of the command, the same for all subcommands. Pure."""

from __future__ import annotations

import enum
import typing as t

from tap_oracle_wms.checkup.report import Problem
from tap_oracle_wms.errors import NotFoundError, WmsError
from tap_oracle_wms.http import (
    AnswerError,
    LinkError,
    ServiceDownError,
    SignInError,
    UnavailableError,
)
from tap_oracle_wms.settings import SettingsError
from tap_oracle_wms.settings.files import FileError

if t.TYPE_CHECKING:
    from tap_oracle_wms.checkup import Report


class Exit(enum.IntEnum):
    """What an exit code means."""

    OK = 0
    """All went well."""

    FAILED = 1
    """Something else went wrong; the message says what."""

    USAGE = 2
    """The command line is not right (click's own code)."""

    CONFIG = 3
    """The config can't be used; nothing was asked."""

    UNREACHABLE = 4
    """The service can't be reached, or can't answer: name, connection, TLS, outage."""

    SIGN_IN = 5
    """User, password or token is refused (401)."""

    FORBIDDEN = 6
    """The user is in, but may not (403)."""

    NOT_FOUND = 7
    """There is no API at this address, or no such entity (404)."""


_FORBIDDEN = 403

_PROBLEMS = {
    Problem.NAME: Exit.UNREACHABLE,
    Problem.REFUSED: Exit.UNREACHABLE,
    Problem.NO_CONNECTION: Exit.UNREACHABLE,
    Problem.CERTIFICATE: Exit.UNREACHABLE,
    Problem.TLS: Exit.UNREACHABLE,
    Problem.UNAVAILABLE: Exit.UNREACHABLE,
    Problem.UNAUTHORIZED: Exit.SIGN_IN,
    Problem.FORBIDDEN: Exit.FORBIDDEN,
    Problem.WRONG_PATH: Exit.NOT_FOUND,
    Problem.NOT_AN_API: Exit.NOT_FOUND,
    Problem.SELECTION: Exit.CONFIG,
}


def of_error(error: WmsError) -> Exit:
    """The exit code for an error."""
    kinds: tuple[tuple[tuple[type[WmsError], ...], Exit], ...] = (
        ((SettingsError, FileError), Exit.CONFIG),
        ((SignInError,), Exit.SIGN_IN),
        ((UnavailableError, ServiceDownError), Exit.UNREACHABLE),
        ((NotFoundError, AnswerError, LinkError), Exit.NOT_FOUND),
    )
    for types, code in kinds:
        if isinstance(error, types):
            return code
    return Exit.FORBIDDEN if error.status == _FORBIDDEN else Exit.FAILED


def of_report(report: Report) -> Exit:
    """The exit code for a check-up: that of its first failure."""
    failures = [finding for finding in report.findings if not finding.ok]
    if not failures:
        return Exit.OK
    problem = failures[0].problem
    return Exit.FAILED if problem is None else _PROBLEMS.get(problem, Exit.FAILED)
