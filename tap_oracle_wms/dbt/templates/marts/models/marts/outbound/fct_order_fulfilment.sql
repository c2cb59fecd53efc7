{# One row per order: how long it took, whether it was in full and on time. #}
with orders as (
    select
        *,
        {{ wms_day('placed_at') }} as placed_day,
        {{ wms_day('shipped_at') }} as shipped_day,
        {{ wms_day('coalesce(shipped_at, cancelled_at)') }} as closed_day
    from {{ ref('int_wms__order_progress') }}
)

select
    order_id,
    order_nbr,
    facility_id,
    facility_key,
    company_id,
    company_key,
    order_type,
    status_id,
    stage,
    due_date,
    placed_at,
    allocated_at,
    picked_at,
    packed_at,
    shipped_at,
    cancelled_at,
    placed_day,
    shipped_day,
    closed_day,
    closed_day is null as is_open,
    line_count,
    ordered_qty,
    allocated_qty,
    packed_qty,
    {{ wms_hours('placed_at', 'allocated_at') }} as hours_to_allocate,
    {{ wms_hours('allocated_at', 'picked_at') }} as hours_to_pick,
    {{ wms_hours('picked_at', 'packed_at') }} as hours_to_pack,
    {{ wms_hours('coalesce(packed_at, picked_at)', 'shipped_at') }} as hours_to_ship,
    {{ wms_hours('placed_at', 'shipped_at') }} as hours_in_all,
    {{ wms_rate('case when closed_day is null then ' ~ wms_hours('placed_at', wms_as_of()) ~ ' end') }} as hours_open,
    {{ wms_rate('case when shipped_at is not null then ' ~ wms_divide('packed_qty', 'ordered_qty') ~ ' end') }} as fill_rate,
    case when shipped_day is not null and due_date is not null then shipped_day <= due_date end as is_on_time,
    case
        when closed_day is null and due_date is not null
            then due_date < {{ wms_day(wms_as_of()) }}
        else cast(0 = 1 as {{ dbt.type_boolean() }})
    end as is_overdue
from orders
