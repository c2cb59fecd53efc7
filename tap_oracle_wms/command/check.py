"""``check``: a doctor for a config. Reads only, and little."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

import click

from tap_oracle_wms.command.connect import connect, connection_options, show_json
from tap_oracle_wms.discovery.listing import list_entities, select_entities
from tap_oracle_wms.errors import DataError
from tap_oracle_wms.http import (
    ApiError,
    RefusedError,
    ServiceDownError,
    SignInError,
)
from tap_oracle_wms.pages.errors import OrderViolation
from tap_oracle_wms.pages.query import Query
from tap_oracle_wms.pages.times import understands_times
from tap_oracle_wms.passes.plan import MOD_TS

if t.TYPE_CHECKING:
    from tap_oracle_wms.http import Client

_PROBES = ("order_hdr", "inventory", "facility")
_NOT_FOUND = 404
_TOLERATED_OFFSET = 60


@dataclasses.dataclass(frozen=True)
class Finding:
    """What one step of the check found."""

    step: str
    ok: bool
    text: str


def examine(client: Client, names: t.Sequence[str]) -> t.Iterator[Finding]:
    """Examine a service that has answered the listing.

    Args:
        client: The client.
        names: Entities that the config selects.

    Yields:
        Findings; a probe that is refused is a finding, not an error.
    """
    now = client.clock.now()
    if now is None:
        text = "the service does not tell its time: bookmarks can't move"
        yield Finding("clock", ok=False, text=text)
    else:
        ours = datetime.datetime.now(tz=datetime.timezone.utc)
        offset = round((now - ours).total_seconds())
        text = "agrees with this machine's"
        if abs(offset) > _TOLERATED_OFFSET:
            text = f"differs from this machine's by {offset} s (bookmarks follow it)"
        yield Finding("clock", ok=True, text=text)
    probes = [name for name in _PROBES if name in names] or [*names[:3]]
    for name in probes:
        yield _probe(client, name)
    yield from _times(client, probes)


def _times(client: Client, names: t.Sequence[str]) -> t.Iterator[Finding]:
    """Try on a row whether times in filters are understood; see `understands_times`."""
    for name in names:
        query = Query(name, (), (), ("id", MOD_TS), MOD_TS)
        try:
            understood = understands_times(client, query, MOD_TS)
        except (SignInError, ServiceDownError):
            raise
        except (ApiError, OrderViolation, DataError):
            continue
        if understood is not None:
            text = "times with an offset are understood"
            if not understood:
                text = (
                    "a row is not found by its own time in UTC: the service seems to "
                    "ignore the offset, and incremental runs would miss rows; give the "
                    "API user a default facility whose zone is UTC"
                )
            yield Finding("time filters", ok=understood, text=text)
            return


def _probe(client: Client, name: str) -> Finding:
    params = [("page_mode", "sequenced"), ("page_size", "100")]
    try:
        answer = client.get(client.url(name), params, subject=name)
    except SignInError:
        raise
    except RefusedError as refusal:
        if refusal.status == _NOT_FOUND and not refusal.web_page:
            return Finding(name, ok=True, text="readable, no rows for this user")
        return Finding(name, ok=False, text=str(refusal))
    except ApiError as error:
        return Finding(name, ok=False, text=str(error))
    rows = answer.data.get("results") if isinstance(answer.data, dict) else None
    if not isinstance(rows, list):
        return Finding(name, ok=False, text="the answer holds no list of rows")
    text = f"readable, {len(rows)} rows in {answer.seconds:.2f} s"
    return Finding(name, ok=True, text=text)


@click.command()
@connection_options
def check(files: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001
    """Check a config: address, sign-in, entities, clock, reading."""
    wms = connect(files)
    client, settings = wms.http, wms.settings
    listed = list_entities(client)
    names = select_entities(listed, settings)
    findings = [
        Finding("sign-in", ok=True, text=f"accepted ({settings.auth_method})"),
        Finding(
            "entities",
            ok=True,
            text=f"{len(names)} of {len(listed)} listed are selected",
        ),
        *examine(client, names),
    ]
    healthy = all(finding.ok for finding in findings)
    if as_json:
        show_json(
            {
                "ok": healthy,
                "findings": [dataclasses.asdict(finding) for finding in findings],
            },
        )
    else:
        for finding in findings:
            mark = "ok  " if finding.ok else "FAIL"
            click.echo(f"{mark} {finding.step}: {finding.text}")
    if not healthy:
        raise SystemExit(1)
