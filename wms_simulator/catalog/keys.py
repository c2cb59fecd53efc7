"""The text that stands for a row in relations to it (`key`)."""

from __future__ import annotations

import functools

from wms_simulator.catalog import activities
from wms_simulator.catalog.entities import Entity, entities

_EXPRESSIONS = {
    "order_dtl": (
        "(SELECT h.order_nbr FROM order_hdr h WHERE h.id = o.order_id)"
        " || ',' || o.seq_nbr"
    ),
    "purchase_order_dtl": (
        "(SELECT h.po_nbr FROM purchase_order_hdr h WHERE h.id = o.purchase_order_id)"
        " || ',' || coalesce(o.host_seq_nbr, '')"
    ),
    "vendor": (
        "(SELECT c.code FROM company c WHERE c.id = o.parent_company_id)"
        " || ' / ' || o.code"
    ),
    "batch_number": "o.batch_nbr",
    "facility": "o.code",
    "ib_shipment": "o.shipment_nbr",
    "purchase_order_hdr": "o.po_nbr",
    "item": "o.code",
    "location": "o.locn_str",
    "user": "o.alternate_user_name",
    "uom": "o.uom_name",
    "wave": "o.run_nbr",
    "order_type": "o.order_type",
    "task_type": "o.task_type",
    "putaway_type": "o.pa_type",
    "ib_shipment_type": "o.shipment_type",
    "inventory": "''",
    "inventory_attribute": "'*'",
}
_USUAL = ("code", "name", "{name}", "{stem}_nbr", "lock_code", "description")

_PLACES = {
    name: dict(enumerate(words))
    for name, words in {
        "alloc_type_id": ("Active Pick", "Case Pick", "LPN Pick", "Replenishment"),
        "type_id": (
            "Standard",
            "Case Pick",
            "LPN Pick",
            "Active Pick",
            "Cross Dock",
        ),
        "task_creation_id": ("Wave", "Manual"),
    }.items()
} | {"history_activity_id": activities.NAMES}


@functools.cache
def key_expression(name: str) -> str:
    """Give the SQL that computes an entity's key text, its table named `o`."""
    if name in _EXPRESSIONS:
        return _EXPRESSIONS[name]
    entity: Entity = entities()[name]
    stem = name.removesuffix("_hdr").removesuffix("_dtl")
    for pattern in _USUAL:
        column = pattern.format(name=name, stem=stem)
        if column in entity.fields and entity.fields[column].kind == "string":
            return f'o."{column}"'
    return "''"


def foreign_key_text(field: str, number: int) -> str:
    """Give the key text of a relation whose target is not an entity."""
    known = _PLACES.get(field, {}).get(number)
    return known or f"{field.removesuffix('_id').upper()}{number:03d}"
