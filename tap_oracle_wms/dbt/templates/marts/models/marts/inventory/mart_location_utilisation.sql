{# One row per location: how full it is now. #}
with held as (
    select
        location_id,
        sum(on_hand_qty) as on_hand_qty,
        count(distinct container_id) as lpn_count,
        count(distinct item_id) as item_count
    from {{ ref('int_wms__stock') }}
    where on_hand_qty > 0
    group by 1
)

select
    locations.location_id,
    locations.location,
    locations.facility_key,
    locations.location_type,
    locations.area,
    locations.aisle,
    coalesce(held.on_hand_qty, 0) as on_hand_qty,
    locations.max_units,
    coalesce(held.lpn_count, 0) as lpn_count,
    locations.max_lpns,
    coalesce(held.item_count, 0) as item_count,
    held.location_id is null as is_empty,
    {{ wms_divide('coalesce(held.on_hand_qty, 0)', 'locations.max_units') }} as unit_utilisation,
    {{ wms_divide('coalesce(held.lpn_count, 0)', 'locations.max_lpns') }} as lpn_utilisation,
    coalesce(held.on_hand_qty > locations.max_units and locations.max_units > 0, cast(0 = 1 as {{ dbt.type_boolean() }}))
    or coalesce(held.lpn_count > locations.max_lpns and locations.max_lpns > 0, cast(0 = 1 as {{ dbt.type_boolean() }}))
        as is_over_full
from {{ ref('dim_location') }} as locations
left join held on locations.location_id = held.location_id
