"""Steps of signing in: tokens, and how requests ended."""

from __future__ import annotations

import base64
import json
import typing as t
import urllib.parse
import urllib.request

if t.TYPE_CHECKING:
    from tests.support import Run
    from wms_simulator import Simulator

Json: t.TypeAlias = dict[str, t.Any]

STREAM = "location"


def tokens(simulator: Simulator) -> list[Json]:
    return simulator.requests(kind="token")


def statuses(simulator: Simulator) -> set[int]:
    """Of all lists; 404 is how one ends whose last page is full."""
    return {r["status"] for r in simulator.requests(kind="list")} - {404}


def issue(simulator: Simulator, **form: str) -> Json:
    """Tokens from the issuer, as another program would get them."""
    login = f"{simulator.client_id}:{simulator.client_secret}".encode()
    request = urllib.request.Request(  # noqa: S310 - a loopback address
        f"{simulator.base_url}/api/oauth2/token/",
        data=urllib.parse.urlencode(form).encode(),
        headers={"Authorization": f"Basic {base64.b64encode(login).decode()}"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request) as response:
        return t.cast("Json", json.load(response))


def issue_for_user(simulator: Simulator) -> Json:
    return issue(
        simulator,
        grant_type="password",
        username=simulator.username,
        password=simulator.password,
    )


Sync: t.TypeAlias = t.Callable[..., "Run"]

Check: t.TypeAlias = t.Callable[["Run"], None]
