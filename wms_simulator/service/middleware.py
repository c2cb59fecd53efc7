"""Everything around a view: log, clock, hostilities, compression."""

from __future__ import annotations

import gzip
import re
import typing as t
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from django.db import connection
from django.http import HttpResponse

from wms_simulator.service.errors import GATEWAY, gateway_error, plain_error
from wms_simulator.service.state import State, current
from wms_simulator.service.wire import Plan

if t.TYPE_CHECKING:
    from django.http import HttpRequest

    from wms_simulator._types import Json

    View = t.Callable[[HttpRequest], HttpResponse]

_ENTITY = re.compile(
    r"^/acme_test/+wms/+lgfapi/+v10/+entity/*(?:(?P<entity>\w+)/*(?P<rest>\w+)?)?"
)
_ABSURD = datetime(1970, 1, 1, tzinfo=timezone.utc)
_LOGIN = (
    "<html><body><form action='/login'>Please sign in to continue.</form></body></html>"
)
_MOVED = "/moved/"
_WORTH_COMPRESSING = 500


class Hostility:
    """Middleware that stands between the network and the views."""

    def __init__(self, get_response: View) -> None:
        """Keep what answers."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request, and log it unless it is a control request."""
        state = current()
        _follow(state)
        moved = request.path_info.startswith(_MOVED)
        if moved:
            request.path_info = request.path = request.path_info[len(_MOVED) - 1 :]
        if request.path_info.startswith("/_control/"):
            return self._get_response(request)
        entry = state.log.start(_describe(request))
        request.META["wms.entry"] = entry
        request.META["wms.moved"] = moved
        result: dict[str, Json] = {}
        plan: Plan | None = None
        try:
            response = self._answer(request, state, entry)
            plan = getattr(response, "plan", None)
            result = {
                "status": None if plan and plan.unseen else response.status_code,
                "rows": getattr(response, "rows", None),
                "bytes": len(response.content),
            }
        finally:
            # With a plan, the request is under way until that was carried out.
            if plan is None:
                state.log.end(entry, **result)
            else:
                plan.done.append(lambda: state.log.end(entry, **result))
        return response

    def _answer(
        self, request: HttpRequest, state: State, entry: dict[str, t.Any]
    ) -> HttpResponse:
        def get(name: str) -> Json:
            return state.board.get(name, entry["entity"] or "", entry["kind"])

        _wait(state, get("latency"))
        response = _instead(get, state, request, entry) or self._get_response(request)
        _finish(response, request, get, state)
        return response


def _follow(state: State) -> None:
    # After a restore the rows are in another file.
    name = str(state.database.file)
    settings = connection.settings_dict
    if getattr(connection, "wms_file", None) != name:
        connection.close()
        settings["NAME"] = name
        connection.wms_file = name  # type: ignore[attr-defined]


def _describe(request: HttpRequest) -> dict[str, t.Any]:
    headers = {
        "user-agent": request.headers.get("User-Agent", ""),
        "accept-encoding": request.headers.get("Accept-Encoding", ""),
        "accept": request.headers.get("Accept", ""),
        "x-request-id": request.headers.get("X-Request-ID", ""),
        "traceparent": request.headers.get("traceparent", ""),
        "has_authorization": "Authorization" in request.headers,
    }
    entity, kind = _kind(request)
    return {
        "method": request.method,
        "path": request.path_info,
        "entity": entity,
        "kind": kind,
        "query": request.GET.dict(),
        "headers": headers,
    }


def _kind(request: HttpRequest) -> tuple[str | None, str]:
    if "/oauth2/token" in request.path_info:
        return None, "token"
    match = _ENTITY.match(request.path_info)
    if not match:
        return None, "other"
    entity, rest = match["entity"], match["rest"]
    if request.method == "HEAD":
        return entity, "head"
    if entity is None:
        return None, "listing"
    if rest == "describe":
        return entity, "describe"
    return entity, "one" if rest and rest.isdigit() else "list"


def _wait(state: State, latency: float | list[float]) -> None:
    if isinstance(latency, list):
        latency = state.rng.uniform(*latency)
    if latency:
        state.stopping.wait(float(latency))


def _instead(
    get: t.Callable[[str], t.Any],
    state: State,
    request: HttpRequest,
    entry: dict[str, t.Any],
) -> HttpResponse | None:
    reset = get("reset")
    for how, wanted in (("hang", get("hang")), ("before", reset == "before")):
        if wanted:
            return _planned(HttpResponse(b""), Plan(how))
    if get("unauthorized"):
        return _unauthorized()
    if (error := get("error")) is not None:
        return _error(error, state)
    if get("login_page"):
        return HttpResponse(_LOGIN, content_type="text/html; charset=utf-8")
    if reset:
        entry["reset"] = reset
    where = None if request.META["wms.moved"] else get("redirect")
    return _redirect(where, state, request) if where else None


def _unauthorized() -> HttpResponse:
    response = plain_error(401, "Invalid username/password or token.")
    response["WWW-Authenticate"] = 'Basic realm="acme_test"'
    return response


def _error(wanted: int | dict[str, t.Any], state: State) -> HttpResponse:
    spec = wanted if isinstance(wanted, dict) else {"status": wanted}
    status = int(spec["status"])
    form = spec.get("body", "html" if status in GATEWAY else "json")
    response: HttpResponse
    if form == "json":
        response = plain_error(status)
    else:
        response = gateway_error(status, "" if form == "empty" else None)
    after = spec.get("retry_after")
    if isinstance(after, str) and after.startswith("date:"):
        moment = state.clock.now() + timedelta(seconds=float(after[5:]))
        response["Retry-After"] = _http_date(moment)
    elif after is not None:
        response["Retry-After"] = str(after)
    return response


def _redirect(where: str, state: State, request: HttpRequest) -> HttpResponse:
    targets = {
        "same": f"{state.origin}{_MOVED[:-1]}{request.get_full_path()}",
        "foreign": f"http://localhost:{state.origin.rsplit(':', 1)[1]}/elsewhere/",
    }
    response = HttpResponse(b"", status=302)
    response["Location"] = targets.get(where, where)
    return response


def _finish(
    response: HttpResponse,
    request: HttpRequest,
    get: t.Callable[[str], t.Any],
    state: State,
) -> None:
    _date(response, get("date_header"), state)
    content = response.content
    cut = get("truncate")
    if cut == "json" and content:
        # A whole HTTP message whose JSON is not whole.
        content = response.content = content[: len(content) * 2 // 3]
    accepts = "gzip" in request.headers.get("Accept-Encoding", "")
    if accepts and len(content) >= _WORTH_COMPRESSING and get("gzip"):
        content = response.content = gzip.compress(content, compresslevel=1, mtime=0)
        response["Content-Encoding"] = "gzip"
        response["Vary"] = "Accept, Accept-Encoding"
    if response.status_code != 304:  # noqa: PLR2004
        response["Content-Length"] = str(len(content))
    entry = request.META["wms.entry"]
    drip = float(get("slow_drip"))
    if entry.get("reset"):
        _planned(response, Plan(entry.pop("reset")))
    elif cut in {"length", "chunked"}:
        _planned(response, Plan(cut))
    elif drip:
        _planned(response, Plan("drip", drip))


def _date(response: HttpResponse, wanted: str | float, state: State) -> None:
    if wanted == "missing":
        return
    moment = state.clock.now()
    if wanted == "absurd":
        moment = _ABSURD
    elif wanted != "ok":
        moment += timedelta(seconds=float(wanted))
    response["Date"] = _http_date(moment)


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(timezone.utc), usegmt=True)


def _planned(response: HttpResponse, plan: Plan) -> HttpResponse:
    response.plan = plan  # type: ignore[attr-defined]
    return response
