"""The control endpoints: everything a test may ask of the simulator.

They belong to the simulator, not to the service it simulates: they are not
logged, need no login and no switch concerns them.
"""

from __future__ import annotations

import json
import sqlite3
import typing as t

from django.http import HttpRequest, HttpResponse, JsonResponse

from wms_simulator.catalog.entities import entities
from wms_simulator.service.rendering import Form, Representation, to_json
from wms_simulator.service.state import State, current
from wms_simulator.service.views import entity_base
from wms_simulator.store import changes
from wms_simulator.store.tables import stamp

_MISTAKES = (ArithmeticError, KeyError, TypeError, ValueError, sqlite3.Error)

Body = dict[str, t.Any]
Verb = t.Callable[[State, Body], t.Any]


def dispatch(request: HttpRequest, verb: str) -> HttpResponse:
    """Carry out one control request."""
    do = _VERBS.get(verb)
    if do is None:
        return JsonResponse({"error": f"no control {verb!r}"}, status=404)
    try:
        body: Body = json.loads(request.body or b"{}")
        made = do(current(), body)
    except _MISTAKES as error:
        return JsonResponse({"error": f"{error}"}, status=400)
    return HttpResponse(to_json(made), content_type="application/json")


def _configure(state: State, body: Body) -> Body:
    state.board.set(body)
    return {}


def _restore(state: State, body: Body) -> Body:
    del body
    state.restore()
    return {}


def _requests(state: State, body: Body) -> list[Body]:
    del body
    return state.log.entries()


def _clear_log(state: State, body: Body) -> Body:
    del body
    state.log.clear()
    return {}


def _max_in_flight(state: State, body: Body) -> int:
    del body
    return state.log.most_in_flight


def _truth(state: State, body: Body) -> list[Body]:
    entity = entities()[body["entity"]]
    form = Form(zone=body.get("zone", Form.zone))
    shown = Representation(entity, entity_base(state), form, body.get("fields"))
    columns = ", ".join(f'"{name}"' for name in shown.columns)
    with state.database.reading() as connection:
        rows = connection.execute(
            f'SELECT {columns} FROM "{entity.name}"'  # noqa: S608
            f' ORDER BY "{entity.key_column}"'
        ).fetchall()
        return shown.render(rows, connection)


def _count(state: State, body: Body) -> int:
    entity = entities()[body["entity"]]
    with state.database.reading() as connection:
        row = connection.execute(f'SELECT count(*) FROM "{entity.name}"').fetchone()  # noqa: S608
        return int(row[0])


def _dated(state: State, entity: str, values: Body, *, created: bool) -> Body:
    if not entities()[entity].has_mod_ts:
        return values
    now = stamp(state.clock.now())
    names = ("create_ts", "mod_ts") if created else ("mod_ts",)
    return {**dict.fromkeys(names, now), **values}


def _insert(state: State, body: Body) -> int:
    name = body["entity"]
    return state.database.insert(
        name, _dated(state, name, body["values"], created=True)
    )


def _update(state: State, body: Body) -> bool:
    name = body["entity"]
    values = _dated(state, name, body["values"], created=False)
    return state.database.update(name, int(body["id"]), values)


def _delete(state: State, body: Body) -> bool:
    return state.database.delete(body["entity"], int(body["id"]))


def _change(state: State, body: Body) -> int | None:
    name = body["entity"]
    return changes.apply(
        state.database,
        body["action"],
        name,
        now=state.clock.now(),
        rng=state.rng,
        last_read=state.last_read.get(name, 0),
    )


def _bulk(state: State, body: Body) -> list[int]:
    name = body["entity"]
    values = _dated(state, name, body.get("values", {}), created=True)
    return state.database.bulk(name, int(body["n"]), values)


def _life(state: State, body: Body) -> Body:
    return state.life.run(int(body.get("steps", 1)), body.get("kinds"))


def _commit_held(state: State, body: Body) -> int:
    del body
    return state.life.commit_held()


def _start_life(state: State, body: Body) -> Body:
    state.life.start(float(body.get("rate", 1.0)), body.get("kinds"))
    return {}


def _stop_life(state: State, body: Body) -> Body:
    del body
    state.life.stop()
    return {}


def _clock(state: State, body: Body) -> Body:
    if "date_header" in body:
        state.board.set({"date_header": body["date_header"]})
    if body.get("reset"):
        state.clock.reset()
    state.clock.set(body.get("offset"), body.get("frozen"))
    return {"now": state.clock.now().isoformat()}


_VERBS: dict[str, Verb] = {
    "bulk": _bulk,
    "change": _change,
    "clear_log": _clear_log,
    "clock": _clock,
    "commit_held": _commit_held,
    "configure": _configure,
    "count": _count,
    "delete": _delete,
    "insert": _insert,
    "life": _life,
    "max_in_flight": _max_in_flight,
    "requests": _requests,
    "restore": _restore,
    "start_life": _start_life,
    "stop_life": _stop_life,
    "truth": _truth,
    "update": _update,
}
