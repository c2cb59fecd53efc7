{#
  One row per facility, company, item and day with a movement, and one for today for
  each item that is there: how stock grew and shrank. Stock of past days is
  reckoned back from what is there now.
#}
with movements as (
    select
        facility_key,
        company_key,
        item_id,
        day,
        sum(case when movement = 'receipt' then qty else 0 end) as received_qty,
        sum(case when movement = 'shipment' then -1 * qty else 0 end) as shipped_qty,
        sum(case when movement = 'adjustment' then qty else 0 end) as adjusted_qty
    from {{ ref('int_wms__stock_movements') }}
    group by 1, 2, 3, 4
),

on_hand as (
    select
        facility_key,
        company_key,
        item_id,
        sum(on_hand_qty) as on_hand_qty
    from {{ ref('int_wms__stock') }}
    group by 1, 2, 3
),

rows_of_days as (
    select facility_key, company_key, item_id, day, received_qty, shipped_qty, adjusted_qty, 0 as on_hand_qty
    from movements
    union all
    select facility_key, company_key, item_id, {{ wms_day(wms_as_of()) }}, 0, 0, 0, on_hand_qty
    from on_hand
),

summed as (
    select
        facility_key,
        company_key,
        item_id,
        day,
        sum(received_qty) as received_qty,
        sum(shipped_qty) as shipped_qty,
        sum(adjusted_qty) as adjusted_qty,
        sum(on_hand_qty) as on_hand_qty
    from rows_of_days
    group by 1, 2, 3, 4
),

reckoned as (
    select
        *,
        received_qty - shipped_qty + adjusted_qty as net_qty,
        sum(on_hand_qty) over (partition by facility_key, company_key, item_id) as last_qty,
        coalesce(
            sum(received_qty - shipped_qty + adjusted_qty) over (
                partition by facility_key, company_key, item_id order by day desc
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as later_qty
    from summed
)

select
    facility_key,
    company_key,
    item_id,
    day,
    last_qty - later_qty - net_qty as opening_qty,
    received_qty,
    shipped_qty,
    adjusted_qty,
    net_qty,
    last_qty - later_qty as closing_qty,
    on_hand_qty
from reckoned
