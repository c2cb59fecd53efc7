{# One row per counted line: what was expected, what was found. #}
select
    details.cc_adjustment_dtl_id as count_line_id,
    headers.cc_adjustment_hdr_id as count_id,
    headers.facility_id,
    headers.facility_key,
    headers.company_id,
    headers.company_key,
    headers.location_id,
    headers.location_key as location,
    details.item_id,
    details.item_key as item_code,
    headers.status_id,
    headers.created_at as counted_at,
    {{ wms_day('headers.created_at', 'headers.facility_key') }} as day,
    headers.created_by as counted_by,
    details.expected_qty,
    details.counted_qty,
    details.counted_qty - details.expected_qty as difference_qty,
    abs(details.counted_qty - details.expected_qty) as absolute_difference_qty,
    details.counted_qty = details.expected_qty as is_exact,
    (details.counted_qty - details.expected_qty) * details.unit_cost as difference_value
from {{ ref('stg_wms__cc_adjustment_dtl') }} as details
inner join {{ ref('stg_wms__cc_adjustment_hdr') }} as headers
    on details.cc_adjustment_hdr_id = headers.cc_adjustment_hdr_id
where not details.is_deleted and not headers.is_deleted
