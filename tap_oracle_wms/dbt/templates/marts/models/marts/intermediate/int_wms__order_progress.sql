{# One row per order: when it came to which stage, and how much of it. #}
with orders as (
    select * from {{ ref('stg_wms__order_hdr') }} where not is_deleted
),

lines as (
    select
        order_id,
        count(*) as line_count,
        sum(coalesce(orig_ord_qty, ord_qty)) as ordered_qty
    from {{ ref('stg_wms__order_dtl') }}
    where not is_deleted
    group by order_id
),

allocations as (
    select
        details.order_id,
        min(allocations.created_at) as allocated_at,
        max(allocations.picked_at) as last_picked_at,
        sum(case when allocations.picked_at is null then 1 else 0 end) as open_picks,
        sum(allocations.alloc_qty) as allocated_qty,
        sum(allocations.packed_qty) as packed_qty
    from {{ ref('stg_wms__allocation') }} as allocations
    inner join {{ ref('stg_wms__order_dtl') }} as details
        on allocations.order_dtl_id = details.order_dtl_id
    where not allocations.is_deleted
    group by details.order_id
)

select
    orders.order_hdr_id as order_id,
    orders.order_nbr,
    orders.facility_id,
    orders.facility_key,
    orders.company_id,
    orders.company_key,
    orders.order_type_key as order_type,
    orders.status_id,
    case
        when orders.status_id >= {{ wms_order_status('cancelled') }} then 'cancelled'
        when orders.status_id >= {{ wms_order_status('shipped') }} then 'shipped'
        when orders.status_id >= {{ wms_order_status('packed') }} then 'packed'
        when orders.status_id >= {{ wms_order_status('picked') }} then 'picked'
        when orders.status_id >= {{ wms_order_status('allocated') }} then 'allocated'
        else 'placed'
    end as stage,
    coalesce(orders.req_ship_date, orders.sched_ship_date) as due_date,
    orders.created_at as placed_at,
    allocations.allocated_at,
    case
        when
            orders.status_id >= {{ wms_order_status('picked') }}
            and orders.status_id < {{ wms_order_status('cancelled') }}
            then allocations.last_picked_at
    end as picked_at,
    case
        when
            orders.status_id >= {{ wms_order_status('packed') }}
            and orders.status_id < {{ wms_order_status('cancelled') }}
            then packings.packed_at
    end as packed_at,
    orders.order_shipped_at as shipped_at,
    case
        when orders.status_id >= {{ wms_order_status('cancelled') }} then orders.modified_at
    end as cancelled_at,
    coalesce(lines.line_count, 0) as line_count,
    coalesce(lines.ordered_qty, 0) as ordered_qty,
    allocations.allocated_qty,
    allocations.packed_qty,
    coalesce(allocations.open_picks, 0) as open_picks,
    orders.modified_at
from orders
left join lines on orders.order_hdr_id = lines.order_id
left join allocations on orders.order_hdr_id = allocations.order_id
left join {{ ref('int_wms__order_packings') }} as packings on orders.order_hdr_id = packings.order_id
