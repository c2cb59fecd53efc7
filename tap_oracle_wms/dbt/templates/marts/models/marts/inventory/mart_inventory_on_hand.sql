{# One row per facility, company, item and location: what is there now. #}
select
    facility_key,
    company_key,
    item_id,
    item_code,
    location_id,
    location,
    sum(on_hand_qty) as on_hand_qty,
    sum(case when on_hand_qty > 0 then allocated_qty else 0 end) as allocated_qty,
    sum(on_hand_qty) - sum(case when on_hand_qty > 0 then allocated_qty else 0 end) as available_qty,
    count(distinct container_id) as lpn_count,
    min(expiry_date) as first_expiry_date,
    max(modified_at) as last_changed_at
from {{ ref('int_wms__stock') }}
where on_hand_qty <> 0
group by 1, 2, 3, 4, 5, 6
