"""What the user sees of each entity."""

from __future__ import annotations

import collections
import functools
import typing as t

from tap_oracle_wms.ahead import merge
from tap_oracle_wms.checkup.report import Finding, Level, Problem
from tap_oracle_wms.http import ApiError, RefusedError, ServiceDownError, SignInError
from tap_oracle_wms.pages.query import filter_params

if t.TYPE_CHECKING:
    from tap_oracle_wms.http import Client
    from tap_oracle_wms.settings import EntityOptions, Settings

ROWS, NO_ROWS = "rows", "no rows"
NEEDS_FILTERS, NOT_PERMITTED, FAILED = "needs filters", "not permitted", "failed"

_MEANING = {400: NEEDS_FILTERS, 403: NOT_PERMITTED, 404: NO_ROWS, 405: NOT_PERMITTED}

CORE = (
    "order_hdr",
    "order_dtl",
    "inventory",
    "item",
    "location",
    "facility",
    "company",
    "container",
    "iblpn",
    "oblpn",
    "allocation",
    "wave",
    "task",
    "load",
    "ib_shipment",
    "ib_shipment_dtl",
    "purchase_order_hdr",
    "purchase_order_dtl",
    "inventory_history",
    "item_barcode",
    "item_facility",
    "vendor",
    "carrier",
    "uom",
    "order_type",
)
"""What people read most, and therefore tried first."""


_LEAVE_OUT = "or leave out by exclude_entities."

_ADVICE = {
    NEEDS_FILTERS: (
        Level.WARNING,
        "can be read with filters only; set filters or partitions in entity_options,",
    ),
    NOT_PERMITTED: (
        Level.FAILURE,
        "the user may not read it; ask for the permission,",
    ),
    FAILED: (
        Level.FAILURE,
        "fails at the service; give the reference to Oracle's support,",
    ),
}


_WORDS = {
    ROWS: "with rows",
    NO_ROWS: "without rows for this user",
    NEEDS_FILTERS: "with filters only",
    NOT_PERMITTED: "not permitted",
    FAILED: "failed",
}


def to_try(names: t.Sequence[str], most: int) -> list[str]:
    """Which entities to try. Pure.

    Args:
        names: Entities that the config selects.
        most: How many.

    Returns:
        The core entities among them first, then others in order.
    """
    first = [name for name in CORE if name in names]
    return [*first, *(name for name in names if name not in first)][:most]


def access(
    http: Client,
    settings: Settings,
    names: t.Sequence[str],
    tell: t.Callable[[str], None],
) -> tuple[dict[str, str], list[Finding]]:
    """Ask each of some entities for one row.

    Args:
        http: Asks the service.
        settings: What is set for the entities, and how many are asked at once.
        names: The entities.
        tell: Called with each entity's name when it was tried.

    Returns:
        What each showed, and what follows.

    Raises:
        SignInError: If the credentials are refused.
        ServiceDownError: If everything fails.
    """
    shown: dict[str, str] = {}
    errors: dict[str, str] = {}
    works = {
        name: functools.partial(_try, http, name, settings.options_for(name))
        for name in names
    }
    at_once = settings.max_concurrent_requests
    for name, tried in merge(works, at_once=at_once, held=len(names) or 1):
        if tried is not None:
            shown[name], errors[name] = tried
            tell(name)
    shown = {name: shown[name] for name in names}
    return shown, [*_findings(shown, errors)]


def _try(
    http: Client,
    name: str,
    options: EntityOptions,
) -> t.Iterator[tuple[str, str]]:
    filters = {**options.filters, **(options.partitions or ({},))[0]}
    params = [
        ("page_mode", "sequenced"),
        ("page_size", "1"),
        *filter_params(filters),
    ]
    try:
        answer = http.get(http.url(name), params, subject=name)
    except (SignInError, ServiceDownError):
        raise
    except RefusedError as refusal:
        yield _MEANING.get(refusal.status or 0, FAILED), str(refusal)
        return
    except ApiError as error:
        yield FAILED, str(error)
        return
    rows = answer.data.get("results") if isinstance(answer.data, dict) else None
    yield (ROWS if rows else NO_ROWS), ""


def _findings(
    shown: t.Mapping[str, str],
    errors: t.Mapping[str, str],
) -> t.Iterator[Finding]:
    counts = collections.Counter(shown.values())
    words = [f"{counts[word]} {_WORDS[word]}" for word in _WORDS if counts[word]]
    if shown and counts[NO_ROWS] == len(shown):
        yield Finding(
            "access",
            Level.FAILURE,
            f"none of {len(shown)} entities shows this user a row",
            Problem.NO_ROWS,
            "The service shows a user the rows of its eligible facilities and "
            "companies only, without an error: make the API user eligible for those "
            "that shall be read.",
        )
        return
    text = f"{len(shown)} entities tried: {', '.join(words)}"
    yield Finding("access", Level.OK, text)
    for word, (level, advice) in _ADVICE.items():
        names = [name for name, what in shown.items() if what == word]
        if names:
            yield Finding(
                word,
                level,
                f"{', '.join(names)}; for example {errors[names[0]]}",
                Problem.ENTITY,
                f"{', '.join(names)}: {advice} {_LEAVE_OUT}",
            )
