{# One row per day: wms_days_back days back from today, and a month ahead. #}
{%- set back = var('wms_days_back', 90) | int %}
with digits as (
    {%- for digit in range(10) %}
    select {{ digit }} as digit{{ ' union all' if not loop.last }}
    {%- endfor %}
),

numbers as (
    select ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit as number
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    cross join digits as thousands
),

days as (
    select {{ wms_add_days(wms_add_days(wms_today(), -back), 'number') }} as day
    from numbers
    where number <= {{ back + 31 }}
)

select
    day,
    extract(year from day) as year,
    extract(month from day) as month,
    extract(day from day) as day_of_month,
    cast({{ dbt.date_trunc('week', 'day') }} as date) as week_begins,
    cast({{ dbt.date_trunc('month', 'day') }} as date) as month_begins,
    {{ dbt.datediff('cast(' ~ dbt.date_trunc('week', 'day') ~ ' as date)', 'day', 'day') }} + 1 as day_of_week,
    day <= {{ wms_today() }} as is_past
from days
