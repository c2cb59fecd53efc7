"""The course of a check-up."""

from __future__ import annotations

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
    from tap_oracle_wms.client import WmsClient
    from tap_oracle_wms.http import Clock

_PROBES = ("order_hdr", "inventory", "facility")

Tell: t.TypeAlias = t.Callable[[str], None]


def examine(
    wms: WmsClient,
    *,
    clock: Clock,
    limits: LimitWatch,
    entities: int,
    tell: Tell = lambda _: None,
) -> Report:
    """Examine a config and the service behind it.

    Args:
        wms: A client with little patience.
        clock: This machine's clock.
        limits: Watches the requests of that client.
        entities: Most entities whose access is tried.
        tell: Called with what is done next.

    Returns:
        The report; what fails is a finding, not an error.
    """
    report = Report()
    began, requests = clock.monotonic(), wms.http.requests
    try:
        _examine(wms, report, clock, entities, tell)
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
    report.requests = wms.http.requests - requests
    report.seconds = clock.monotonic() - began
    return report


def _examine(
    wms: WmsClient,
    report: Report,
    clock: Clock,
    entities: int,
    tell: Tell,
) -> None:
    findings = report.findings
    tell("the way to the service")
    findings += way_to(wms.settings.base_url, wms.settings.verify_ssl)
    if not report.ok:
        return
    tell("sign-in")
    entered, listed = enter(wms)
    findings.append(entered)
    if not entered.ok:
        return
    try:
        names = select_entities(listed, wms.settings)
    except DiscoveryError as error:
        advice = "Correct the settings entities and exclude_entities."
        findings.append(
            Finding("entities", Level.FAILURE, str(error), Problem.SELECTION, advice),
        )
        return
    text = f"{len(names)} of {len(listed)} listed are selected"
    findings.append(Finding("entities", Level.OK, text))
    findings.append(probes.clock(wms, clock.time()))
    readable = _probe(wms, report, names, tell)
    if readable:
        _measure(wms, report, readable, tell)
    chosen = to_try(names, entities)
    tell(f"access to {len(chosen)} entities")
    report.access, found = access(wms, chosen, lambda name: tell(f"access: {name}"))
    findings += found
    _recommend(wms, report)


def _probe(
    wms: WmsClient,
    report: Report,
    names: t.Sequence[str],
    tell: Tell,
) -> list[str]:
    """Try how a few entities can be read; names of those that have rows."""
    readable = []
    for name in [name for name in _PROBES if name in names] or [*names[:3]]:
        tell(f"how {name} can be read")
        probed = probes.ladder(wms, name)
        report.findings += probed.findings
        if probed.rows:
            readable.append(name)
    tell("times in filters")
    finding = probes.times(wms, readable)
    if finding is not None:
        report.findings.append(finding)
    return readable


def _measure(
    wms: WmsClient,
    report: Report,
    readable: t.Sequence[str],
    tell: Tell,
) -> None:
    """Measure pages on the entity that shows most rows."""
    tell("pages of several sizes")
    found = []
    for name in readable:
        timings, finding = speed.page_sizes(wms, name)
        found.append((len(timings), timings, finding, name))
        if speed.best_page_size(timings, wms.settings.page_size) is not None:
            break
    _, timings, finding, name = max(found, key=lambda one: one[0])
    report.timings = timings
    report.findings.append(finding)
    if finding.level is Level.OK:
        tell("requests at once")
        report.page_size = speed.best_page_size(timings, wms.settings.page_size)
        report.max_concurrent_requests, finding = speed.at_once(wms, name)
        report.findings.append(finding)


def _recommend(wms: WmsClient, report: Report) -> None:
    settings = wms.settings
    advice = []
    if report.page_size not in {None, settings.page_size}:
        advice.append(f"page_size {report.page_size} (now {settings.page_size})")
    if report.max_concurrent_requests not in {None, settings.max_concurrent_requests}:
        advice.append(
            f"max_concurrent_requests {report.max_concurrent_requests} (now "
            f"{settings.max_concurrent_requests})",
        )
    if advice:
        text = " and ".join(advice)
        report.findings.append(
            Finding(
                "settings",
                Level.OK,
                f"measured best: {text}",
                advice=f"For speed, try {text}; one measurement is a hint, not a law.",
            ),
        )
