{# One row per facility, company, direction and age: LPNs that are in the house now. #}
with lpns as (
    select
        *,
        case
            when hours_of_life < 24 then '1: under a day'
            when hours_of_life < 24 * 7 then '2: under a week'
            when hours_of_life < 24 * 30 then '3: under a month'
            when hours_of_life < 24 * 90 then '4: under a quarter'
            else '5: older'
        end as age
    from {{ ref('fct_lpn_life_cycle') }}
    where not is_closed
)

select
    facility_key,
    company_key,
    direction,
    age,
    count(*) as lpn_count,
    sum(case when is_waiting_for_putaway then 1 else 0 end) as waiting_for_putaway,
    {{ wms_rate('avg(hours_of_life)') }} as average_hours
from lpns
group by 1, 2, 3, 4
