"""The entities that are known of, by the part of a warehouse they belong to.

What the service lists differs with its release; this is what mid-2025 had. A name that
is not here is placed by its parts.
"""

from __future__ import annotations

_NAMES = {
    "orders": """
        allocation from_mhe_pick_confirmation from_mhe_pick_confirmation_serial_nbr
        order_dtl order_dtl_serial_nbr order_dtl_xref order_hdr order_instruction
        order_lock order_type wave wave_template
    """,
    "shipping": """
        carrier carrier_lpn load ob_stop ob_stop_dtl parcel_manifest parcel_shipment
        parcel_shipment_dtl route_dtl route_hdr ship_via ship_via_account_dtl
        ship_via_dtl std_carrier std_carrier_accessorial std_carrier_service trailer
        ups_routing_code
    """,
    "inbound": """
        appointment dock dock_type ib_shipment ib_shipment_dtl
        ib_shipment_serial_nbr ib_shipment_type purchase_order_dtl
        purchase_order_hdr putaway_priority putaway_type putaway_type_calc_rule
        vendor_perf_code
    """,
    "inventory": """
        asset batch_number cc_adjustment_approval_rule cc_adjustment_dtl
        cc_adjustment_hdr cc_summary_adjustment_dtl cc_summary_adjustment_hdr
        container container_lock_xref iblpn inventory inventory_attribute
        inventory_history inventory_lock lpn_type oblpn pallet serial_nbr
        serial_nbr_inventory
    """,
    "work": """
        cc_task_dtl movement_request_dtl movement_request_hdr movement_request_type
        task task_type wms_activity wms_activity_dtl work_order_component
        work_order_hdr work_order_kit work_order_type
    """,
    "labour": """
        cw_break daily_activity_track daily_activity_track_dtl daily_vas_track
        employee_location_track prod_goal_line_group prod_goal_vas shift sku_line
        sku_line_group sku_line_group_xref team team_user_xref track_record
        waa_screen_xref wms_activity_track wms_activity_track_dtl work_area
        work_area_activity work_group
    """,
    "masters": """
        active_location company company_parm contact cost_centre facility
        facility_parm item item_barcode item_characteristics item_facility
        item_group_defn item_hierarchy_defn item_metrics item_struct location
        location_size_type reason_code replenishment_zone reserve_location uom
        uom_class uom_terminology vendor
    """,
    "system": """
        aiml_model_training_hdr aiml_order_cycle_time
        aiml_prediction_order_cycle_time aiml_prediction_run barcode_type
        barcode_type_dtl company_message facility_company_message_config
        form_preference group group_menu language lgf_async_task module
        module_instance module_instance_parm module_parm module_parm_choice
        multi_field_barcode_class multi_field_barcode_class_field
        multi_field_barcode_delimiter printer rf_key_map seq_counter sql_selection
        terminology_map user user_company user_facility
    """,
    "staging": """
        stage_appointment stage_asset stage_consolidation_location stage_cubiscan
        stage_daily_vas_track stage_dest_facility_attributes
        stage_employee_location_track stage_ib_shipment stage_ib_shipment_dtl
        stage_ib_shipment_serial_nbr stage_item stage_item_barcode
        stage_item_facility stage_item_image stage_item_material_hazard_type
        stage_item_pre_pack stage_lgf_user stage_lpn_locate stage_message
        stage_movement_request_dtl stage_movement_request_hdr stage_ob_load
        stage_ob_stop stage_order_dtl stage_order_hdr stage_order_instructions
        stage_planned_ob_load stage_planned_ob_load_order_dtl stage_planned_ob_stop
        stage_planned_parcel_shipment_dtl stage_planned_parcel_shipment_hdr
        stage_point_of_sale stage_price_label stage_prod_goal_line_group
        stage_prod_goal_vas stage_purchase_order_dtl stage_purchase_order_hdr
        stage_replenishment_pick stage_route_dtl stage_route_hdr
        stage_shipto_company stage_site stage_sku_line stage_store
        stage_track_record stage_vendor stage_waa_screen_xref
        stage_work_area_activity stage_work_order_component stage_work_order_hdr
        stage_work_order_kit
    """,
    "lookups": """
        action_code allocation_distribution_mode allocation_status answer_input_type
        appointment_status asset_status audit_mode audit_status audit_type
        break_by_modifier bridge_status capacity_check_method
        carrier_integration_type carrier_status carrier_type
        carrier_webservice_label_type cc_adjustment_status cc_creation_type
        cc_threshold_uom cc_trigger cc_warning check_digit_method column_name
        column_order_type company_type condition_type container_status
        container_vas_status cubing_mode date_format destination_location_type
        dock_status entity_change_action facility_type form_type
        hazmat_regulation_type hire_type ib_shipment_status interface_format_type
        interface_protocol interface_type inventory_status invoice_status
        item_assignment_type label_type lgfapi_archive_level load_status
        location_type mhe_destination_code mhe_msg_type mhe_route_config_function
        mhe_trigger mhe_type oblpn_printing_validation order_instruction_level
        order_instruction_type order_status order_validation_mode pallet_activity
        pallet_status parcel_manifest_status parcel_transaction_status parm_type
        payment_method printer_protocol printer_type process_monitor_status
        property_prompt_in_receiving property_prompt_mode purchase_order_status
        putaway_method putaway_search_mode qc_status reason_code_type
        receipt_validation_type record_status replenishment_trigger_mode
        report_sub_type report_type rf_key_code route_hdr_status routing_mode
        screen_type selection_type serial_nbr_action_code
        shipment_verif_orderdtl_cancel_mode shipping_blocked_selection_criteria
        sql_operator stage_status standard_check_digit_method stop_status
        storage_priority task_activity task_status template_type time_format
        time_zone value_type vas_execution_status vas_requirement_type
        verification_entity verification_type wave_mhe_status wave_stage wave_status
        wave_template_status wave_type wms_activity_code wms_activity_status
        wms_activity_track_status work_area_activity_type work_order_activity_type
        work_order_status
    """,
}

AREAS: dict[str, frozenset[str]] = {
    area: frozenset(names.split()) for area, names in _NAMES.items()
}
"""Names of entities by area, in the order in which areas are shown."""

KNOWN_ENTITIES = frozenset[str]().union(*AREAS.values())
"""Names of all entities that are known of."""

_AREA_OF = {name: area for area, names in AREAS.items() for name in names}
_LOOKUP_ENDS = ("_status", "_type", "_mode", "_method")


def area_of(entity: str) -> str:
    """The part of a warehouse that an entity belongs to.

    Args:
        entity: Name of an entity, known or not.

    Returns:
        One of `AREAS`. An entity that is not known is told by its ending, or goes to
        the entity that its name begins with, else to "system".
    """
    known = _AREA_OF.get(entity)
    if known is not None:
        return known
    if entity.startswith("stage_"):
        return "staging"
    if entity.endswith(_LOOKUP_ENDS):
        return "lookups"
    parts = entity.split("_")
    for count in range(len(parts) - 1, 0, -1):
        beginning = "_".join(parts[:count])
        for name in (beginning, f"{beginning}_hdr", f"{beginning}_dtl"):
            if name in _AREA_OF:
                return _AREA_OF[name]
    return "system"
