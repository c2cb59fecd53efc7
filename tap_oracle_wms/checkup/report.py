"""What a check-up finds. Pure."""

from __future__ import annotations

import dataclasses
import enum
import typing as t


class Level(enum.Enum):
    """How a step went."""

    OK = "ok"
    WARNING = "warning"
    """It works, but something could be better."""

    FAILURE = "failure"
    """It does not work as it is."""


class Problem(enum.Enum):
    """What kind of thing is wrong, for machines."""

    NAME = "name_not_resolved"
    REFUSED = "connection_refused"
    NO_CONNECTION = "no_connection"
    CERTIFICATE = "certificate_not_trusted"
    TLS = "tls_failed"
    WRONG_PATH = "no_api_at_this_address"
    UNAUTHORIZED = "sign_in_refused"
    FORBIDDEN = "permission_missing"
    UNAVAILABLE = "service_unavailable"
    NOT_AN_API = "unexpected_answer"
    CLOCK = "clock_unusable"
    TIMES = "times_misunderstood"
    ORDER = "no_order_by_id"
    FILTERS = "filters_ignored"
    NO_ROWS = "no_rows_for_the_user"
    ENTITY = "entity_not_readable"
    SELECTION = "selection_matches_nothing"
    RATE = "rate_limited"


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """What one step found.

    Attributes:
        step: Name of the step.
        level: How it went.
        text: What was found, in words.
        problem: What kind of thing is wrong, None if nothing is.
        advice: What to do, empty if nothing is to be done.
    """

    step: str
    level: Level
    text: str
    problem: Problem | None = None
    advice: str = ""

    @property
    def ok(self) -> bool:
        """Whether things work."""
        return self.level is not Level.FAILURE


@dataclasses.dataclass(frozen=True, slots=True)
class Timing:
    """One page, asked for alone.

    Attributes:
        page_size: Rows that were asked for.
        rows: Rows that came.
        seconds: What it took.
    """

    page_size: int
    rows: int
    seconds: float


@dataclasses.dataclass(slots=True)
class Report:
    """The outcome of a check-up.

    Attributes:
        findings: What each step found, in order.
        requests: Requests to the service that were made, those for tokens left out.
        seconds: What it all took.
        timings: Pages of several sizes.
        page_size: Recommended setting, None if nothing could be measured.
        max_concurrent_requests: Recommended setting, None likewise.
        access: Entities that were tried, and what each showed: ``rows``, ``no rows``,
            ``needs filters``, ``not permitted`` or ``failed``.
    """

    findings: list[Finding] = dataclasses.field(default_factory=list)
    requests: int = 0
    seconds: float = 0.0
    timings: list[Timing] = dataclasses.field(default_factory=list)
    page_size: int | None = None
    max_concurrent_requests: int | None = None
    access: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the tap can be run as it is set."""
        return all(finding.ok for finding in self.findings)

    @property
    def advice(self) -> list[str]:
        """What to do, in plain words, the most urgent first."""
        order = (Level.FAILURE, Level.WARNING, Level.OK)
        texts = [
            finding.advice
            for level in order
            for finding in self.findings
            if finding.level is level and finding.advice
        ]
        return [*dict.fromkeys(texts)]

    def to_dict(self) -> dict[str, t.Any]:
        """The report for machines; keys stay as they are, new ones may come."""
        return {
            "ok": self.ok,
            "findings": [
                {
                    "step": finding.step,
                    "ok": finding.ok,
                    "level": finding.level.value,
                    "problem": finding.problem and finding.problem.value,
                    "text": finding.text,
                    "advice": finding.advice,
                }
                for finding in self.findings
            ],
            "advice": self.advice,
            "recommended": {
                "page_size": self.page_size,
                "max_concurrent_requests": self.max_concurrent_requests,
            },
            "timings": [
                {**dataclasses.asdict(timing), "seconds": round(timing.seconds, 3)}
                for timing in self.timings
            ],
            "access": self.access,
            "requests": self.requests,
            "seconds": round(self.seconds, 3),
        }
