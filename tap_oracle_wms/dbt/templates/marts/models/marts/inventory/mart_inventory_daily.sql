{#
  One row per facility, company and day: stock in all, and what changed it. All days are
  there for each facility and company with stock or a movement.
#}
with days as (
    select day from {{ ref('dim_date') }} where is_past
),

movements as (
    select * from {{ ref('fct_inventory_movement_daily') }}
),

per_day as (
    select
        facility_key,
        company_key,
        day,
        sum(received_qty) as received_qty,
        sum(shipped_qty) as shipped_qty,
        sum(adjusted_qty) as adjusted_qty,
        sum(net_qty) as net_qty
    from movements
    group by 1, 2, 3
),

places as (
    select facility_key, company_key, sum(on_hand_qty) as on_hand_qty
    from movements
    group by 1, 2
),

dense as (
    select
        places.facility_key,
        places.company_key,
        days.day,
        coalesce(per_day.received_qty, 0) as received_qty,
        coalesce(per_day.shipped_qty, 0) as shipped_qty,
        coalesce(per_day.adjusted_qty, 0) as adjusted_qty,
        coalesce(per_day.net_qty, 0) as net_qty,
        places.on_hand_qty as last_qty
    from places
    cross join days
    left join per_day
        on places.facility_key = per_day.facility_key
        and places.company_key = per_day.company_key
        and days.day = per_day.day
),

reckoned as (
    select
        *,
        last_qty - coalesce(
            sum(net_qty) over (
                partition by facility_key, company_key order by day desc
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as closing_qty
    from dense
)

select
    facility_key,
    company_key,
    day,
    closing_qty - net_qty as opening_qty,
    received_qty,
    shipped_qty,
    adjusted_qty,
    closing_qty
from reckoned
