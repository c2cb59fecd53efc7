"""Where a relation leads, for names that do not say it themselves."""

from __future__ import annotations

_BY_NAME = {
    "activity_code_id": "wms_activity_code",
    "activity_id": "wms_activity",
    "assembly_location_id": "location",
    "batch_nbr_id": "batch_number",
    "bill_3rd_party_contact_id": "contact",
    "curr_location_id": "location",
    "curr_stage_id": "wave_stage",
    "customs_broker_contact_id": "contact",
    "cw_user_id": "user",
    "default_group_id": "group",
    "delimiter_id": "multi_field_barcode_delimiter",
    "dest_loc_id": "location",
    "duties_payment_method_id": "payment_method",
    "expected_locn_id": "location",
    "final_putaway_type_id": "putaway_type",
    "from_inventory_id": "inventory",
    "instr_type_id": "order_instruction_type",
    "invn_attr_id": "inventory_attribute",
    "label_printer_id": "printer",
    "lang_code_id": "language",
    "lock_code_id": "inventory_lock",
    "lock_id": "inventory_lock",
    "locn_size_type_id": "location_size_type",
    "locn_type_id": "location_type",
    "lpn_id": "container",
    "movement_req_id": "movement_request_hdr",
    "next_location_id": "location",
    "ob_lpn_type_id": "lpn_type",
    "order_id": "order_hdr",
    "order_instr_level_id": "order_instruction_level",
    "orig_order_dtl_id": "order_dtl",
    "orig_order_ref_id": "order_hdr",
    "po_dtl_id": "purchase_order_dtl",
    "pred_run_id": "aiml_prediction_run",
    "preferred_dock_id": "dock",
    "prev_location_id": "location",
    "protocol_id": "printer_protocol",
    "purchase_order_id": "purchase_order_hdr",
    "putawaytype_id": "putaway_type",
    "rcvd_shipment_id": "ib_shipment",
    "returns_asn_shipment_type_id": "ib_shipment_type",
    "route_id": "route_hdr",
    "sales_order_id": "order_hdr",
    "serial_number_id": "serial_nbr",
    "ship_from_contact_id": "contact",
    "shipment_type_id": "ib_shipment_type",
    "stage_location_id": "location",
    "std_service_type_id": "std_carrier_service",
    "to_inventory_id": "inventory",
    "training_run_id": "aiml_model_training_hdr",
    "vas_status_id": "container_vas_status",
    "work_order_id": "work_order_hdr",
}
_BY_ENTITY = {
    ("active_location", "type_id"): "location_type",
    ("container", "status_id"): "container_status",
    ("iblpn", "status_id"): "container_status",
    ("inventory_history", "status_id"): "record_status",
    ("location", "type_id"): "location_type",
    ("ob_stop", "status_id"): "stop_status",
    ("oblpn", "status_id"): "container_status",
    ("order_dtl", "status_id"): "order_status",
    ("order_type", "lock_id"): "order_lock",
    ("reserve_location", "type_id"): "location_type",
}
_SUFFIXES = {
    "_company_id": "company",
    "_facility_id": "facility",
    "_uom_id": "uom",
}

UNLINKED = frozenset({"wave"})
"""Entities to which the service was seen to give no link although they exist."""


def target_of(entity: str, field: str, known: frozenset[str]) -> str | None:
    """Find the entity a relation points to.

    Args:
        entity: The entity that holds the relation.
        field: The relation's name.
        known: The names of all entities.

    Returns:
        The target entity, or None where it is none of the known ones.
    """
    named = _BY_ENTITY.get((entity, field)) or _BY_NAME.get(field)
    if named:
        return named
    if field == "status_id":
        return _status_of(entity, known)
    if field[:-3] in known:
        return field[:-3]
    return next((to for end, to in _SUFFIXES.items() if field.endswith(end)), None)


def _status_of(entity: str, known: frozenset[str]) -> str | None:
    if entity.startswith("stage_"):
        return "stage_status"
    stem = entity.removesuffix("_hdr").removesuffix("_dtl")
    candidates = (f"{entity}_status", f"{stem}_status")
    return next((name for name in candidates if name in known), None)
