"""What the name of a relation says of where it leads.

A name is taken at its word only where it can't mean anything else. The relation
`serial_nbr_tracking_id` leads to no serial number, `auth_user_id` not to `user`, and
`item_struct.group_id` hardly to the groups of users; beside `uom` there is an entity
`cc_threshold_uom`. So what names imply stands in a list, and the rest stays untold.
"""

from __future__ import annotations

import typing as t

_BY_FIELD = {
    "activity_code_id": "wms_activity_code",
    "activity_id": "wms_activity",
    "alloc_uom_id": "uom",
    "batch_nbr_id": "batch_number",
    "cartonize_uom_id": "uom",
    "case_uom_id": "uom",
    "cw_user_id": "user",
    "default_group_id": "group",
    "delimiter_id": "multi_field_barcode_delimiter",
    "dest_loc_id": "location",
    "expected_locn_id": "location",
    "instr_type_id": "order_instruction_type",
    "invn_attr_id": "inventory_attribute",
    "label_printer_id": "printer",
    "lang_code_id": "language",
    "locn_size_type_id": "location_size_type",
    "locn_type_id": "location_type",
    "lpn_id": "container",
    "movement_req_id": "movement_request_hdr",
    "ob_lpn_type_id": "lpn_type",
    "order_id": "order_hdr",
    "order_instr_level_id": "order_instruction_level",
    "ordered_uom_id": "uom",
    "orig_order_dtl_id": "order_dtl",
    "pack_uom_id": "uom",
    "po_dtl_id": "purchase_order_dtl",
    "pred_run_id": "aiml_prediction_run",
    "primary_uom_id": "uom",
    "purchase_order_id": "purchase_order_hdr",
    "rcvd_shipment_id": "ib_shipment",
    "returns_asn_shipment_type_id": "ib_shipment_type",
    "serial_number_id": "serial_nbr",
    "shipment_type_id": "ib_shipment_type",
    "shipped_uom_id": "uom",
    "training_run_id": "aiml_model_training_hdr",
    "vas_status_id": "container_vas_status",
    "work_order_id": "work_order_hdr",
}
_BY_ENTITY: dict[tuple[str, str], str | None] = {
    ("active_location", "type_id"): "location_type",
    ("container_lock_xref", "lock_id"): "inventory_lock",
    ("iblpn", "status_id"): "container_status",
    ("item_struct", "group_id"): None,
    ("ob_stop", "status_id"): "stop_status",
    ("oblpn", "status_id"): "container_status",
    ("reserve_location", "type_id"): "location_type",
    ("route_dtl", "route_id"): "route_hdr",
    ("wave", "curr_stage_id"): "wave_stage",
    ("work_order_type", "activity_type_id"): "work_order_activity_type",
}
# A word before one of these says which one is meant, not what: `dest_facility_id`.
_ROLES = (
    "company",
    "contact",
    "dock",
    "facility",
    "inventory",
    "location",
    "payment_method",
    "putaway_type",
)
# Words that mean nothing without the entity: `allocation.status_id`.
_OWN = ("protocol", "status", "type")


def target_by_name(entity: str, field: str, known: t.Collection[str]) -> str | None:
    """Tell from its name where a relation leads.

    Args:
        entity: The entity that has the relation.
        field: The relation's name, such as ``dest_facility_id``.
        known: Names of the entities that there are.

    Returns:
        The entity that the relation points to, one of `known`, or None where the name
        does not tell.
    """
    if (entity, field) in _BY_ENTITY:
        found = _BY_ENTITY[entity, field]
    else:
        found = _BY_FIELD.get(field) or _by_words(entity, field, known)
    return found if found is not None and found in known else None


def _by_words(entity: str, field: str, known: t.Collection[str]) -> str | None:
    words = field.removesuffix("_id")
    if words == field:
        return None
    if words in known:
        return words
    if words in _OWN:
        return _own(entity, words, known)
    role = next((role for role in _ROLES if words.endswith(f"_{role}")), None)
    if role is not None:
        return role
    # `putawaytype_id` is `putaway_type`: some underscores are a matter of taste.
    run_together = words.replace("_", "")
    alike = [name for name in known if name.replace("_", "") == run_together]
    return alike[0] if len(alike) == 1 else None


def _own(entity: str, word: str, known: t.Collection[str]) -> str | None:
    """The status, type or protocol of an entity itself."""
    if entity.startswith("stage_") and word == "status":
        return "stage_status"
    names = (f"{entity}_{word}", f"{entity.removesuffix('_hdr')}_{word}")
    return next((name for name in names if name in known), None)
