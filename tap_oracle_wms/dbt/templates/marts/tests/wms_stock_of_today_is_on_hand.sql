{# Movements reconcile: the stock that the last day ends with is what is on hand. #}
{{ config(severity=var('wms_meaning_severity', 'error')) }}

with ends as (
    select facility_key, company_key, sum(closing_qty) as closing_qty
    from {{ ref('mart_inventory_daily') }}
    where day = (select max(day) from {{ ref('mart_inventory_daily') }})
    group by 1, 2
),

on_hand as (
    select facility_key, company_key, sum(on_hand_qty) as on_hand_qty
    from {{ ref('mart_inventory_on_hand') }}
    group by 1, 2
)

select ends.facility_key, ends.company_key, ends.closing_qty, on_hand.on_hand_qty
from ends
left join on_hand
    on ends.facility_key = on_hand.facility_key
    and ends.company_key = on_hand.company_key
where abs(ends.closing_qty - coalesce(on_hand.on_hand_qty, 0)) > 0.000001
