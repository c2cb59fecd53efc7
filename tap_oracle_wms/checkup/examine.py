"""The course of a check-up."""

from __future__ import annotations

import dataclasses
import typing as t

from tap_oracle_wms.checkup import probes, speed
from tap_oracle_wms.checkup.access import access, to_try
from tap_oracle_wms.checkup.entry import enter
from tap_oracle_wms.checkup.network import way_to
from tap_oracle_wms.checkup.report import Finding, Level, Problem, Report
from tap_oracle_wms.discovery.listing import select_entities
from tap_oracle_wms.errors import DiscoveryError
from tap_oracle_wms.http import ServiceDownError, SignInError

if t.TYPE_CHECKING:
    from tap_oracle_wms.checkup.limits import LimitWatch
    from tap_oracle_wms.http import Client, Clock
    from tap_oracle_wms.settings import Settings

_PROBES = ("order_hdr", "inventory", "facility")

Tell: t.TypeAlias = t.Callable[[str], None]


def examine(  # noqa: PLR0913 - two are what is examined, the others go by keyword
    http: Client,
    settings: Settings,
    *,
    clock: Clock,
    limits: LimitWatch,
    entities: int,
    tell: Tell = lambda _: None,
) -> Report:
    """Examine a config and the service behind it.

    Args:
        http: Asks the service, with little patience.
        settings: The checked config.
        clock: This machine's clock.
        limits: Watches the requests of that client.
        entities: Most entities whose access is tried.
        tell: Called with what is done next.

    Returns:
        The report; what fails is a finding, not an error.
    """
    report = Report()
    began, requests = clock.monotonic(), http.requests
    try:
        _Examination(http, settings, report, clock, entities, tell).run()
    except (SignInError, ServiceDownError) as error:
        signed_out = isinstance(error, SignInError)
        report.findings.append(
            Finding(
                "service",
                Level.FAILURE,
                str(error),
                Problem.UNAUTHORIZED if signed_out else Problem.UNAVAILABLE,
                "It worked a moment ago: try again later.",
            ),
        )
    if report.access or limits.seen:
        report.findings.append(limits.finding())
    report.requests = http.requests - requests
    report.seconds = clock.monotonic() - began
    return report


@dataclasses.dataclass(frozen=True, slots=True)
class _Examination:
    """One check-up; what it finds goes into the report."""

    http: Client
    settings: Settings
    report: Report
    clock: Clock
    entities: int
    tell: Tell

    def run(self) -> None:
        http, settings, tell = self.http, self.settings, self.tell
        findings = self.report.findings
        tell("the way to the service")
        findings += way_to(settings.base_url, settings.verify_ssl)
        if not self.report.ok:
            return
        tell("sign-in")
        entered, listed = enter(http, settings.auth_method)
        findings.append(entered)
        if not entered.ok:
            return
        try:
            names = select_entities(listed, settings)
        except DiscoveryError as error:
            advice = "Correct the settings entities and exclude_entities."
            problem = (Problem.SELECTION, advice)
            findings.append(Finding("entities", Level.FAILURE, str(error), *problem))
            return
        text = f"{len(names)} of {len(listed)} listed are selected"
        findings.append(Finding("entities", Level.OK, text))
        findings.append(probes.clock(http, self.clock.time()))
        readable = self._probe(names)
        if readable:
            self._measure(readable)
        chosen = to_try(names, self.entities)
        tell(f"access to {len(chosen)} entities")
        self.report.access, found = access(
            http, settings, chosen, lambda name: tell(f"access: {name}")
        )
        findings += found
        self._recommend()

    def _probe(self, names: t.Sequence[str]) -> list[str]:
        """Try how a few entities can be read; names of those that have rows."""
        findings = self.report.findings
        readable = []
        for name in [name for name in _PROBES if name in names] or [*names[:3]]:
            self.tell(f"how {name} can be read")
            probed = probes.ladder(self.http, name)
            findings += probed.findings
            if probed.rows:
                readable.append(name)
        self.tell("times in filters")
        finding = probes.times(self.http, readable)
        if finding is not None:
            findings.append(finding)
        return readable

    def _measure(self, readable: t.Sequence[str]) -> None:
        """Measure pages on the entity that shows most rows."""
        report, usual = self.report, self.settings.page_size
        self.tell("pages of several sizes")
        found = []
        for name in readable:
            timings, finding = speed.page_sizes(self.http, name, usual)
            found.append((len(timings), timings, finding, name))
            if speed.best_page_size(timings, usual) is not None:
                break
        _, timings, finding, name = max(found, key=lambda one: one[0])
        report.timings = timings
        report.findings.append(finding)
        if finding.level is Level.OK:
            self.tell("requests at once")
            report.page_size = speed.best_page_size(timings, usual)
            report.max_concurrent_requests, finding = speed.at_once(
                self.http, name, self.settings.max_concurrent_requests
            )
            report.findings.append(finding)

    def _recommend(self) -> None:
        size, best = self.settings.page_size, self.report.page_size
        ways = self.settings.max_concurrent_requests
        best_ways = self.report.max_concurrent_requests
        advice = []
        if best not in {None, size}:
            advice.append(f"page_size {best} (now {size})")
        if best_ways not in {None, ways}:
            advice.append(f"max_concurrent_requests {best_ways} (now {ways})")
        if advice:
            text = " and ".join(advice)
            self.report.findings.append(
                Finding(
                    "settings",
                    Level.OK,
                    f"measured best: {text}",
                    advice=f"For speed, try {text}; one measurement is a hint, not a "
                    "law.",
                ),
            )
