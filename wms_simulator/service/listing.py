"""Lists: filters, order, pages and the envelope around the rows."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F
from django.db.models.functions import Mod

from wms_simulator.service import filters, paging, scope
from wms_simulator.service.errors import InvalidRequest, StatusError
from wms_simulator.service.models import rows_of
from wms_simulator.service.rendering import Form, Representation, Row
from wms_simulator.service.values_list import Values

if t.TYPE_CHECKING:
    import sqlite3

    from django.db.models import QuerySet

    from wms_simulator._types import Json, Stored
    from wms_simulator.accounts import Account
    from wms_simulator.catalog.entities import Entity
    from wms_simulator.service.state import State

_NEEDED = ("company_id__code", "facility_id__code")
_NEEDED_BESIDES = ("status_id", "item_code", "item_alternate_code", "container_nbr")


@dataclass
class Asked:
    """One list request.

    Attributes:
        entity: The entity that is listed.
        query: The parameters; of a repeated one, the last.
        account: Who asks.
        state: The service.
        path: The path of the request, for links.
        base: The address of the entities.
    """

    entity: Entity
    query: dict[str, str]
    account: Account
    state: State
    path: str
    base: str

    def switch(self, name: str) -> Json:
        """Say what a switch is for this request."""
        return self.state.board.get(name, self.entity.name, "list")


def answer(asked: Asked) -> dict[str, t.Any]:
    """Answer a list request.

    Raises:
        InvalidRequest: If the service would refuse it.
        StatusError: If there are no rows, or a switch says so.
    """
    _refusals(asked)
    size = paging.page_size(
        asked.query.get("page_size"),
        paging.PageSize(
            asked.switch("page_size_default"),
            asked.switch("page_size_cap"),
            asked.switch("page_size_over"),
            asked.switch("page_size_refused"),
        ),
    )
    above = asked.switch("gateway_timeout_above")
    if above is not None and size > above:
        raise StatusError(504)
    rows = _query(asked)
    shown: Values | Representation
    if "values_list" in asked.query:
        shown = Values(
            asked.entity,
            asked.query["values_list"],
            form_of(asked.state, asked.entity.name, asked.account),
        )
        if asked.query.get("distinct") in {"1", "true"}:
            rows = rows.distinct()
    else:
        shown = Representation(
            asked.entity,
            asked.base,
            form_of(asked.state, asked.entity.name, asked.account),
            chosen_fields(asked.state, asked.entity, asked.query.get("fields")),
        )
    if asked.query.get("page_mode", "paged") == "sequenced":
        return _sequenced(asked, rows, shown, size)
    return _paged(asked, rows, shown, size)


def form_of(state: State, entity: str, account: Account) -> Form:
    """Say in which forms values are shown to a user."""
    get = state.board.get
    return Form(
        zone=account.zone,
        relations=get("relation_form", entity),
        sets=get("set_form", entity),
        decimals=get("decimal_form", entity),
        times=get("timestamps", entity),
    )


def chosen_fields(
    state: State, entity: Entity, text: str | None
) -> frozenset[str] | None:
    """Read `fields=`.

    Raises:
        InvalidRequest: If it names a field that is not there, or is refused.
    """
    if text is None:
        return None
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in entity.fields and name != "url"]
    refused = state.board.get("fields_refused", entity.name)
    if refused or (unknown and state.board.get("fields_unknown", entity.name) == "400"):
        message = f"Invalid field '{unknown[0] if unknown else text}'"
        raise InvalidRequest(message, "fields")
    return frozenset(names)


def fetch(rows: QuerySet[t.Any]) -> list[tuple[Stored, ...]]:
    """Run a query and give its rows as they are stored.

    Django's own converters would build an object per time and decimal, which
    the representation only had to take apart again.
    """
    try:
        sql, params = rows.query.get_compiler("default").as_sql()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return t.cast("list[tuple[Stored, ...]]", cursor.fetchall())


def reader() -> sqlite3.Connection:
    """Give this thread's connection, for plain SQL."""
    connection.ensure_connection()
    return t.cast("sqlite3.Connection", connection.connection)


def _refusals(asked: Asked) -> None:
    status = asked.switch("list_status")
    if status is not None:
        raise StatusError(int(status))
    sequenced = asked.query.get("page_mode", "paged") == "sequenced"
    if asked.query.get("page_mode", "paged") not in {"paged", "sequenced"}:
        message = f"Invalid page mode '{asked.query['page_mode']}'"
        raise InvalidRequest(message, "page_mode")
    if sequenced and asked.switch("sequenced_refused"):
        message = "Page mode 'sequenced' is not supported."
        raise InvalidRequest(message, "page_mode")
    if asked.entity.name == "inventory_history" and asked.switch("mandatory_filters"):
        _mandatory(asked.query)


def _mandatory(query: t.Mapping[str, str]) -> None:
    alternatives = "group_nbr" in query or (
        "history_activity_id" in query
        and any(name in query for name in _NEEDED_BESIDES)
    )
    if not (alternatives and all(name in query for name in _NEEDED)):
        message = (
            "Filters company_id__code and facility_id__code are required, and either "
            "group_nbr, or history_activity_id with status_id, item_code, "
            "item_alternate_code or container_nbr."
        )
        raise InvalidRequest(message, "filters")


def _query(asked: Asked) -> QuerySet[t.Any]:
    reading = filters.Reading(
        zone=ZoneInfo(asked.account.zone),
        times=asked.switch("time_filter"),
        unknown=asked.switch("unknown_filter"),
        ids=asked.switch("id_filter"),
        ignore_mod_ts=asked.switch("ignore_mod_ts_filter"),
    )
    wanted, unwanted = filters.conditions(asked.entity, asked.query, reading)
    rows = rows_of(asked.entity.name)
    for term in wanted:
        rows = rows.filter(term)
    for term in unwanted:
        rows = rows.exclude(term)
    for eligible in scope.eligibility(asked.entity, asked.account):
        rows = rows.filter(eligible)
    if any(filters.is_reverse(asked.entity, name) for name in asked.query):
        # A row whose children are asked about is one row, not one per child.
        rows = rows_of(asked.entity.name).filter(pk__in=rows.values("pk"))
    return rows


def _ordering(asked: Asked) -> list[str]:
    text = asked.query.get("ordering")
    how = asked.switch("ordering")
    if text is None or how == "ignored":
        return []
    if how == "refused":
        message = f"Ordering is not supported for '{asked.entity.name}'."
        raise InvalidRequest(message, "ordering")
    made = []
    for name in text.split(","):
        path, _, lookup = filters.resolve(asked.entity, name.removeprefix("-"))
        if lookup != "exact":
            message = f"Invalid field '{name}'"
            raise InvalidRequest(message, "ordering")
        made.append(f"-{path}" if name.startswith("-") else path)
    return made


def _paged(
    asked: Asked, rows: QuerySet[t.Any], shown: Values | Representation, size: int
) -> dict[str, t.Any]:
    text = asked.query.get("page", "1")
    page = int(text) if text.isascii() and text.isdigit() else 0
    if page < 1:
        message = f"Invalid page '{text}'"
        raise InvalidRequest(message, "page")
    order = _ordering(asked)
    listed = rows.order_by(*order).values_list(*shown.columns)
    count = listed.count()
    pages = -(-count // size)
    if page > pages:
        return _nothing(asked, first=page == 1, envelope=_counts(0, 1, page))
    found = fetch(listed[(page - 1) * size : page * size])
    if asked.switch("result_count_falls"):
        count = max(len(found), count - page * size // 3)
    more = page < pages or asked.switch("phantom_last_page")
    return {
        **_counts(count, -(-count // size), page),
        "next_page": _link(asked, {"page": str(page + 1)}) if more and found else None,
        "previous_page": _link(asked, {"page": str(page - 1)}) if page > 1 else None,
        "results": _results(asked, shown, found),
    }


def _counts(count: int, pages: int, page: int) -> dict[str, t.Any]:
    return {"result_count": count, "page_count": pages, "page_nbr": page}


def _sequenced(
    asked: Asked, rows: QuerySet[t.Any], shown: Values | Representation, size: int
) -> dict[str, t.Any]:
    cursor = asked.query.get("cursor")
    position = paging.decode_cursor(cursor) if cursor is not None else None
    if cursor is not None and (position is None or asked.switch("stale_cursor")):
        raise StatusError(404)
    how = asked.switch("sequenced_order")
    by_key = how == "id"
    key = asked.entity.key_column
    ordered = _in_sequence(rows, asked.entity, how).values_list(*shown.columns)
    start = 0
    if by_key and position is not None:
        ordered = ordered.filter(**{f"{key}__gt": position})
    elif not by_key:
        start = position or 0
    found = fetch(ordered[start : start + size + 1])
    if not found:
        return _nothing(asked, first=cursor is None, envelope={})
    more = len(found) > size
    found = found[:size]
    chance = asked.switch("short_pages")
    if chance and len(found) > 1 and asked.state.rng.random() < float(chance):
        found = found[: asked.state.rng.randint(1, len(found) - 1)]
        more = True
    following = _position(found, shown, start, by_key=by_key)
    if not more:
        more = bool(asked.switch("phantom_last_page"))
    return {
        "next_page": _link(asked, {"cursor": paging.encode_cursor(following)})
        if more
        else None,
        "previous_page": None,
        "results": _results(asked, shown, found),
    }


def _position(
    found: list[tuple[Stored, ...]],
    shown: Values | Representation,
    start: int,
    *,
    by_key: bool,
) -> int:
    return int(found[-1][shown.key_place]) if by_key else start + len(found)


def _in_sequence(rows: QuerySet[t.Any], entity: Entity, how: str) -> QuerySet[t.Any]:
    key = entity.key_column
    order = {"desc": [f"-{key}"], "random": ["mixed", key]}.get(how, [key])
    if how == "mod_ts" and entity.has_mod_ts:
        order = ["mod_ts", key]
    # Mixed, but the same at each request, so that offsets still fit.
    mixed = {"mixed": Mod(F(key) * 7919, 10007)} if how == "random" else {}
    ordered: QuerySet[t.Any] = rows.annotate(**mixed).order_by(*order)
    return ordered


def _nothing(
    asked: Asked, *, first: bool, envelope: dict[str, t.Any]
) -> dict[str, t.Any]:
    how = asked.switch("empty_list" if first else "beyond_last")
    if not first and asked.switch("phantom_last_page"):
        how = "500"
    if how in {"200", "empty"}:
        return {**envelope, "next_page": None, "previous_page": None, "results": []}
    raise StatusError(int(how))


def _link(asked: Asked, changes: dict[str, str | None]) -> str | None:
    if asked.switch("next_page_null_early"):
        return None
    origin = paging.link_origin(asked.state.origin, asked.switch("next_page_host"))
    return paging.page_link(origin, asked.path, asked.query, changes)


def _results(
    asked: Asked, shown: Values | Representation, found: list[tuple[Stored, ...]]
) -> list[Row]:
    if isinstance(shown, Representation) and asked.entity.has_id and found:
        asked.state.last_read[asked.entity.name] = found[-1][0]
    return disturbed(asked, shown.render(found, reader()))


def disturbed(asked: Asked, rows: list[Row]) -> list[Row]:
    """Spoil rows as the switches say."""
    missing = asked.switch("missing_fields") or ()
    changed = {
        **(asked.switch("extra_fields") or {}),
        **(asked.switch("wrong_types") or {}),
    }
    if missing or changed:
        for row in rows:
            row.update(changed)
            for name in missing:
                row.pop(name, None)
    if rows and asked.switch("duplicate_rows"):
        rows.append(dict(rows[0]))
    if rows and asked.switch("null_id"):
        rows[0]["id"] = None
    return rows


def find_one(asked: Asked, number: int) -> tuple[Row, str | None]:
    """Find one row and the time of its last change.

    Raises:
        StatusError: If it is not there, or hidden from the user.
    """
    if not asked.entity.has_id:
        raise StatusError(404)
    rows = rows_of(asked.entity.name).filter(pk=number)
    for eligible in scope.eligibility(asked.entity, asked.account):
        rows = rows.filter(eligible)
    form = form_of(asked.state, asked.entity.name, asked.account)
    shown: Values | Representation
    if "values_list" in asked.query:
        shown = Values(asked.entity, asked.query["values_list"], form)
    else:
        names = chosen_fields(asked.state, asked.entity, asked.query.get("fields"))
        shown = Representation(asked.entity, asked.base, form, names)
    found = fetch(rows.values_list(*shown.columns))
    if not found:
        raise StatusError(404)
    changed: str | None = None
    if asked.entity.has_mod_ts:
        changed = t.cast("str | None", fetch(rows.values_list("mod_ts"))[0][0])
    return disturbed(asked, shown.render(found[:1], reader()))[0], changed
