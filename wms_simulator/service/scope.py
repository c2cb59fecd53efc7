"""Which rows a user may see: those of eligible facilities and companies."""

from __future__ import annotations

import typing as t

from django.db.models import Q

from wms_simulator.service.models import rows_of

if t.TYPE_CHECKING:
    from wms_simulator.accounts import Account
    from wms_simulator.catalog.entities import Entity

# Rows without a facility of their own belong to that of the row they are part of.
_OWNERS = {
    "allocation": "order_dtl_id__order_id__",
    "ib_shipment_dtl": "ib_shipment_id__",
    "item_barcode": "item_id__",
    "item_characteristics": "item_id__",
    "item_metrics": "item_id__",
    "order_dtl": "order_id__",
    "purchase_order_dtl": "purchase_order_id__",
    "wms_activity_dtl": "activity_id__",
}
_ITEM_PARTS = frozenset({"item_barcode", "item_characteristics", "item_metrics"})


def eligibility(entity: Entity, account: Account) -> list[Q]:
    """Give the conditions that hide rows from a user."""
    made: list[Q] = []
    if account.sees_everything:
        return made
    for relation, codes in (
        ("facility", account.facilities),
        ("company", account.companies),
    ):
        path = _path(entity, relation)
        if codes and path:
            ids = list(
                rows_of(relation).filter(code__in=codes).values_list("id", flat=True)
            )
            term = Q(**{f"{path}__in": ids})
            made.append(term if path == "id" else term | Q(**{f"{path}__isnull": True}))
    return made


def _path(entity: Entity, relation: str) -> str | None:
    if entity.name == relation:
        return "id"
    if f"{relation}_id" in entity.fields:
        return f"{relation}_id"
    owner = _OWNERS.get(entity.name)
    if owner is None or (entity.name in _ITEM_PARTS and relation == "facility"):
        return None
    return f"{owner}{relation}_id"
