{#
  One row per row of inventory: where it lies, whose it is, and how much of it counts as
  on hand. What lies in an LPN is where the LPN is.
#}
with allocated as (
    select from_inventory_id, sum(alloc_qty) as allocated_qty
    from {{ ref('stg_wms__allocation') }}
    where picked_at is null and not is_deleted
    group by from_inventory_id
)

select
    stock.inventory_id,
    stock.facility_id,
    stock.facility_key,
    items.company_id,
    coalesce(items.company_key, 'unknown') as company_key,
    stock.item_id,
    stock.item_key as item_code,
    coalesce(stock.location_id, lpns.curr_location_id) as location_id,
    coalesce(stock.location_key, lpns.curr_location_key) as location,
    stock.container_id,
    lpns.type as lpn_type,
    lpns.status_id as lpn_status_id,
    stock.curr_qty,
    case
        when lpns.status_id in {{ wms_numbers('wms_lpn_statuses_not_on_hand', [0, 90, 99]) }} then 0
        else stock.curr_qty
    end as on_hand_qty,
    coalesce(allocated.allocated_qty, 0) as allocated_qty,
    stock.expiry_date,
    stock.created_at,
    stock.modified_at
from {{ ref('stg_wms__inventory') }} as stock
left join {{ ref('stg_wms__container') }} as lpns
    on stock.container_id = lpns.container_id
left join {{ ref('stg_wms__item') }} as items
    on stock.item_id = items.item_id
left join allocated
    on stock.inventory_id = allocated.from_inventory_id
where not stock.is_deleted
