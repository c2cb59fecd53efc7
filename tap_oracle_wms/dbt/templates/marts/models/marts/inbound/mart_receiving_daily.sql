{#
  One row per facility, company and day on which something was due or came in: what was
  expected against what was received, and how long goods stood at the dock.
#}
with due as (
    select
        facility_key,
        company_key,
        due_day as day,
        count(*) as shipments_due,
        sum(expected_qty) as expected_qty,
        sum(case when is_awaited then 1 else 0 end) as shipments_awaited,
        sum(case when is_awaited then expected_qty else 0 end) as awaited_qty
    from {{ ref('fct_receiving') }}
    where due_day is not null
    group by 1, 2, 3
),

received as (
    select
        facility_key,
        company_key,
        received_day as day,
        count(*) as shipments_received,
        sum(received_qty) as received_qty,
        sum(short_qty) as short_qty,
        sum(over_qty) as over_qty
    from {{ ref('fct_receiving') }}
    where received_day is not null
    group by 1, 2, 3
),

lpns as (
    select
        facility_key,
        company_key,
        {{ wms_day('received_at') }} as day,
        count(*) as lpns_received,
        sum(case when is_waiting_for_putaway then 1 else 0 end) as lpns_waiting,
        {{ wms_rate('avg(hours_dock_to_stock)') }} as hours_dock_to_stock
    from {{ ref('fct_lpn_life_cycle') }}
    where received_at is not null
    group by 1, 2, 3
),

all_keys as (
    select facility_key, company_key, day from due
    union all
    select facility_key, company_key, day from received
    union all
    select facility_key, company_key, day from lpns
),

keys as (
    -- BigQuery knows no plain union.
    select distinct facility_key, company_key, day
    from all_keys
)

select
    keys.facility_key,
    keys.company_key,
    keys.day,
    coalesce(due.shipments_due, 0) as shipments_due,
    coalesce(due.expected_qty, 0) as expected_qty,
    coalesce(due.shipments_awaited, 0) as shipments_awaited,
    coalesce(due.awaited_qty, 0) as awaited_qty,
    coalesce(received.shipments_received, 0) as shipments_received,
    coalesce(received.received_qty, 0) as received_qty,
    coalesce(received.short_qty, 0) as short_qty,
    coalesce(received.over_qty, 0) as over_qty,
    coalesce(lpns.lpns_received, 0) as lpns_received,
    coalesce(lpns.lpns_waiting, 0) as lpns_waiting,
    lpns.hours_dock_to_stock
from keys
left join due
    on keys.facility_key = due.facility_key
    and keys.company_key = due.company_key
    and keys.day = due.day
left join received
    on keys.facility_key = received.facility_key
    and keys.company_key = received.company_key
    and keys.day = received.day
left join lpns
    on keys.facility_key = lpns.facility_key
    and keys.company_key = lpns.company_key
    and keys.day = lpns.day
