{# One row per inbound shipment: what was announced, what came, and how quickly it was put away. #}
with lines as (
    select
        ib_shipment_id,
        count(*) as line_count,
        sum(shipped_qty) as expected_qty,
        sum(received_qty) as received_qty,
        sum(case when received_qty < shipped_qty then shipped_qty - received_qty else 0 end) as short_qty,
        sum(case when received_qty > shipped_qty then received_qty - shipped_qty else 0 end) as over_qty
    from {{ ref('stg_wms__ib_shipment_dtl') }}
    where not is_deleted
    group by 1
),

lpns as (
    select
        rcvd_shipment_id,
        count(*) as lpn_count,
        sum(case when first_putaway_at is null then 1 else 0 end) as lpns_not_put_away,
        min(rcvd_at) as first_received_at,
        max(rcvd_at) as last_received_at,
        {{ wms_rate('avg(' ~ wms_hours('rcvd_at', 'first_putaway_at') ~ ')') }} as hours_dock_to_stock
    from {{ ref('stg_wms__container') }}
    where not is_deleted and rcvd_at is not null
    group by 1
),

loads as (
    select load_id, sched_delivery_at, act_arrival_at
    from {{ ref('stg_wms__load') }}
    where not is_deleted
),

shipments as (
    select
        shipments.*,
        loads.sched_delivery_at,
        loads.act_arrival_at,
        coalesce(
            {{ wms_day('loads.sched_delivery_at', 'shipments.facility_key') }},
            {{ wms_add_days('shipments.shipped_date', var('wms_inbound_transit_days', 3) | int) }}
        ) as due_day
    from {{ ref('stg_wms__ib_shipment') }} as shipments
    left join loads on shipments.load_id = loads.load_id
    where not shipments.is_deleted
)

select
    shipments.ib_shipment_id,
    shipments.shipment_nbr,
    shipments.facility_id,
    shipments.facility_key,
    shipments.company_id,
    shipments.company_key,
    shipments.shipment_type_key as shipment_type,
    shipments.status_id,
    shipments.created_at as announced_at,
    shipments.due_day,
    shipments.act_arrival_at as arrived_at,
    lpns.first_received_at,
    lpns.last_received_at,
    {{ wms_day('lpns.first_received_at', 'shipments.facility_key') }} as received_day,
    shipments.verified_at,
    coalesce(lines.line_count, 0) as line_count,
    coalesce(lines.expected_qty, 0) as expected_qty,
    coalesce(lines.received_qty, 0) as received_qty,
    coalesce(lines.short_qty, 0) as short_qty,
    coalesce(lines.over_qty, 0) as over_qty,
    {{ wms_divide('lines.received_qty', 'lines.expected_qty') }} as received_rate,
    coalesce(lpns.lpn_count, 0) as lpn_count,
    coalesce(lpns.lpns_not_put_away, 0) as lpns_not_put_away,
    lpns.hours_dock_to_stock,
    {{ wms_hours('shipments.act_arrival_at', 'lpns.first_received_at') }} as hours_arrival_to_receipt,
    coalesce(lines.received_qty, 0) = 0 and shipments.verified_at is null as is_awaited,
    {{ wms_day('lpns.first_received_at', 'shipments.facility_key') }} <= shipments.due_day as is_on_time
from shipments
left join lines on shipments.ib_shipment_id = lines.ib_shipment_id
left join lpns on shipments.ib_shipment_id = lpns.rcvd_shipment_id
